"""What tokens are given for: a code from the sign-in, or the refresh token before."""

from typing import Any, NamedTuple

from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from sqlalchemy import Connection, delete, insert, select, update

from plugin.oauth.client import Client
from plugin.oauth.tables import Code, Consent, Token, consent, digest, now

CODE_SECONDS = 120


class Source(NamedTuple):
    """What a token comes from."""

    consent: Consent
    owner: int
    scope: str
    redirect_uri: str = ""
    code_challenge: str | None = None
    code_challenge_method: str = "S256"

    @property
    def family(self) -> str:
        return self.consent.family

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def check_client(self, client: Client) -> bool:
        return self.consent.client_id == client.kept_id


class CodeGrant(AuthorizationCodeGrant):
    def save_authorization_code(self, code: str, request: Any) -> None:
        connection, sent = self.server.connection, request.payload
        forget_expired(connection)
        connection.execute(
            insert(Code).values(
                hash=digest(code),
                owner=request.user,
                redirect_uri=sent.redirect_uri,
                scope=request.scope,
                challenge=sent.data.get("code_challenge"),
                expires=now() + CODE_SECONDS,
            )
        )
        connection.execute(
            insert(Consent).values(
                family=digest(code),
                client_id=request.client.kept_id,
                resource=sent.data.get("resource"),
            )
        )

    def query_authorization_code(self, code: str, client: Client) -> Source | None:
        connection = self.server.connection
        # One statement, so that of many requests with the same code only one finds it.
        taken = connection.execute(
            delete(Code).where(Code.hash == digest(code)).returning(*Code.__table__.columns)
        ).one_or_none()
        if taken is None:
            # Perhaps it was stolen and used before: what it gave then ends too.
            connection.execute(delete(Token).where(Token.family == digest(code)))
            return None
        agreed = consent(connection, taken.hash)
        source = Source(agreed, taken.owner, taken.scope, taken.redirect_uri, taken.challenge)
        return source if now() < taken.expires and source.check_client(client) else None

    def delete_authorization_code(self, authorization_code: Source) -> None:
        pass

    def authenticate_user(self, authorization_code: Source) -> int:
        return authorization_code.owner


class RefreshGrant(RefreshTokenGrant):
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Source | None:
        connection, sent = self.server.connection, Token.refresh_hash == digest(refresh_token)
        # One statement, so that of many requests with the same token only one succeeds.
        taken = connection.execute(
            update(Token)
            .where(sent, ~Token.refreshed, Token.refresh_expires > now())
            .values(refreshed=True)
            .returning(Token.family, Token.owner, Token.scope)
        ).one_or_none()
        if taken is None:
            # Perhaps it was stolen: everything that came from the same sign-in ends.
            family = select(Token.family).where(sent).scalar_subquery()
            connection.execute(delete(Token).where(Token.family == family))
            return None
        return Source(consent(connection, taken.family), taken.owner, taken.scope)

    def authenticate_user(self, refresh_token: Source) -> int:
        return refresh_token.owner

    def revoke_old_credential(self, refresh_token: Source) -> None:
        pass


def forget_expired(connection: Connection) -> None:
    connection.execute(delete(Code).where(Code.expires < now()))
    connection.execute(delete(Token).where(Token.refresh_expires < now()))
    ended = (Consent.family.not_in(select(table)) for table in (Code.hash, Token.family))
    connection.execute(delete(Consent).where(*ended))
