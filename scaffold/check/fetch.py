"""HTTP for URLs that strangers wrote: where it may go, how far, how long and how much.

An address is looked at after it is resolved, and that very address is connected to, so that no
name can point to one place when it is judged and to another when it is used.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from scaffold.check import urls

# Seconds: what hosts wait for a manifest or an OpenAPI document, and for an API call.
DOCUMENT_TIME = 15.0
CALL_TIME = 45.0

_MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)

_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Answer(NamedTuple):
    """What a server answered; or the `problem` that kept it from being fetched."""

    url: str
    status: int = 0
    headers: Mapping[str, str] = {}
    body: bytes = b""
    problem: str = ""

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class _Refused(Exception):  # noqa: N818
    """This must not or cannot be fetched; says why."""


class Client:
    """Fetches for one target: a local one may lead to local addresses, another never."""

    def __init__(self, target: str) -> None:
        # A host keeps the addresses that it had first, whatever its name leads to later.
        self._known: dict[str, list[Address]] = {}
        self._target: list[Address] = []
        with contextlib.suppress(_Refused):
            self._target = self._resolve(target, DOCUMENT_TIME)

    @property
    def is_local(self) -> bool:
        """Whether the target itself is on this machine or in its network."""
        return bool(self._target) and not any(map(is_public, self._target))

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 1_000_000,
        seconds: float = DOCUMENT_TIME,
    ) -> Answer:
        """One answer, after redirects within the target's registered domain.

        Of the body at most `limit` + 1 bytes are read; all of it ends after `seconds`.
        """
        end = time.monotonic() + seconds
        try:
            for _ in range(_MAX_REDIRECTS):
                answer = self._once(url, method, headers or {}, body, limit, end)
                if method != "GET" or (onward := _onward(answer)) is None:
                    return answer
                url = onward
        except _Refused as error:
            return Answer(url, problem=str(error))
        return Answer(url, problem=f"redirects more than {_MAX_REDIRECTS} times")

    def _once(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limit: int,
        end: float,
    ) -> Answer:
        address = self._choose(url, end)
        parts = urlsplit(url)
        connection = _connection(url, address, _left(end))
        # A server that sends a byte now and then never times out: so its line is cut at the end.
        lines: list[socket.socket] = []
        cut = threading.Timer(_left(end), _hang_up, [connection, lines])
        cut.daemon = True
        cut.start()
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            given = {"User-Agent": "ai-plugin-check", "Accept": "*/*", "Connection": "close"}
            connection.request(method, _quoted(path), body=body, headers={**given, **headers})
            # An answer takes the connection's socket over, and it is out of reach then.
            if connection.sock:
                lines.append(connection.sock)
            response = connection.getresponse()
            read = response.read(limit + 1)
            named = {name.lower(): value for name, value in response.getheaders()}
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _Refused(_why(error, end)) from error
        finally:
            cut.cancel()
            connection.close()
        if time.monotonic() > end:
            raise _Refused("takes too long")
        if named.get("content-encoding", "identity").lower() != "identity":
            raise _Refused("is compressed, though that was not asked for")
        return Answer(url, response.status, named, read)

    def _resolve(self, url: str, seconds: float) -> list[Address]:
        host = urls.host(url)
        if host not in self._known:
            self._known[host] = _resolve(url, seconds)
        return self._known[host]

    def _choose(self, url: str, end: float) -> Address:
        addresses = self._resolve(url, _left(end))
        for address in addresses:
            if not self._may_reach(address):
                raise _Refused(f"leads to {address}, an address that is not public")
        return addresses[0]

    def _may_reach(self, address: Address) -> bool:
        if is_public(address) or address in self._target:
            return True
        plain = _unwrapped(address)
        # Link-local addresses hold the credentials of cloud machines; no plugin lives there.
        return self.is_local and (plain.is_loopback or plain.is_private) and not plain.is_link_local


def _onward(answer: Answer) -> str | None:
    """Where an answer redirects to; None where it does not."""
    location = answer.headers.get("location")
    if answer.status not in _REDIRECTS or location is None:
        return None
    following = urljoin(answer.url, location)
    old, new = (urls.registered_domain(urls.host(url)) for url in (answer.url, following))
    if not urls.is_url(following) or old != new:
        raise _Refused(f"redirects to another domain, {new[:100] or 'none'}")
    return following


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, whatever it is wrapped in."""
    plain = _unwrapped(address)
    return plain.is_global and not plain.is_multicast


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        inner = address.ipv4_mapped or address.sixtofour
        return inner or (address.teredo[1] if address.teredo else address)
    return address


def _resolve(url: str, seconds: float) -> list[Address]:
    host = urls.host(url)
    if not urls.is_url(url):
        raise _Refused("is no URL of HTTP or HTTPS")
    found: list[Address] = []

    def look() -> None:
        try:
            known = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in known)

    # The resolver knows no time limit; a thread that still waits then is left behind.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise _Refused(f"the host {host[:100]} is not known")
    # Of both kinds the older one first: more servers on localhost listen there only.
    return sorted(found, key=lambda address: address.version)


def _connection(url: str, address: Address, seconds: float) -> http.client.HTTPConnection:
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


def _hang_up(connection: http.client.HTTPConnection, lines: list[socket.socket]) -> None:
    for line in (connection.sock, *lines):
        if line:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def _left(end: float) -> float:
    return max(0.05, end - time.monotonic())


def _quoted(path: str) -> str:
    return quote(path, safe="/:?#[]@!$&'()*+,;=%~")


def _why(error: Exception, end: float) -> str:
    if isinstance(error, TimeoutError) or time.monotonic() >= end:
        return "takes too long"
    if isinstance(error, ssl.SSLError):
        return f"its TLS certificate does not hold: {getattr(error, 'verify_message', '') or error}"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, http.client.HTTPException | ConnectionResetError):
        return "does not answer in HTTP"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
