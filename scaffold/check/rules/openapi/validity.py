"""The rules of the OpenAPI document as a whole: there, of a version that hosts read, and valid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import document, version, walked
from scaffold.check.plugin import Plugin


@rule(
    Severity.ADVICE,
    why="Half of what can go wrong is in it; a server that makes it at run time has no file.",
    mend="Start the plugin and check its URL: `ai-plugin check http://localhost:3333`.",
)
def openapi_missing(plugin: Plugin) -> Iterator[Problem]:
    """The OpenAPI document lies in the project, so that it can be checked with it."""
    if plugin.searched and plugin.openapi is None and plugin.is_manifest:
        url = plugin.text("api", "url")
        name = url.rpartition("/")[2][:80] or "openapi.yaml"
        yield Problem(f"no `{name}` is here to be checked", plugin.manifest, ("api", "url"))


@rule(
    Severity.ERROR,
    why="Hosts know a plugin's operations from this document alone.",
    mend="Let `api.url` lead to an OpenAPI 3.0 or 3.1 document, in YAML or JSON.",
)
def not_openapi(plugin: Plugin) -> Iterator[Problem]:
    """What `api.url` leads to is an OpenAPI document."""
    found = plugin.openapi
    if found is None or (not found.complete and not found.value):
        return
    if not isinstance(found.value, dict) or not found.value.keys() & {"openapi", "swagger"}:
        yield Problem("is no OpenAPI document: it names no `openapi` version", found)


@rule(
    Severity.ERROR,
    why="Hosts read OpenAPI 3.0 and 3.1 and nothing else.",
    mend="Convert it, for instance with https://converter.swagger.io, and write `openapi: 3.1.0`.",
)
def openapi_version(plugin: Plugin) -> Iterator[Problem]:
    """The document is of OpenAPI 3.0 or 3.1."""
    found = plugin.openapi
    if found is None or not isinstance(found.value, dict):
        return
    if "openapi" not in found.value and "swagger" in found.value:
        said = f"is OpenAPI (Swagger) {str(found.get('swagger'))[:20]}, not 3.0 or 3.1"
        yield Problem(said, found, ("swagger",))
    elif "openapi" in found.value and not re.match(r"3\.[01](\.|$)", version(found)):
        said = f"is OpenAPI {version(found)[:20]}, not 3.0 or 3.1"
        yield Problem(said, found, ("openapi",))


@rule(
    Severity.WARNING,
    why="Hosts forgive much of it, but not the same; strict clients refuse the document.",
    mend="Write it as the specification asks: https://spec.openapis.org/oas/v3.1.0.html",
)
def openapi_invalid(plugin: Plugin) -> Iterator[Problem]:
    """The document is valid OpenAPI."""
    if (found := document(plugin)) is None:
        return
    for flaw in walked(plugin).flaws:
        if found.complete or "is missing" not in flaw.message:
            yield Problem(flaw.message, found, flaw.path, on_key=flaw.on_key)
