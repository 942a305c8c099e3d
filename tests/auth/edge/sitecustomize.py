"""The end of the network, for a server under test: names lead where the test says, and every
connection to its own server, each with a line in a file that tells where it was meant to go.

Where the test says so, passwords are hashed as often as ever, but each time quickly.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
from typing import Any

import anyio

NAMES: dict[str, list[str]] = json.loads(os.environ["EDGE_NAMES"])
LOCAL = (None, "localhost", "127.0.0.1", "::1")

_getaddrinfo = socket.getaddrinfo
_connect_tcp = anyio.connect_tcp


def getaddrinfo(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
    if host in LOCAL:
        return _getaddrinfo(host, port, *rest, **named)
    if host not in NAMES:
        raise socket.gaierror("there is no network in tests")
    return [(0, 0, 0, "", (address, port)) for address in NAMES[host]]


async def connect_tcp(remote_host: Any, remote_port: int, **named: Any) -> Any:
    with open(os.environ["EDGE_LOG"], "a") as log:  # noqa: PTH123
        log.write(f"{remote_host}:{remote_port}\n")
    return await _connect_tcp("127.0.0.1", int(os.environ["EDGE_PORT"]), **named)


socket.getaddrinfo = getaddrinfo
anyio.connect_tcp = connect_tcp

if "EDGE_QUICK" in os.environ:
    _scrypt = hashlib.scrypt
    hashlib.scrypt = lambda *parts, **named: _scrypt(*parts, **named | {"n": 2})
