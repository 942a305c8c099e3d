"""What the sign-in keeps: codes and tokens, as hashes only, and whom they are for."""

import time
from hashlib import sha256

from sqlalchemy import JSON, BigInteger, Connection, select
from sqlalchemy.orm import Mapped, mapped_column

from plugin.database import Base, Owner


def digest(secret: str) -> str:
    """What is kept of a code or token. One round is enough: nobody can guess what is random."""
    return sha256(secret.encode()).hexdigest()


def now() -> int:
    """Seconds since 1970."""
    return int(time.time())


class Code(Base):
    __tablename__ = "oauth_codes"

    hash: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[Owner]
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    challenge: Mapped[str | None]
    expires: Mapped[int] = mapped_column(BigInteger)


class Token(Base):
    __tablename__ = "oauth_tokens"

    access_hash: Mapped[str] = mapped_column(primary_key=True)
    refresh_hash: Mapped[str] = mapped_column(unique=True)
    # All that came from one sign-in: the hash of its code.
    family: Mapped[str] = mapped_column(index=True)
    owner: Mapped[Owner]
    scope: Mapped[str]
    access_expires: Mapped[int] = mapped_column(BigInteger)
    refresh_expires: Mapped[int] = mapped_column(BigInteger)
    refreshed: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """What the user agreed to in a sign-in; tokens from before there was /mcp have none."""

    __tablename__ = "oauth_consents"

    # The same as a code's hash and its tokens' family.
    family: Mapped[str] = mapped_column(primary_key=True)
    # None for the classic host.
    client_id: Mapped[str | None]
    # The address that the tokens are made for; None for the API alone.
    resource: Mapped[str | None]


def consent(connection: Connection, family: str) -> Consent:
    kept = select(Consent.client_id, Consent.resource).where(Consent.family == family)
    client_id, resource = connection.execute(kept).one_or_none() or (None, None)
    return Consent(family=family, client_id=client_id, resource=resource)


class RegisteredClient(Base):
    __tablename__ = "oauth_clients"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    redirect_uris: Mapped[list[str]] = mapped_column(JSON)
    expires: Mapped[int] = mapped_column(BigInteger, index=True)


class Tries(Base):
    """Wrong passwords for one name, counted for all processes."""

    __tablename__ = "sign_in_tries"

    # Not the name: some users enter their password there.
    name_hash: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires: Mapped[int] = mapped_column(BigInteger)
