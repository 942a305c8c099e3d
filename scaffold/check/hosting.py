"""The rules of a running plugin: what its server answers to a host, a browser and a stranger."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scaffold.check.document import Path
from scaffold.check.fetch.calls import HEADERS
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import MAX_ANSWER, Answer, Call, Plugin

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


@rule(
    Severity.WARNING,
    why="A plugin on localhost is called by the browser, which asks the plugin first.",
    mend="Answer OPTIONS with Access-Control-Allow-Origin, -Methods and -Headers for the host.",
)
def cors(plugin: Plugin) -> Iterator[Problem]:
    """A plugin on localhost lets the host's pages call it."""
    for origin, answer in plugin.site.preflights.items() if plugin.site else ():
        allowed = answer.headers.get("access-control-allow-origin")
        named = answer.headers.get("access-control-allow-headers", "").lower()
        headers = {name.strip() for name in named.split(",")}
        if answer.problem or not 200 <= answer.status < 300:
            said = f"{origin} may not call it: {answer.outcome}"
            yield Problem(said, plugin.manifest, ("api", "url"))
        elif allowed not in (origin, "*"):
            yield Problem(f"{origin} may not call it", plugin.manifest, ("api", "url"))
        elif missing := [name for name in HEADERS if not headers & {name, "*"}]:
            said = f"{origin} may not send it {', '.join(missing)}"
            yield Problem(said, plugin.manifest, ("api", "url"))


@rule(
    Severity.WARNING,
    why="Chrome lets public pages call localhost only where the plugin agrees to it.",
    mend="Answer the preflight with Access-Control-Allow-Private-Network: true.",
)
def private_network(plugin: Plugin) -> Iterator[Problem]:
    """A plugin on localhost agrees to be called from public pages."""
    answers = plugin.site.preflights.values() if plugin.site else ()
    agreed = [one.headers.get("access-control-allow-private-network") == "true" for one in answers]
    if not all(agreed):
        said = "does not allow calls from the public network"
        yield Problem(said, plugin.manifest, ("api", "url"))


def _guarded(plugin: Plugin) -> Iterator[Call]:
    """Calls that want credentials, and had none."""
    if plugin.authenticates:
        yield from (call for call in plugin.calls if call.operation.value.get("security") != [])


@rule(
    Severity.ERROR,
    why="Whoever knows the URL can use the API: the manifest only asks hosts to authenticate.",
    mend="Answer 401 to every call without valid credentials.",
)
def open_door(plugin: Plugin) -> Iterator[Problem]:
    """Where authentication is declared, calls without credentials get 401."""
    for operation, answer in _guarded(plugin):
        if not answer.problem and answer.status < 400:
            yield operation.problem(f"answers {answer.status} without credentials")


@rule(
    Severity.WARNING,
    why="401 tells a host to authenticate anew; other answers look like a fault of the plugin.",
    mend="Answer 401, with WWW-Authenticate.",
)
def unclear_refusal(plugin: Plugin) -> Iterator[Problem]:
    """A call without credentials is refused with 401."""
    for operation, answer in _guarded(plugin):
        if answer.status >= 400 and answer.status not in (401, 429):
            yield operation.problem(f"answers {answer.status} without credentials, not 401")


@rule(
    Severity.ERROR,
    why="The model is told that the plugin does not work.",
    mend="Find the error in the server's log.",
)
def broken_operation(plugin: Plugin) -> Iterator[Problem]:
    """An operation answers, and not with an error of the server."""
    for operation, answer in plugin.calls:
        if answer.problem:
            yield operation.problem(f"does not answer: {answer.problem}")
        elif answer.status >= 500:
            yield operation.problem(f"answers {answer.status}")


@rule(
    Severity.WARNING,
    why="Hosts read at most 100,000 characters of an answer, and the model much less with profit.",
    mend="Answer in pages, with the fields that matter.",
)
def answer_size(plugin: Plugin) -> Iterator[Problem]:
    """An answer has at most 100,000 characters."""
    for operation, answer in plugin.calls:
        length = len(answer.body.decode("utf-8", "replace"))
        if length > MAX_ANSWER:
            yield operation.problem(f"answers with more than {MAX_ANSWER:,} characters")


@rule(
    Severity.WARNING,
    why="The model and generated clients rely on what the document says of answers.",
    mend="Describe the answer in the OpenAPI document, or change it.",
)
def undeclared_answer(plugin: Plugin) -> Iterator[Problem]:
    """Answers have a declared status, and JSON where JSON is declared."""
    for operation, answer in plugin.calls:
        declared = operation.value.get("responses")
        if answer.problem or answer.status >= 500 or not isinstance(declared, dict):
            continue
        names = {str(answer.status), f"{answer.status // 100}XX", "default"}
        if not names & declared.keys():
            # That credentials are asked for is the manifest's to say.
            if answer.status != 401:
                yield operation.problem(f"answers {answer.status}, which is not declared")
        elif answer.media_type == "application/json" and not _is_json(answer.body):
            yield operation.problem("answers with JSON that cannot be read")


def _is_json(body: bytes) -> bool:
    # A body that was cut cannot be judged, and 204 has none.
    if not body or len(body) > MAX_ANSWER:
        return True
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
