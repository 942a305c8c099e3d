"""A connection to an address that has been judged, and the end of one."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from urllib.parse import urlsplit

from scaffold.fetch.addresses import Address


def prepare(url: str, address: Address, seconds: float) -> http.client.HTTPConnection:
    """A connection for a URL that leads to this address, whatever its host's name says."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=seconds, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=seconds)

    def connect(_: tuple[str, int], timeout: float, source: object) -> socket.socket:
        del source
        return socket.create_connection((str(address), connection.port), timeout)

    # As http.client connects: the name is kept for the Host header and for TLS.
    connection._create_connection = connect  # type: ignore[attr-defined]
    return connection


def hang_up(connection: http.client.HTTPConnection, lines: list[socket.socket]) -> None:
    """Cut a connection, whatever is being read from it."""
    for line in (connection.sock, *lines):
        if line:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
