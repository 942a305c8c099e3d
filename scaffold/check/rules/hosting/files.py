"""The rules of what a server serves: its files, and what it calls them."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Pointer, Problem
from scaffold.fetch.response import Response

_JSON = ("application/json", "text/json")
_DESCRIPTIONS = (
    *_JSON,
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    "text/x-yaml",
    "text/vnd.yaml",
    "application/vnd.oai.openapi",
    "application/openapi+yaml",
    "application/openapi+json",
    "application/vnd.oai.openapi+json",
    "text/plain",
)


def _fetched(subject: Subject) -> Iterator[tuple[Pointer, str, Response | None]]:
    if site := subject.plugin.site:
        yield ("api", "url"), "OpenAPI document", site.openapi
        yield ("logo_url",), "logo", site.logo
        yield ("legal_info_url",), "legal page", site.legal


@rule(
    Severity.ERROR,
    why="Hosts fetch the OpenAPI document within 15 seconds, without redirects to other domains.",
    fix="Serve the document itself at this URL, on the plugin's domain.",
)
def unreachable_api(subject: Subject) -> Iterator[Located]:
    """The OpenAPI document can be fetched from `api.url`."""
    yield from _unreachable(subject, api=True)


@rule(
    Severity.WARNING,
    why="The store shows them to everybody who looks at the plugin.",
    fix="Serve it at this URL, without redirects to other domains.",
)
def unreachable_page(subject: Subject) -> Iterator[Located]:
    """The logo and the legal page can be fetched."""
    yield from _unreachable(subject, api=False)


def _unreachable(subject: Subject, *, api: bool) -> Iterator[Located]:
    for path, name, response in _fetched(subject):
        if response is None or (path == ("api", "url")) is not api:
            continue
        if response.problem or response.status != 200:
            message = f"the {name} cannot be fetched: {response.outcome}"
            yield subject.plugin.manifest, Problem(message, path)


@rule(
    Severity.WARNING,
    why="Browsers and strict clients read a file as what its content type says.",
    fix="Let the server say application/json, application/yaml, image/png or text/html.",
)
def content_type(subject: Subject) -> Iterator[Located]:
    """Each file comes with the content type of what it is."""
    if (site := subject.plugin.site) is None:
        return
    if site.manifest.media_type not in _JSON:
        yield subject.plugin.manifest, Problem(_typed("manifest", site.manifest))
    for path, name, response in _fetched(subject):
        if response is None or response.status != 200:
            continue
        kind = response.media_type
        fits = {
            "OpenAPI document": kind in _DESCRIPTIONS,
            "logo": kind.startswith("image/"),
            "legal page": kind.startswith("text/") or kind == "application/pdf",
        }
        if not fits[name]:
            yield subject.plugin.manifest, Problem(_typed(name, response), path)


def _typed(name: str, response: Response) -> str:
    kind = response.headers.get("content-type", "")[:80]
    return f"the {name} is served as {kind}" if kind else f"the {name} is served without a type"
