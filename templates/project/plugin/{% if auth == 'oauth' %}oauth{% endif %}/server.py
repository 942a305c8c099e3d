"""The protocol, as Authlib speaks it, on top of this plugin's tables."""

from secrets import token_urlsafe
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidGrantError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from fastapi import Response
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, delete, insert, or_, select, update

from plugin.oauth.client import Client
from plugin.oauth.extensions import OnlyS256, ResourceIndicator
from plugin.oauth.grants import CodeGrant, RefreshGrant
from plugin.oauth.lookup import prove
from plugin.oauth.tables import RegisteredClient, Token, consent, digest, now
from plugin.settings import Settings

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 30 * 24 * 3600


class Server(AuthorizationServer):
    """The OAuth server for one request, in one transaction.

    The transaction is what makes replays visible: whoever comes second with a code or a refresh
    token waits for the first one's end, and then finds the tokens that there are to revoke.
    """

    # Set once there is a transaction: to show the page it takes none.
    connection: Connection

    def __init__(self, settings: Settings, scopes: list[str], client: Client | None = None) -> None:
        """`client` is the one that asks for a sign-in; at the other addresses it proves itself."""
        super().__init__(scopes_supported=scopes)
        self.settings = settings
        self.client = client
        self.register_token_generator("default", new_token)
        resource = ResourceIndicator(settings.mcp_url)
        self.register_grant(CodeGrant, [OnlyS256(), resource])
        self.register_grant(RefreshGrant, [resource])
        self.register_endpoint(Revocation)

    def query_client(self, _: str) -> Client | None:
        return self.client

    def authenticate_client(self, request: Any, *_: Any) -> Client:
        return prove(self.connection, self.settings, request.headers, request.form)

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        source = request.authorization_code or request.refresh_token
        self.connection.execute(
            insert(Token).values(
                access_hash=digest(token["access_token"]),
                refresh_hash=digest(token["refresh_token"]),
                family=source.family,
                owner=source.owner,
                scope=token["scope"],
                access_expires=now() + ACCESS_SECONDS,
                refresh_expires=now() + REFRESH_SECONDS,
            )
        )
        # A client that registered itself is known for as long as its tokens are good.
        self.connection.execute(
            update(RegisteredClient)
            .where(RegisteredClient.client_id == request.client.client_id)
            .values(expires=now() + REFRESH_SECONDS)
        )

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def send_signal(self, *_: Any, **__: Any) -> None:
        pass

    def handle_response(self, *parts: Any) -> Response:
        return to_response(*parts, issuer=self.settings.public_url)


def to_response(status: int, body: Any, headers: list[tuple[str, str]], *, issuer: str) -> Response:
    if status == 302:
        # With `iss`, a client that uses many servers knows which one answers (RFC 9207).
        back = add_params_to_uri(dict(headers)["Location"], [("iss", issuer)])
        # Not 302, which lets a browser send the password on.
        return Response(status_code=303, headers={"location": back, "cache-control": "no-store"})
    return JSONResponse(body, status, dict(headers))


def new_token(scope: str, **_: Any) -> dict[str, Any]:
    return {
        "access_token": token_urlsafe(32),
        "token_type": "bearer",
        "expires_in": ACCESS_SECONDS,
        "refresh_token": token_urlsafe(32),
        "scope": scope,
    }


class Revocation(RevocationEndpoint):
    server: Server

    def authenticate_token(self, request: Any, client: Client) -> str | None:
        """The family of a token that is the client's own."""
        self.check_params(request, client)
        sent = digest(request.form["token"])
        either = or_(Token.access_hash == sent, Token.refresh_hash == sent)
        family = self.server.connection.scalar(select(Token.family).where(either))
        if family and consent(self.server.connection, family).client_id != client.kept_id:
            raise InvalidGrantError("The token is another client's.")
        return family

    def revoke_token(self, token: str, request: Any) -> None:
        self.server.connection.execute(delete(Token).where(Token.family == token))
