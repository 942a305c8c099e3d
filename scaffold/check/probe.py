"""What a running plugin answers: to a browser that asks first, and to calls of its operations."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from scaffold.check.host import HEADERS, ORIGINS
from scaffold.check.subject import Call, Probes
from scaffold.fetch.client import Client
from scaffold.fetch.response import Response
from scaffold.openapi import sample
from scaffold.openapi.operations import Operation
from scaffold.openapi.request import Request, build
from scaffold.plugin.model import Plugin
from scaffold.plugin.server import base, send

# Operations that are called, and seconds for all of them: enough to see how a server behaves.
_MAX_CALLS = 20
_CALLS_TIME = 90.0


def probe(plugin: Plugin, *, call: bool, credentials: Mapping[str, str]) -> Probes:
    """What the server of a plugin answers, to strangers and to who has credentials.

    Only GET and OPTIONS are sent, unless `call`: then every operation is called, once.
    """
    client = Client(plugin.target, credentials)
    url = base(plugin, is_local=client.is_local)
    operations = plugin.operations if url else []
    preflights = _preflights(client, url, operations[0]) if client.is_local and operations else {}
    called = [one for one in operations if call or one.method == "get"][:_MAX_CALLS]
    if not credentials:
        calls = list(_calls(client, url, called))
        return Probes(preflights, calls, calls)
    reading = [one for one in called if one.method == "get"]
    strangers = list(_calls(Client(plugin.target), url, reading))
    return Probes(preflights, strangers, list(_calls(client, url, called, trusted=True)))


def _calls(
    client: Client, base: str, operations: list[Operation], *, trusted: bool = False
) -> Iterator[Call]:
    end = time.monotonic() + _CALLS_TIME
    for operation in operations:
        if time.monotonic() < end:
            request = _request(base, operation)
            yield Call(operation, send(client, request, trusted=trusted))


def _preflights(client: Client, base: str, operation: Operation) -> dict[str, Response]:
    return {origin: _preflight(client, base, operation, origin) for origin in ORIGINS}


def _preflight(client: Client, base: str, operation: Operation, origin: str) -> Response:
    """What a browser is told before a page of the host may call the plugin."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": operation.method.upper(),
        "Access-Control-Request-Headers": ", ".join(HEADERS),
        "Access-Control-Request-Private-Network": "true",
    }
    return client.fetch(_request(base, operation).url, method="OPTIONS", headers=headers)


def _request(base: str, operation: Operation) -> Request:
    """A call made up from what the document says."""
    return build(base, operation, sample.arguments_for(operation))
