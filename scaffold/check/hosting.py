"""The rules of a running plugin: what its server answers to a host, a browser and a stranger."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from scaffold.check import calls, reading, urls
from scaffold.check.document import Path
from scaffold.check.fetch import CALL_TIME, Answer, Client
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import document
from scaffold.check.openapi.operations import Operation, operations, servers
from scaffold.check.plugin import MAX_LOGO, WELL_KNOWN, Plugin
from scaffold.errors import Misuse

# The host's pages, whose browsers call a plugin on localhost.
ORIGINS = ("https://chat.openai.com", "https://chatgpt.com")

# Characters of an answer that hosts read.
MAX_ANSWER = 100_000

# Operations that are called, and seconds for all of them: enough to see how a server behaves.
_MAX_CALLS = 20
_CALLS_TIME = 90.0

_HEADERS = ("content-type", "openai-conversation-id", "openai-ephemeral-user-id")

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


class Call(NamedTuple):
    """An operation as it was called without credentials, and its answer."""

    operation: Operation
    answer: Answer


@dataclass(frozen=True)
class Site:
    """What the server of a running plugin answered."""

    url: str
    manifest: Answer
    openapi: Answer | None = None
    logo: Answer | None = None
    legal: Answer | None = None
    preflights: dict[str, Answer] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)


def read(target: str, limits: str, *, call: bool) -> Plugin:
    """The plugin at a URL; Misuse where none answers.

    Only GET and OPTIONS are sent, unless `call`: then every operation is called.
    """
    client = Client(target)
    plugin, site = _manifest(client, target, limits)
    if not plugin.is_manifest:
        return plugin
    described = _linked(client, plugin, ("api", "url"), reading.MAX_OPENAPI)
    if described and described.status == 200:
        plugin = replace(plugin, openapi=reading.openapi(described.body, described.url))
    logo = _linked(client, plugin, ("logo_url",), MAX_LOGO)
    legal = _linked(client, plugin, ("legal_info_url",), 100_000)
    site = replace(site, openapi=described, logo=logo, legal=legal)
    plugin = replace(plugin, logo=logo.body if logo and logo.status == 200 else None)
    base = _base(client, plugin, site)
    offered = operations(plugin) if base else []
    if client.is_local and offered:
        site = replace(site, preflights=_preflights(client, base, offered[0]))
    end = time.monotonic() + _CALLS_TIME
    for one in [one for one in offered if call or one.method == "get"][:_MAX_CALLS]:
        if time.monotonic() < end:
            site.calls.append(Call(one, _call(client, plugin, base, one)))
    return replace(plugin, site=site)


def _manifest(client: Client, target: str, limits: str) -> tuple[Plugin, Site]:
    named = urlsplit(target).path.endswith(".json")
    url = target if named else urljoin(target, f"/{WELL_KNOWN.as_posix()}")
    answer = client.fetch(url, limit=reading.MAX_MANIFEST)
    if answer.problem:
        hint = "Start the plugin, or correct the URL." if client.is_local else "Correct the URL."
        raise Misuse(f"{url}: cannot be read: {answer.problem}.", hint)
    if answer.status != 200:
        raise Misuse(
            f"{url}: cannot be read: the server answers {answer.status}.",
            f"Serve the manifest at /{WELL_KNOWN.as_posix()}.",
        )
    site = Site(target, answer)
    return Plugin(target, limits, reading.manifest(answer.body, url), site=site), site


def _linked(client: Client, plugin: Plugin, path: Path, limit: int) -> Answer | None:
    """What a URL of the manifest leads to; None where it is none or for show only."""
    text = plugin.text(*path)
    url = urljoin(plugin.manifest.name, text) if text and not urls.scheme(text) else text
    if not urls.is_url(url) or urls.is_placeholder(urls.host(url)):
        return None
    return client.fetch(url, limit=limit)


def _base(client: Client, plugin: Plugin, site: Site) -> str:
    """Where operations are called, chosen as hosts do; empty where that is somebody else's."""
    described = site.openapi.url if site.openapi else site.url
    root = urls.host(site.url)
    for _, url in servers(plugin):
        if urls.is_url(url) and (
            urls.is_below(urls.host(url), root) or (client.is_local and urls.is_local(url))
        ):
            return url.rstrip("/")
    same = urls.is_below(urls.host(described), root) or (
        client.is_local and urls.is_local(described)
    )
    return urljoin(described, "/").rstrip("/") if same else ""


def _preflights(client: Client, base: str, operation: Operation) -> dict[str, Answer]:
    """What a browser asks before a page of the host may call a plugin on localhost."""
    asked = {
        "Access-Control-Request-Method": operation.method.upper(),
        "Access-Control-Request-Headers": ", ".join(_HEADERS),
        "Access-Control-Request-Private-Network": "true",
    }
    url = base + calls.path(operation)
    return {
        origin: client.fetch(url, method="OPTIONS", headers={"Origin": origin, **asked})
        for origin in ORIGINS
    }


