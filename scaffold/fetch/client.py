"""HTTP for URLs that strangers wrote: where it may go, how far, how long and how much.

An address is looked at after it is resolved, and that very address is connected to, so that no
name can point to one place when it is judged and to another when it is used.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, urljoin, urlsplit

from scaffold import urls
from scaffold.fetch.addresses import Address, Refused, is_public, resolve, unwrapped
from scaffold.fetch.connection import hang_up, prepare
from scaffold.fetch.response import Response

# Seconds: what hosts wait for a manifest or an OpenAPI document, and for an API call.
DOCUMENT_TIME = 15.0
CALL_TIME = 45.0

_MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)


class Client:
    """Fetches for one target: a local one may lead to local addresses, another never.

    `credentials` are headers for trusted requests to the target's own origin, and no other.
    """

    def __init__(self, target: str, credentials: Mapping[str, str] | None = None) -> None:
        self._origin = urls.origin(target)
        self._credentials = credentials or {}
        # A host keeps the addresses that it had first, whatever its name leads to later.
        self._known: dict[str, list[Address]] = {}
        self._target: list[Address] = []
        with contextlib.suppress(Refused):
            self._target = self._resolve(target, DOCUMENT_TIME)

    @property
    def is_local(self) -> bool:
        """Whether the target itself is on this machine or in its network."""
        return bool(self._target) and not any(map(is_public, self._target))

    @property
    def is_loopback(self) -> bool:
        """Whether the target is on this very machine."""
        return bool(self._target) and all(unwrapped(each).is_loopback for each in self._target)

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 1_000_000,
        seconds: float = DOCUMENT_TIME,
        trusted: bool = False,
        follow: bool = True,
        take: Callable[[bytes], None] | None = None,
    ) -> Response:
        """One response, where `follow` after redirects within the target's registered domain.

        `trusted`: with credentials, as long as it goes to the target's own origin. Another origin
        gets none of the `headers` either, which may hold some; HTTPS never leads to HTTP.

        Of the body at most `limit` + 1 bytes are read; all of it ends after `seconds`. `take` is
        called with each piece of a body of status 200 as it arrives.
        """
        end = time.monotonic() + seconds
        given = headers or {}
        try:
            for _ in range(_MAX_REDIRECTS):
                secret = self._credentials if trusted and urls.origin(url) == self._origin else {}
                response = self._once(url, method, {**given, **secret}, body, limit, end, take)
                if not follow or method != "GET" or (onward := _onward(response)) is None:
                    return response
                given = given if urls.origin(onward) == urls.origin(url) else {}
                url = onward
        except Refused as error:
            return Response(url, problem=str(error))
        return Response(url, problem=f"redirects more than {_MAX_REDIRECTS} times")

    def _once(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limit: int,
        end: float,
        take: Callable[[bytes], None] | None,
    ) -> Response:
        address = self._choose(url, end)
        parts = urlsplit(url)
        connection = prepare(url, address, _left(end))
        # A server that sends a byte now and then never times out: so its line is cut at the end.
        lines: list[socket.socket] = []
        cut = threading.Timer(_left(end), hang_up, [connection, lines])
        cut.daemon = True
        cut.start()
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            given = {"User-Agent": "ai-plugin", "Accept": "*/*", "Connection": "close"}
            connection.request(method, _quoted(path), body=body, headers={**given, **headers})
            # A response takes the connection's socket over, and it is out of reach then.
            if connection.sock:
                lines.append(connection.sock)
            reply = connection.getresponse()
            content = _read(reply, limit + 1, take if reply.status == 200 else None)
            named = {name.lower(): value for name, value in reply.getheaders()}
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Refused(_why(error, end)) from error
        finally:
            cut.cancel()
            connection.close()
        if time.monotonic() > end:
            raise Refused("takes too long")
        if named.get("content-encoding", "identity").lower() != "identity":
            raise Refused("is compressed, though that was not asked for")
        return Response(url, reply.status, named, content)

    def _resolve(self, url: str, seconds: float) -> list[Address]:
        host = urls.host(url)
        if host not in self._known:
            self._known[host] = resolve(url, seconds)
        return self._known[host]

    def _choose(self, url: str, end: float) -> Address:
        addresses = self._resolve(url, _left(end))
        for address in addresses:
            if not self._may_reach(address):
                raise Refused(f"leads to {address}, an address that is not public")
        return addresses[0]

    def _may_reach(self, address: Address) -> bool:
        if is_public(address) or address in self._target:
            return True
        plain = unwrapped(address)
        # Link-local addresses hold the credentials of cloud machines; no plugin lives there.
        return self.is_local and (plain.is_loopback or plain.is_private) and not plain.is_link_local


def _onward(response: Response) -> str | None:
    """Where a response redirects to; None where it does not."""
    location = response.headers.get("location")
    if response.status not in _REDIRECTS or location is None:
        return None
    following = urljoin(response.url, location)
    old, new = (urls.registered_domain(urls.host(url)) for url in (response.url, following))
    if not urls.is_url(following) or old != new:
        raise Refused(f"redirects to another domain, {new[:100] or 'none'}")
    if urls.scheme(response.url) == "https" and urls.scheme(following) != "https":
        raise Refused("redirects from HTTPS to HTTP")
    return following


def _read(
    reply: http.client.HTTPResponse, limit: int, take: Callable[[bytes], None] | None
) -> bytes:
    if take is None:
        return reply.read(limit)
    content = b""
    while len(content) < limit and (piece := reply.read1(limit - len(content))):
        content += piece
        take(piece)
    return content


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
        return "connection refused"
    if isinstance(error, http.client.HTTPException | ConnectionResetError):
        return "does not answer in HTTP"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
