"""A name becomes addresses, and each is judged: a public one, or of this machine or its network."""

from __future__ import annotations

import ipaddress
import socket
import threading

from scaffold import urls

_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):  # noqa: N818
    """This must not or cannot be fetched; says why."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, whatever it is wrapped in."""
    plain = unwrapped(address)
    return plain.is_global and not plain.is_multicast


def unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        inner = address.ipv4_mapped or address.sixtofour
        return inner or (address.teredo[1] if address.teredo else address)
    return address


def resolve(url: str, seconds: float) -> list[Address]:
    """The addresses of a URL's host, within `seconds`; Refused where there are none."""
    host = urls.host(url)
    if not urls.is_url(url):
        raise Refused("is no URL of HTTP or HTTPS")
    addresses: list[Address] = []

    def look() -> None:
        try:
            known = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        texts = (str(entry[4][0]).partition("%")[0] for entry in known)
        addresses.extend(map(ipaddress.ip_address, texts))

    # The resolver knows no time limit; a thread that still waits then is left behind.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(seconds)
    if not addresses:
        raise Refused(f"the host {host[:100]} is not known")
    # Of both kinds the older one first: more servers on localhost listen there only.
    return sorted(addresses, key=lambda address: address.version)
