"""Which client it is: the classic host, one with a document of its own, or a registered one."""

import re
from collections.abc import Mapping

from authlib.oauth2.rfc6749 import InvalidClientError
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session, sessionmaker

from plugin.oauth.client import Client, classic_host
from plugin.oauth.requests import credentials
from plugin.oauth.tables import RegisteredClient, now
from plugin.settings import Settings

# How the address of a document begins, and no other id.
DOCUMENT = "https://"


async def find(request: Request, client_id: str) -> Client:
    """The client that asks for a sign-in; InvalidClientError for one that is not known."""
    state = request.app.state
    host = classic_host(state.settings)
    if client_id == host.client_id:
        return host
    if client_id.startswith(DOCUMENT):
        found: Client | None = await state.documents.client(client_id)
        reason = "The client's metadata document cannot be used."
    else:
        found = await run_in_threadpool(look_up, state.sessions, state.settings, client_id)
        reason = "The client is not known here."
    if found is None:
        raise InvalidClientError(reason)
    return found


def look_up(sessions: sessionmaker[Session], settings: Settings, client_id: str) -> Client | None:
    with sessions.begin() as session:
        return registered(session, settings, client_id)


def registered(session: Session, settings: Settings, client_id: str) -> Client | None:
    """A client that registered itself, while that is allowed."""
    if not settings.oauth_registration or not re.fullmatch(r"[A-Za-z0-9_-]+", client_id):
        return None
    row = session.get(RegisteredClient, client_id)
    if row is None or row.expires <= now():
        return None
    return Client(row.client_id, row.name, redirect_uris=tuple(row.redirect_uris))


def prove(
    session: Session, settings: Settings, headers: Mapping[str, str], form: Mapping[str, str]
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
        if known := registered(session, settings, client_id):
            return known
    raise InvalidClientError("The client id or the client secret is wrong.", None, 401)
