"""Clients that register themselves (RFC 7591), only with OAUTH_REGISTRATION=true."""

from secrets import token_urlsafe

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, or_, select

from plugin.database import TheDatabase
from plugin.oauth.client_metadata import ClientMetadata
from plugin.oauth.tables import RegisteredClient, now

PATH = "/oauth/register"
MAX_BYTES = 10_000
MAX_CLIENTS = 1000
# Whoever does not sign in is forgotten; with a sign-in, it is known for as long as its tokens.
SECONDS_TO_SIGN_IN = 3600

router = APIRouter(include_in_schema=False)


@router.post(PATH)
async def register(request: Request, database: TheDatabase) -> Response:
    body = await request.body()
    if len(body) > MAX_BYTES:
        return refusal("invalid_client_metadata", "The body is longer than 10,000 bytes.")
    try:
        metadata = ClientMetadata.model_validate_json(body)
    except ValidationError as error:
        if any(e["loc"][:1] == ("redirect_uris",) for e in error.errors()):
            return refusal("invalid_redirect_uri", "The redirect_uris cannot be used.")
        return refusal("invalid_client_metadata", "The metadata cannot be used.")
    client_id = await database.transaction(save, metadata)
    # What a client asked for and is not here is what it gets instead (section 3.2.1).
    about = {
        "client_id": client_id,
        "client_id_issued_at": now(),
        "client_name": metadata.client_name,
        "redirect_uris": metadata.redirect_uris,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    return JSONResponse(about, 201, {"cache-control": "no-store"})


def refusal(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, 400)


def save(connection: Connection, metadata: ClientMetadata) -> str:
    """Keeps a client and returns its new id; of too many, those go that end first."""
    client_id = token_urlsafe(32)
    longest = select(RegisteredClient.client_id).order_by(RegisteredClient.expires.desc())
    connection.execute(
        insert(RegisteredClient).values(
            client_id=client_id,
            name=metadata.client_name,
            redirect_uris=metadata.redirect_uris,
            expires=now() + SECONDS_TO_SIGN_IN,
        )
    )
    connection.execute(
        delete(RegisteredClient).where(
            or_(
                RegisteredClient.expires <= now(),
                RegisteredClient.client_id.not_in(longest.limit(MAX_CLIENTS)),
            )
        )
    )
    return client_id
