"""Fetches a document from an address that a stranger wrote, without being led anywhere else."""

import asyncio
import socket
import ssl
from functools import cache
from ipaddress import IPv4Address, IPv6Network, ip_address

import httpx2

MAX_BYTES = 64 * 1024
SECONDS = 5
# All that is in use of IPv6, without the addresses that wrap one of IPv4.
GLOBAL_IPV6 = IPv6Network("2000::/3")
WRAPPED = IPv6Network("2001::/32"), IPv6Network("2002::/16")


class NotFetchedError(Exception):
    """There is no document, or none that may be fetched."""


async def fetch(host: str, path: str) -> bytes:
    """What is at `https://HOST/PATH`, at most 64 KB, in 5 seconds; NotFetchedError otherwise."""
    try:
        async with asyncio.timeout(SECONDS):
            address = await asyncio.to_thread(resolve, host)
            return await read(f"https://{address}{path}", host)
    except (OSError, httpx2.HTTPError) as error:
        raise NotFetchedError(type(error).__name__) from error


def resolve(host: str) -> str:
    """An address of a host, for a URL; NotFetchedError where one of them is not public."""
    entries = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in entries]
    # One that is not is reason enough: the next look-up might give it alone.
    if not addresses or not all(map(is_public, addresses)):
        raise NotFetchedError(f"{host} is not on the public internet")
    return f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]


def is_public(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    wraps = any(address in network for network in WRAPPED)
    return address.is_global and address in GLOBAL_IPV6 and not wraps


async def read(url: str, host: str) -> bytes:
    """The document at a URL that has the address in the place of the host."""
    content = b""
    async with (
        httpx2.AsyncClient(verify=tls(), trust_env=False, timeout=SECONDS) as client,
        client.stream(
            "GET",
            url,
            headers={"host": host, "accept": "application/json", "accept-encoding": "identity"},
            # The name that the certificate must be for.
            extensions={"sni_hostname": host},
        ) as response,
    ):
        if response.status_code != 200:
            raise NotFetchedError(f"{host} answers {response.status_code}")
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > MAX_BYTES:
                raise NotFetchedError(f"{host} sends more than 64 KB")
    return content


@cache
def tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()