def _call(client: Client, plugin: Plugin, base: str, operation: Operation) -> Answer:
    url, headers, body = calls.request(document(plugin), base, operation)
    # Four bytes for each character that a host reads.
    return client.fetch(
        url,
        method=operation.method.upper(),
        headers=headers,
        body=body,
        limit=4 * MAX_ANSWER,
        seconds=CALL_TIME,
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
        why = answer.problem or f"the server answers {answer.status}"
        if answer.problem or answer.status != 200:
            yield Problem(f"the {name} cannot be fetched: {why}", plugin.manifest, path)


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
            why = answer.problem or f"the server answers {answer.status}"
            yield Problem(f"{origin} may not call it: {why}", plugin.manifest, ("api", "url"))
        elif allowed not in (origin, "*"):
            yield Problem(f"{origin} may not call it", plugin.manifest, ("api", "url"))
        elif missing := [name for name in _HEADERS if not headers & {name, "*"}]:
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


@rule(
    Severity.ERROR,
    why="Whoever knows the URL can use the API: the manifest only asks hosts to authenticate.",
    mend="Answer 401 to every call without valid credentials.",
)
def open_door(plugin: Plugin) -> Iterator[Problem]:
    """Where authentication is declared, calls without credentials get 401."""
    if plugin.text("auth", "type") in ("", "none"):
        return
    for operation, answer in plugin.site.calls if plugin.site else ():
        if not answer.problem and answer.status < 400 and operation.value.get("security") != []:
            yield _at(plugin, operation, f"answers {answer.status} without credentials")


@rule(
    Severity.WARNING,
    why="401 tells a host to authenticate anew; other answers look like a fault of the plugin.",
    mend="Answer 401, with WWW-Authenticate.",
)
def unclear_refusal(plugin: Plugin) -> Iterator[Problem]:
    """A call without credentials is refused with 401."""
    if plugin.text("auth", "type") in ("", "none"):
        return
    for operation, answer in plugin.site.calls if plugin.site else ():
        refused = answer.status >= 400 and answer.status not in (401, 429)
        if refused and operation.value.get("security") != []:
            yield _at(plugin, operation, f"answers {answer.status} without credentials, not 401")


@rule(
    Severity.ERROR,
    why="The model is told that the plugin does not work.",
    mend="Find the error in the server's log.",
)
def broken_operation(plugin: Plugin) -> Iterator[Problem]:
    """An operation answers, and not with an error of the server."""
    for operation, answer in plugin.site.calls if plugin.site else ():
        if answer.problem:
            yield _at(plugin, operation, f"does not answer: {answer.problem}")
        elif answer.status >= 500:
            yield _at(plugin, operation, f"answers {answer.status}")


@rule(
    Severity.WARNING,
    why="Hosts read at most 100,000 characters of an answer, and the model much less with profit.",
    mend="Answer in pages, with the fields that matter.",
)
def answer_size(plugin: Plugin) -> Iterator[Problem]:
    """An answer has at most 100,000 characters."""
    for operation, answer in plugin.site.calls if plugin.site else ():
        length = len(answer.body.decode("utf-8", "replace"))
        if length > MAX_ANSWER:
            yield _at(plugin, operation, f"answers with more than {MAX_ANSWER:,} characters")


@rule(
    Severity.WARNING,
    why="The model and generated clients rely on what the document says of answers.",
    mend="Describe the answer in the OpenAPI document, or change it.",
)
def undeclared_answer(plugin: Plugin) -> Iterator[Problem]:
    """Answers have a declared status, and JSON where JSON is declared."""
    for operation, answer in plugin.site.calls if plugin.site else ():
        declared = operation.value.get("responses")
        if answer.problem or answer.status >= 500 or not isinstance(declared, dict):
            continue
        names = {str(answer.status), f"{answer.status // 100}XX", "default"}
        if not names & declared.keys():
            # That credentials are asked for is the manifest's to say.
            if answer.status != 401:
                yield _at(plugin, operation, f"answers {answer.status}, which is not declared")
        elif answer.media_type == "application/json" and not _is_json(answer.body):
            yield _at(plugin, operation, "answers with JSON that cannot be read")


def _is_json(body: bytes) -> bool:
    # A body that was cut cannot be judged, and 204 has none.
    if not body or len(body) > MAX_ANSWER:
        return True
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _at(plugin: Plugin, operation: Operation, message: str) -> Problem:
    where = plugin.openapi or plugin.manifest
    return Problem(f"{operation} {message}", where, operation.path, on_key=True)
