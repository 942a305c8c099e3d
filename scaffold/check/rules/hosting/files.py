"""The rules of what a server serves: its files, and what it calls them."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.document import Path
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import Answer, Plugin

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


def _fetched(plugin: Plugin) -> Iterator[tuple[Path, str, Answer | None]]:
    if site := plugin.site:
        yield ("api", "url"), "OpenAPI document", site.openapi
        yield ("logo_url",), "logo", site.logo
        yield ("legal_info_url",), "legal page", site.legal


@rule(
    Severity.ERROR,
    why="Hosts fetch the OpenAPI document within 15 seconds, without redirects to other domains.",
    mend="Serve the document itself at this URL, on the plugin's domain.",
)
def unreachable_api(plugin: Plugin) -> Iterator[Problem]:
    """The OpenAPI document can be fetched from `api.url`."""
    yield from _unreachable(plugin, api=True)


@rule(
    Severity.WARNING,
    why="The store shows them to everybody who looks at the plugin.",
    mend="Serve it at this URL, without redirects to other domains.",
)
def unreachable_page(plugin: Plugin) -> Iterator[Problem]:
    """The logo and the legal page can be fetched."""
    yield from _unreachable(plugin, api=False)


def _unreachable(plugin: Plugin, *, api: bool) -> Iterator[Problem]:
    for path, name, answer in _fetched(plugin):
        if answer is None or (path == ("api", "url")) is not api:
            continue
        if answer.problem or answer.status != 200:
            said = f"the {name} cannot be fetched: {answer.outcome}"
            yield Problem(said, plugin.manifest, path)


@rule(
    Severity.WARNING,
    why="Browsers and strict clients read a file as what its content type says.",
    mend="Let the server say application/json, application/yaml, image/png or text/html.",
)
def content_type(plugin: Plugin) -> Iterator[Problem]:
    """Each file comes with the content type of what it is."""
    if (site := plugin.site) is None:
        return
    if site.manifest.media_type not in _JSON:
        yield Problem(_typed("manifest", site.manifest), plugin.manifest)
    for path, name, answer in _fetched(plugin):
        if answer is None or answer.status != 200:
            continue
        kind = answer.media_type
        fits = {
            "OpenAPI document": kind in _DESCRIPTIONS,
            "logo": kind.startswith("image/"),
            "legal page": kind.startswith("text/") or kind == "application/pdf",
        }
        if not fits[name]:
            yield Problem(_typed(name, answer), plugin.manifest, path)


def _typed(name: str, answer: Answer) -> str:
    kind = answer.headers.get("content-type", "")[:80]
    return f"the {name} is served as {kind}" if kind else f"the {name} is served without a type"
