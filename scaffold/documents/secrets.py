"""Credentials that were left in a file: found by their form, and never shown."""

from __future__ import annotations

import re

# The forms in which well-known services issue keys.
_TOKEN = re.compile(
    r"\b(?:sk-(?:proj-|ant-|live-|test-)?[A-Za-z0-9_-]{20,}"
    r"|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"
    r"|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|xox[abprs]-[A-Za-z0-9-]{10,}"
    r"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"
    r"|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
)
_PASSWORD_IN_URL = re.compile(r"(?<=://)[^/\s:@\"'<>{}]{1,100}:[^/\s@\"'<>{}]{1,200}(?=@)")
_NAMES = (
    r"client_?secret|api_?key|secret(?:_?key)?|access_?token|refresh_?token|private_?key|password"
)
_NAME = re.compile(_NAMES, re.IGNORECASE)
# Of a header or a variable of the environment.
_SETTINGS = (
    r"(?:proxy-)?authorization|cookie"
    r"|[\w-]{0,60}(?:token|secret|password|passwd|api[_-]?key|access[_-]?key)"
)
_SETTING = re.compile(_SETTINGS, re.IGNORECASE)
_FIELD = re.compile(rf"(?<=[\"'])(?:{_NAMES}|{_SETTINGS})[\"']\s*:\s*[\"']([^\"']+)", re.IGNORECASE)


def span(text: str) -> tuple[int, int] | None:
    """Where in a text a credential stands."""
    match = _TOKEN.search(text) or _PASSWORD_IN_URL.search(text)
    return match.span() if match else None


def is_secret_name(name: str) -> bool:
    """Whether a field of this name holds a credential."""
    return bool(_NAME.fullmatch(name))


def is_secret_setting(name: str) -> bool:
    """Whether a header or a variable of the environment of this name holds a credential."""
    return bool(_SETTING.fullmatch(name))


def hidden(line: str) -> str:
    """A line with its credentials covered, as long as before."""
    line = _TOKEN.sub(lambda match: "*" * len(match[0]), line)
    line = _PASSWORD_IN_URL.sub(lambda match: "*" * len(match[0]), line)
    return _FIELD.sub(lambda match: match[0][: -len(match[1])] + "*" * len(match[1]), line)
