"""The rules of the OpenAPI document as a whole: there, of a version that hosts read, and valid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem


@rule(
    Severity.ADVICE,
    why="Half of what can go wrong is in it; a server that makes it at run time has no file.",
    fix="Start the plugin and check its URL: `ai-plugin check http://localhost:3333`.",
)
def openapi_missing(subject: Subject) -> Iterator[Located]:
    """The OpenAPI document lies in the project, so that it can be checked with it."""
    if subject.plugin.searched and subject.plugin.openapi is None and subject.plugin.is_manifest:
        url = subject.plugin.text("api", "url")
        name = url.rpartition("/")[2][:80] or "openapi.yaml"
        yield subject.plugin.manifest, Problem(f"no `{name}` is here to be checked", ("api", "url"))


@rule(
    Severity.ERROR,
    why="Hosts know a plugin's operations from this document alone.",
    fix="Let `api.url` lead to an OpenAPI 3.0 or 3.1 document, in YAML or JSON.",
)
def not_openapi(subject: Subject) -> Iterator[Located]:
    """What `api.url` leads to is an OpenAPI document."""
    document = subject.plugin.openapi
    if document is None or (not document.complete and not document.value):
        return
    if not isinstance(document.value, dict) or not document.value.keys() & {"openapi", "swagger"}:
        yield document, Problem("is no OpenAPI document: it names no `openapi` version")


@rule(
    Severity.ERROR,
    why="Hosts read OpenAPI 3.0 and 3.1 and nothing else.",
    fix="Convert it, for instance with https://converter.swagger.io, and write `openapi: 3.1.0`.",
)
def openapi_version(subject: Subject) -> Iterator[Located]:
    """The document is of OpenAPI 3.0 or 3.1."""
    document, api = subject.plugin.openapi, subject.plugin.api
    if api and not re.match(r"3\.[01](\.|$)", api.version):
        message = f"is OpenAPI {api.version[:20]}, not 3.0 or 3.1"
        yield api.document, Problem(message, ("openapi",))
    elif document and not api and (version := document.get("swagger")) is not None:
        message = f"is OpenAPI (Swagger) {str(version)[:20]}, not 3.0 or 3.1"
        yield document, Problem(message, ("swagger",))


@rule(
    Severity.WARNING,
    why="Hosts forgive much of it, but not the same; strict clients refuse the document.",
    fix="Write it as the specification asks: https://spec.openapis.org/oas/v3.1.0.html",
)
def openapi_invalid(subject: Subject) -> Iterator[Located]:
    """The document is valid OpenAPI."""
    if (api := subject.plugin.api) is None:
        return
    for problem in api.walk.problems:
        if api.document.complete or "is missing" not in problem.message:
            yield api.document, problem
