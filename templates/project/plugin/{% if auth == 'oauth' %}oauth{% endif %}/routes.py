"""The addresses of the sign-in: the page, the token endpoint, revocation."""

from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import Connection

from plugin.database import TheDatabase
from plugin.manifest import Manifest, served
from plugin.oauth import metadata, registration
from plugin.oauth.documents import Documents
from plugin.oauth.grants import CodeGrant
from plugin.oauth.lookup import find
from plugin.oauth.metadata import AUTHORIZE, REVOKE, TOKEN
from plugin.oauth.passwords import SignIns, TooManyTriesError
from plugin.oauth.redirects import is_loopback
from plugin.oauth.requests import Body, OAuthRequest, query
from plugin.oauth.server import Server, to_response
from plugin.pages import HEADERS, HTML, templates
from plugin.protected_resource import Scopes

router = APIRouter(include_in_schema=False)
WRONG = "The name or the password is wrong."
WAIT = "Too many wrong passwords. Wait ten minutes, then try again."


def add_sign_in(app: FastAPI) -> None:
    app.state.sign_ins = SignIns(app.state.database)
    app.state.documents = Documents()
    app.include_router(router)
    app.include_router(metadata.router)
    if app.state.settings.oauth_registration:
        app.include_router(registration.router)

    @app.exception_handler(OAuth2Error)
    async def refused(request: Request, error: OAuth2Error) -> Response:
        status, body, headers = error()
        if request.url.path == AUTHORIZE and status != 302:
            # Nothing proves that the address to send the user back to is the client's.
            context = {"plugin": await served(request), "reason": error.description}
            return page(request, "refused.html", context, 400)
        return to_response(status, body, headers, issuer=request.app.state.settings.public_url)


async def asked(request: Request, scopes: Scopes) -> CodeGrant:
    """What the user is asked to agree to; OAuth2Error where it may not be asked."""
    try:
        sent = {"scope": " ".join(scopes), **query(request)}
        if "state" not in sent:
            raise InvalidRequestError("The state is missing.")
        client = await find(request, sent.get("client_id", ""))
        if not client.check_redirect_uri(sent.get("redirect_uri", "")):
            raise InvalidRequestError("The address to go back to is not the client's.")
        server = Server(request.app.state.settings, scopes, client)
        try:
            grant: CodeGrant = server.get_consent_grant(OAuthRequest(request, sent))
        except OAuth2Error as error:
            if client.is_public:
                # Anybody can be a client, and would have links here that lead to them.
                error.redirect_uri = None
            raise
    except ValueError as error:
        # No text, a parameter twice, or something that Authlib cannot quote in an error.
        raise InvalidRequestError("The request could not be read.") from error
    return grant


def page(request: Request, name: str, context: dict[str, Any], status: int = 200) -> Response:
    headers = HEADERS | {"cache-control": "no-store"}
    return templates.TemplateResponse(request, name, context, status, headers)


def form(
    request: Request, manifest: Manifest, grant: CodeGrant, problem: str = "", name: str = ""
) -> Response:
    back = grant.request.payload.redirect_uri
    context = {
        "plugin": manifest,
        "client": grant.client,
        "back": urlsplit(back).hostname,
        "is_loopback": is_loopback(back),
        "problem": problem,
        "name": name,
    }
    return page(request, "signin.html", context, 403 if problem else 200)


@router.get(AUTHORIZE)
async def show(request: Request, scopes: Scopes, manifest: Manifest) -> Response:
    return form(request, manifest, await asked(request, scopes))


@router.post(AUTHORIZE)
async def sign_in(
    request: Request, database: TheDatabase, scopes: Scopes, manifest: Manifest, body: Body
) -> Response:
    grant = await asked(request, scopes)
    if grant.request.form.keys() & body.keys():
        raise InvalidRequestError("A parameter comes twice.")
    if "cancel" in body:
        return await database.transaction(agree, grant, None)
    name = body.get("name", "")
    try:
        user: int | None = await request.app.state.sign_ins.user(name, body.get("password", ""))
    except TooManyTriesError:
        return form(request, manifest, grant, WAIT, name)
    if user is None:
        return form(request, manifest, grant, WRONG, name)
    return await database.transaction(agree, grant, user)


def agree(connection: Connection, grant: CodeGrant, user: int | None) -> Response:
    """Sends the user back with a code; without a user, with the word that they refused."""
    grant.server.connection = connection
    response: Response = grant.server.create_authorization_response(grant.request, user, grant)
    return response


@router.get("/signin.css")
async def style() -> FileResponse:
    return FileResponse(HTML / "signin.css")


@router.post(TOKEN)
async def token(request: Request, database: TheDatabase, scopes: Scopes, body: Body) -> Response:
    return await database.transaction(give_tokens, request, scopes, body)


def give_tokens(
    connection: Connection, request: Request, scopes: list[str], body: dict[str, str]
) -> Response:
    server = Server(request.app.state.settings, scopes)
    server.connection = connection
    response: Response = server.create_token_response(OAuthRequest(request, body))
    return response


@router.post(REVOKE)
async def revoke(request: Request, database: TheDatabase, scopes: Scopes, body: Body) -> Response:
    return await database.transaction(end_tokens, request, scopes, body)


def end_tokens(
    connection: Connection, request: Request, scopes: list[str], body: dict[str, str]
) -> Response:
    server = Server(request.app.state.settings, scopes)
    server.connection = connection
    sent = OAuthRequest(request, body)
    response: Response = server.create_endpoint_response("revocation", sent)
    return response
