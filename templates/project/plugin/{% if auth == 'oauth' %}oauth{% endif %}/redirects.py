"""The addresses that users may be sent back to."""

import re
from collections.abc import Iterable

PATH = r"(/[!$%&'()*+,./0-9:;=?@A-Z_a-z~-]*)?"
WEB = re.compile(r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?" + PATH)
LOOPBACK = re.compile(r"(http://(?:localhost|127\.0\.0\.1|\[::1\]))(:[0-9]{1,5})?" + PATH)


def is_usable(address: str) -> bool:
    """Whether it is one of the web, or of a program on the user's own machine."""
    return bool(WEB.fullmatch(address)) or is_loopback(address)


def is_loopback(address: str) -> bool:
    return LOOPBACK.fullmatch(address) is not None


def is_among(address: str, registered: Iterable[str]) -> bool:
    """Whether it is registered, letter for letter; but on loopback any port will do."""
    # A program listens where there is room at the time (RFC 8252, section 7.3).
    return without_port(address) in map(without_port, registered)


def without_port(address: str) -> str:
    match = LOOPBACK.fullmatch(address)
    return f"{match[1]}{match[3] or ''}" if match else address
