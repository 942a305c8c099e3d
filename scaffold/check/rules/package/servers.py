"""The rules of a package's servers: its `mcp.json`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import violations
from scaffold.check.subject import Subject
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem, dotted
from scaffold.plugin import files
from scaffold.plugin.package.model import Package

_RESERVED = ("PLUGIN_ROOT", "PLUGIN_DATA")
_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Server(NamedTuple):
    """A server of a package, and where it stands."""

    package: Package
    document: Document
    path: Pointer
    fields: dict[str, Any]


def _servers(subject: Subject, *, for_claude: bool = False) -> Iterator[Server]:
    """Each server of each package's `mcp.json`, or of its manifest for Claude."""
    for package in subject.plugin.packages:
        document = package.claude if for_claude else package.servers
        listed = document.get("mcpServers") if document else None
        for name, fields in listed.items() if isinstance(listed, dict) else ():
            if isinstance(fields, dict) and document:
                yield Server(package, document, ("mcpServers", name), fields)


def _texts(server: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    values = server.get(name)
    for key, value in values.items() if isinstance(values, dict) else ():
        if isinstance(value, str):
            yield key, value


@rule(
    Severity.WARNING,
    why="Hosts load none of the servers then.",
    fix='Write {"$schema": …, "mcpServers": {…}} and nothing else beside them.',
)
def mcp_file(subject: Subject) -> Iterator[Located]:
    """`mcp.json` has `$schema` and `mcpServers`, of the version of `plugin.json`."""
    return violations(subject, "mcp-file")


@rule(
    Severity.WARNING,
    why="Hosts skip the server.",
    fix="Take `stdio` with `command`, or `streamable-http` with `url`, and only their own fields.",
)
def mcp_entry(subject: Subject) -> Iterator[Located]:
    """Each server has a known type, and the fields of that type."""
    return violations(subject, "mcp-entry")


@rule(
    Severity.WARNING,
    why="It was replaced in 2025, and some hosts skip it, Codex among them.",
    fix="Serve Streamable HTTP, and write `streamable-http`.",
)
def mcp_transport(subject: Subject) -> Iterator[Located]:
    """No server has the old transport `sse`."""
    for _, document, path, server in _servers(subject):
        if server.get("type") == "sse":
            yield document, Problem(f"{dotted(path)}.type: is the old one", (*path, "type"))


@rule(
    Severity.WARNING,
    why="Hosts skip a server without a full address, or send what is secret where all can read it.",
    fix="Write a full HTTPS URL; plain HTTP is for this machine only.",
)
def mcp_url(subject: Subject) -> Iterator[Located]:
    """A server's `url` is absolute, over HTTPS, without user and fragment."""
    for _, document, path, server in [*_servers(subject), *_servers(subject, for_claude=True)]:
        url = server.get("url")
        if isinstance(url, str) and (why := _why_not(url)):
            yield document, Problem(f"{dotted(path)}.url: {why}", (*path, "url"))


def _why_not(url: str) -> str:
    """What is wrong with a server's address; empty for a good one."""
    if not url or _PLACEHOLDER.search(url):
        return ""
    if not urls.is_url(url):
        return "is no absolute URL of HTTP or HTTPS"
    if "@" in url.partition("//")[2].partition("/")[0]:
        return "holds a user's name or password"
    if "#" in url:
        return "has a fragment"
    if urls.scheme(url) == "http" and not _is_loopback(url):
        return "uses HTTP to another machine"
    return ""


def _is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine, as hosts see it."""
    host = urls.host(url)
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@rule(
    Severity.WARNING,
    why="Hosts skip the server, or cannot start it.",
    fix="Name one program, bare or below `./`; what follows goes into `args`.",
)
def mcp_command(subject: Subject) -> Iterator[Located]:
    """A server's `command` is one program, and `cwd` a folder of the package or its data."""
    for package, document, path, server in _servers(subject):
        for name, why in _misdirected(package, server):
            yield document, Problem(f"{dotted(path)}.{name}: {why}", (*path, name))


def _misdirected(package: Package, server: dict[str, Any]) -> Iterator[tuple[str, str]]:
    command, cwd = server.get("command"), server.get("cwd")
    if isinstance(command, str) and command:
        path = package.root / command
        if command.startswith("./"):
            if not files.lies_in(package.root, path):
                yield "command", "leads out of the package"
            elif not path.is_file():
                yield "command", f"there is no file `{command[:80]}` in the package"
        elif "/" in command or "\\" in command:
            yield "command", "is neither a bare name nor a path below `./`"
        elif re.search(r"\s", command):
            yield "command", "is more than one word; arguments go into `args`"
    if isinstance(cwd, str) and not _is_folder(package, cwd):
        yield "cwd", "must be below `./`, `${PLUGIN_ROOT}` or `${PLUGIN_DATA}`"


def _is_folder(package: Package, cwd: str) -> bool:
    base, _, rest = cwd.partition("/")
    if base not in (".", "${PLUGIN_ROOT}", "${PLUGIN_DATA}") or (base == "." and "/" not in cwd):
        return False
    return files.lies_in(package.root, package.root / rest) and not rest.startswith("/")


@rule(
    Severity.WARNING,
    why="Hosts skip the server.",
    fix="Give each header once, with a name of letters, digits and hyphens, and one line of value.",
)
def mcp_header(subject: Subject) -> Iterator[Located]:
    """A server's `headers` are headers of HTTP, each given once."""
    for _, document, path, server in _servers(subject):
        seen = set()
        for name, value in _texts(server, "headers"):
            place = (*path, "headers", name)
            if not _HEADER.fullmatch(name) or re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
                yield document, Problem(f"`{name[:80]}` is no header of HTTP", place)
            elif name.lower() in seen:
                yield document, Problem(f"the header {name} is given twice", place)
            seen.add(name.lower())


@rule(
    Severity.WARNING,
    why="Hosts set these two themselves, and skip a server that names them.",
    fix="Leave them out: hosts give them to every server.",
)
def mcp_environment(subject: Subject) -> Iterator[Located]:
    """A server's `env` leaves `PLUGIN_ROOT` and `PLUGIN_DATA` to the host."""
    for _, document, path, server in _servers(subject):
        for name, _ in _texts(server, "env"):
            if name.upper() in _RESERVED:
                place = (*path, "env", name)
                yield document, Problem(f"{name} is the host's own", place, on_key=True)


@rule(
    Severity.WARNING,
    why="It stays as it is written: only args, env and cwd know two names, the package's folders.",
    fix="Write the value; credentials are the host's to ask for, and its user's to give.",
)
def mcp_placeholder(subject: Subject) -> Iterator[Located]:
    """Only `${PLUGIN_ROOT}` and `${PLUGIN_DATA}` are replaced in `mcp.json`, in three fields."""
    for _, document, path, server in _servers(subject):
        for place, text, names in _replaceable(server):
            for match in _PLACEHOLDER.finditer(text):
                if match[1] not in names:
                    message = f"{dotted((*path, *place))}: `{match[0][:80]}` is not replaced"
                    yield document, Problem(message, (*path, *place))
                    break


def _replaceable(server: dict[str, Any]) -> Iterator[tuple[Pointer, str, tuple[str, ...]]]:
    """Each text of a server, and the names that hosts replace in it."""
    for name in ("url", "command"):
        if isinstance(text := server.get(name), str):
            yield (name,), text, ()
    for name in ("headers", "env"):
        for key, text in _texts(server, name):
            yield (name, key), text, _RESERVED if name == "env" else ()
    arguments = server.get("args")
    for at, text in enumerate(arguments if isinstance(arguments, list) else ()):
        if isinstance(text, str):
            yield ("args", at), text, _RESERVED
