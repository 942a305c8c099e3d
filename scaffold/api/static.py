"""The files that somebody adds to the API's own server: a manifest, the document, a logo."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from scaffold import urls
from scaffold.api.chosen import Api
from scaffold.api.overlay import dumped
from scaffold.api.security import Security
from scaffold.errors import Failure
from scaffold.plugin.model import WELL_KNOWN
from scaffold.project import contents
from scaffold.template import releases, render
from scaffold.template.questions import Answers
from scaffold.template.render import File

DOCUMENT = "openapi.yaml"

# Where nothing tells the API's address: `ai-plugin check` reminds of it.
UNKNOWN = "https://api.example.com"

# Answers to questions about a server of ours, of which there is none.
FIXED: Answers = {"example": "facts", "port": 3333}

# The files of a project that are the same here, but for their addresses.
_MANIFEST = WELL_KNOWN.as_posix()
_PACKAGE = ("agent-plugin/", ".agents/", ".claude-plugin/")

_MADE = (
    "# Made of the API's document by overlay.yaml and `ai-plugin refresh`: edit that, not this.\n"
)


class Addresses(NamedTuple):
    """Where the plugin is met: the API's own origin, and its MCP server (empty: it has none)."""

    origin: str
    mcp: str = ""


def origin(api: Api) -> str:
    """Where the manifest must lie: the origin that the API is called at, by HTTPS unless local."""
    for url in (api.server, api.source):
        if urls.is_url(url):
            parts = urlsplit(url)
            scheme = parts.scheme if urls.is_local(url) else "https"
            return f"{scheme}://{parts.netloc.rpartition('@')[2]}"
    return UNKNOWN


def require_sendable(security: Security) -> None:
    """Raise Failure where no manifest can make a host send what the API asks for."""
    if security.scheme == "api_key" and (security.place, security.name.lower()) != (
        "header",
        "authorization",
    ):
        raise Failure(
            f"The API takes its key as the {security.place} `{security.name}`; hosts send one as"
            " `Authorization` only.",
            "A gateway sends it where the API wants it: --way gateway.",
        )
    if security.scheme == "client_credentials":
        raise Failure(
            "The API wants tokens of a program (client credentials): no host gets any.",
            "A gateway does: --way gateway.",
        )


def files(api: Api, answers: Answers, where: Addresses) -> dict[str, File]:
    """All files but the overlay, by their paths."""
    drawn = contents.draw({**answers, **FIXED}, releases.newest())
    mcp = {path: file for path, file in drawn.items() if where.mcp and path.startswith(_PACKAGE)}
    made = {
        _MANIFEST: _edited(drawn[_MANIFEST], lambda value: _addressed(value, where)),
        "logo.png": drawn["logo.png"],
        DOCUMENT: document(api),
        "README.md": File(_readme(api, answers, where).encode()),
        # A skill tells of operations in more words than a document has.
        **{path: file for path, file in mcp.items() if "/skills/" not in path},
    }
    for path in made.keys() & {"agent-plugin/mcp.json", "agent-plugin/.claude-plugin/plugin.json"}:
        made[path] = _edited(made[path], lambda value: _served(value, where.mcp))
    return made


def document(api: Api) -> File:
    """The trimmed document."""
    return File((_MADE + dumped(api.document)).encode())


def _edited(file: File, edit: Callable[[Any], Any]) -> File:
    value = edit(json.loads(file.content))
    return File(f"{json.dumps(value, indent=2, ensure_ascii=False)}\n".encode())


def _addressed(manifest: Mapping[str, Any], where: Addresses) -> dict[str, Any]:
    return {
        **manifest,
        "api": {**manifest["api"], "url": f"{where.origin}/{DOCUMENT}"},
        "logo_url": f"{where.origin}/logo.png",
    }


def _served(package: Mapping[str, Any], url: str) -> dict[str, Any]:
    servers = {name: {**server, "url": url} for name, server in package["mcpServers"].items()}
    return {**package, "mcpServers": servers}


def _readme(api: Api, answers: Answers, where: Addresses) -> str:
    context = {
        **answers,
        "api": api,
        "origin": where.origin,
        "mcp_url": where.mcp,
        "local": urls.is_local(where.origin),
        "unknown": where.origin == UNKNOWN,
    }
    text: str = render.environment().get_template("static/README.md.jinja").render(context)
    return text
