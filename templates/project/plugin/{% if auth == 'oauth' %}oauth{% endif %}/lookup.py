"""Which client it is: the classic host, one with a document of its own, or a registered one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from authlib.oauth2.rfc6749 import InvalidClientError
from fastapi import Request
from sqlalchemy import Connection, bindparam, select

from plugin.oauth.client import Client, classic_host
from plugin.oauth.requests import credentials
from plugin.oauth.tables import RegisteredClient, now
from plugin.settings import Settings

# How the address of a document begins, and no other id.
DOCUMENT = "https://"
REGISTERED = select(
    RegisteredClient.client_id, RegisteredClient.name, RegisteredClient.redirect_uris
).where(
    RegisteredClient.client_id == bindparam("client_id"),
    RegisteredClient.expires > bindparam("now"),
)


async def find(request: Request, client_id: str) -> Client:
    """The client that asks for a sign-in; InvalidClientError for one that is not known."""
    state = request.app.state
    host = classic_host(state.settings)
    if client_id == host.client_id:
        return host
    reason = "The client is not known here."
    found: Client | None = None
    if client_id.startswith(DOCUMENT):
        found = await state.documents.client(client_id)
        reason = "The client's metadata document cannot be used."
    elif may_be_registered(state.settings, client_id):
        found = client_of(await state.database.read(REGISTERED, client_id=client_id, now=now()))
    if found is None:
        raise InvalidClientError(reason)
    return found


def may_be_registered(settings: Settings, client_id: str) -> bool:
    return settings.oauth_registration and bool(re.fullmatch(r"[A-Za-z0-9_-]+", client_id))


def client_of(rows: Sequence[Any]) -> Client | None:
    for client_id, name, redirect_uris in rows:
        return Client(client_id, name, redirect_uris=tuple(redirect_uris))
    return None


def prove(
    connection: Connection, settings: Settings, headers: Mapping[str, str], form: Mapping[str, str]
) -> Client:
    """The client that asks for tokens.

    InvalidClientError, one and the same after the same work, whatever is wrong.
    """
    client_id, secret = credentials(headers, form)
    host = classic_host(settings)
    if host.is_proved_by(client_id, secret):
        return host
    if not secret:
        # Such a client can prove nothing: the code or the refresh token must be its own.
        if client_id.startswith(DOCUMENT):
            return Client(client_id)
        if may_be_registered(settings, client_id):
            rows = connection.execute(REGISTERED, {"client_id": client_id, "now": now()}).all()
            if known := client_of(rows):
                return known
    raise InvalidClientError("The client id or the client secret is wrong.", None, 401)
