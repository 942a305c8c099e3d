"""What clients send, read strictly, in the shape that Authlib takes."""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from fastapi import Depends, Request


class OAuthRequest(OAuth2Request):
    """A request with its parameters, wherever they were in it."""

    def __init__(self, request: Request, parameters: dict[str, str]) -> None:
        url = request.app.state.settings.public_url + request.url.path
        super().__init__(request.method, url, headers=dict(request.headers))
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def form(self) -> dict[str, str]:
        parameters: dict[str, str] = self.payload.data
        return parameters

    args = form


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Parameters by name; ValueError for one that comes twice, of which readers differ."""
    if len(parameters := dict(pairs)) < len(pairs):
        raise ValueError("a parameter comes twice")
    return parameters


def query(request: Request) -> dict[str, str]:
    """The parameters of a query that have a value; ValueError where it cannot be read."""
    return filled(once(parse_qsl(request.url.query, keep_blank_values=True, errors="strict")))


def filled(parameters: dict[str, Any]) -> dict[str, str]:
    """The parameters that have a value; an error where one is no text that can be kept."""
    for value in parameters.values():
        # Half a character can be written in JSON; PostgreSQL takes no NUL.
        if b"\0" in value.encode():
            raise ValueError("a parameter has a NUL in it")
    return {name: value for name, value in parameters.items() if value}


async def body(request: Request) -> dict[str, str]:
    """The parameters of a body, JSON or form; OAuth2Error where it is neither."""
    raw = await request.body()
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            parameters = json.loads(raw, object_pairs_hook=once)
        else:
            parameters = once(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict"))
        return filled(parameters)
    except (ValueError, AttributeError, RecursionError) as error:
        raise InvalidRequestError("The body could not be read.") from error


Body = Annotated[dict[str, str], Depends(body)]


def credentials(headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[str, str]:
    """The client's id and secret, from a Basic header or from the form.

    Both are empty where the two name different clients or prove one twice (RFC 6749, 2.3).
    """
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return client_id, secret
    try:
        name, _, password = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    if secret or client_id not in ("", unquote(name)):
        return "", ""
    return unquote(name), unquote(password)
