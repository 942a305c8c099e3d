"""Passwords: hashed with scrypt, checked one at a time, and not too often."""

import asyncio
import hashlib
import os
import unicodedata
from hmac import compare_digest

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Executable, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from plugin.database import Database, User
from plugin.oauth.tables import Tries, digest, now

TRIES = 10
WAIT_SECONDS = 600
KEPT = select(User.id, User.password_hash).where(User.name == bindparam("name"))
FORGET = delete(Tries).where(Tries.name_hash == bindparam("name_hash"))
FORGET_OLD = delete(Tries).where(Tries.expires <= bindparam("now"))


def counting(dialect: str) -> Executable:
    """The statement that counts a try, at most TRIES of them, and returns what it counted."""
    insert = sqlite.insert(Tries) if dialect == "sqlite" else postgresql.insert(Tries)
    return (
        insert.values(count=1)
        .on_conflict_do_update(
            index_elements=[Tries.name_hash],
            set_={"count": Tries.count + 1, "expires": insert.excluded.expires},
            where=Tries.count < TRIES,
        )
        .returning(Tries.count)
    )


def hashed(password: str, salt: bytes | None = None) -> str:
    salt = salt or os.urandom(16)
    # So that the same letters from another keyboard are the same password.
    text = unicodedata.normalize("NFKC", password).encode()
    result = hashlib.scrypt(text, salt=salt, n=2**15, r=8, p=1, maxmem=2**26)
    return f"{salt.hex()}:{result.hex()}"


def is_right(password: str, kept: str) -> bool:
    return compare_digest(hashed(password, bytes.fromhex(kept.partition(":")[0])), kept)


# Checked where there is no such user, so that it takes as long.
NOBODY = hashed(os.urandom(16).hex())


class TooManyTriesError(Exception):
    """For this name there were too many wrong passwords in a short time."""


class SignIns:
    """Checks passwords: one at a time, because each takes 32 MB of memory."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.count = counting(database.engine.dialect.name)
        self.turn = asyncio.Lock()

    async def user(self, name: str, password: str) -> int | None:
        """The number of the user; None for a wrong password and for an unknown name alike."""
        async with self.turn:
            tries = digest(name)
            await self.database.write(FORGET_OLD, now=now())
            # Counted beforehand, so that no process lets one more through meanwhile.
            expires = now() + WAIT_SECONDS
            if not await self.database.write(self.count, name_hash=tries, expires=expires):
                raise TooManyTriesError
            rows = await self.database.read(KEPT, name=name)
            user, kept = rows[0] if rows else (None, NOBODY)
            right = await run_in_threadpool(is_right, password, kept)
            if user is None or not right:
                return None
            await self.database.write(FORGET, name_hash=tries)
        return int(user)
