"""Passwords: hashed with scrypt, checked one at a time, and not too often."""

import asyncio
import hashlib
import os
import time
import unicodedata
from hmac import compare_digest

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from plugin.database import User

TRIES = 10
WAIT_SECONDS = 600


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
    """Checks passwords, one at a time: so tries are counted exactly and memory is bounded."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.sessions = sessions
        self.turn = asyncio.Lock()
        self.failures: dict[str, list[float]] = {}

    async def user(self, name: str, password: str) -> int | None:
        """The number of the user; None for a wrong password and for an unknown name alike."""
        name = name[:65]
        async with self.turn:
            since = time.monotonic() - WAIT_SECONDS
            self.failures = {n: t for n, t in self.failures.items() if t[-1] > since}
            failures = [moment for moment in self.failures.get(name, []) if moment > since]
            if len(failures) >= TRIES:
                raise TooManyTriesError
            user = await run_in_threadpool(self.check, name, password)
            if user is None:
                self.failures[name] = [*failures, time.monotonic()]
            else:
                self.failures.pop(name, None)
        return user

    def check(self, name: str, password: str) -> int | None:
        with self.sessions.begin() as session:
            found = session.execute(
                select(User.id, User.password_hash).where(User.name == name)
            ).one_or_none()
        user, kept = found or (None, NOBODY)
        return user if is_right(password, kept) else None
