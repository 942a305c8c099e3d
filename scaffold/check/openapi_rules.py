"""The rules of the OpenAPI document: what hosts read, and what the model gets to see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scaffold.check import urls
from scaffold.check.document import Document, Path
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import document, follow, resolve, version, walked
from scaffold.check.openapi.operations import Operation, operations, servers
from scaffold.check.plugin import Plugin

# Characters: what hosts advised, and what they cut off or refused.
ADVISED_TEXT = 200
MAX_OPERATION_TEXT = 300
MAX_PARAMETER_TEXT = 700

MAX_OPERATIONS = 30

# One after the other; nobody writes more than two, and a circle never ends.
# Answers that have no body.
_EMPTY = ("204", "205", "304")


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


@rule(
    Severity.WARNING,
    why="The model sees nothing where the reference stands; strict clients refuse the document.",
    mend="Correct its name, or define what it points to under `components`.",
)
def unresolved_reference(plugin: Plugin) -> Iterator[Problem]:
    """Every `$ref` points to something."""
    found = document(plugin)
    for path, target in walked(plugin).references if found and found.complete else ():
        if found and target.startswith("#") and resolve(found, target) is None:
            yield Problem(f"`{target[:120]}` points to nothing", found, path)


@rule(
    Severity.WARNING,
    why="Hosts fetch one document and follow no reference out of it; neither does this check.",
    mend="Copy it into `components` of this document.",
)
def external_reference(plugin: Plugin) -> Iterator[Problem]:
    """Every `$ref` stays within the document."""
    found = document(plugin)
    for path, target in walked(plugin).references if found else ():
        if found and not target.startswith("#"):
            yield Problem(f"`{target[:120]}` leads out of the document", found, path)


@rule(
    Severity.ADVICE,
    why="Hosts write schemas out for the model; one that contains itself never ends.",
    mend="Cut the circle: answer with an id in place of the whole object.",
)
def recursive_schema(plugin: Plugin) -> Iterator[Problem]:
    """No schema contains itself."""
    if (found := document(plugin)) is None:
        return
    uses: dict[str, list[str]] = {}
    for path, target in walked(plugin).references:
        if path[:2] == ("components", "schemas"):
            uses.setdefault(str(path[2]), []).append(target.removeprefix("#/components/schemas/"))
    done: set[str] = set()
    for first in uses:
        # A dictionary, as it keeps the order of the way and finds a schema on it at once.
        way = {} if first in done else {first: iter(uses[first])}
        while way:
            last, others = next(reversed(way.items()))
            following = next(others, None)
            if following is None:
                done.add(last)
                del way[last]
            elif following in way:
                path = ("components", "schemas", following)
                yield Problem(f"`{following[:80]}` contains itself", found, path, on_key=True)
            elif following not in done:
                way[following] = iter(uses.get(following, ()))


@rule(
    Severity.WARNING,
    why="The operation's id is its name for the model and for every client.",
    mend="Give it a short name: `operationId: listTodos`.",
)
def missing_operation_id(plugin: Plugin) -> Iterator[Problem]:
    """Every operation has an `operationId`."""
    for operation in operations(plugin):
        if not operation.value.get("operationId"):
            yield operation.problem("has no `operationId`")


@rule(
    Severity.WARNING,
    why="Of two operations with one name only one can be called.",
    mend="Rename one of them.",
)
def duplicate_operation_id(plugin: Plugin) -> Iterator[Problem]:
    """No two operations share an `operationId`."""
    seen: dict[str, Operation] = {}
    for operation in operations(plugin):
        if operation.id in seen:
            said = f"`{operation.id[:80]}` is also the name of {seen[operation.id]}"
            yield operation.problem(said, "operationId")
        elif operation.id:
            seen[operation.id] = operation


@rule(
    Severity.ADVICE,
    why="The id becomes the name of a function; hosts take 64 letters, digits, `_` or `-`.",
    mend="Write it like `listTodos`.",
)
def operation_id_name(plugin: Plugin) -> Iterator[Problem]:
    """An `operationId` is fit to be a function's name."""
    for operation in operations(plugin):
        if operation.id and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", operation.id):
            said = f"`{operation.id[:80]}` is no name for a function"
            yield operation.problem(said, "operationId")


class _Text(NamedTuple):
    document: Document
    path: Path
    length: int
    limit: int

    def problem(self, wanted: str) -> Problem:
        said = f"`{self.path[-1]}`: {self.length} characters, {wanted}"
        return Problem(said, self.document, self.path)


def _texts(plugin: Plugin) -> Iterable[_Text]:
    """What is written about operations and their parameters, with the limit for each."""
    # Parameters of a path belong to several operations, and are told of once.
    found: dict[Path, _Text] = {}
    for operation in operations(plugin):
        said = [
            ((*operation.path, name), operation.value.get(name), MAX_OPERATION_TEXT)
            for name in ("summary", "description")
        ]
        said += [
            ((*path, "description"), parameter.get("description"), MAX_PARAMETER_TEXT)
            for path, parameter in operation.parameters
        ]
        for path, text, limit in said:
            if isinstance(text, str):
                found[path] = _Text(operation.document, path, len(text), limit)
    return found.values()


@rule(
    Severity.ERROR,
    why="Hosts refuse longer ones: 300 characters for an operation, 700 for a parameter.",
    mend="Say what the model needs to choose and call it, no more.",
)
def long_text(plugin: Plugin) -> Iterator[Problem]:
    """Texts keep the host's hard limits."""
    for text in _texts(plugin):
        if text.length > text.limit:
            yield text.problem(f"at most {text.limit}")


@rule(
    Severity.ADVICE,
    why="Every character goes into the model's prompt; hosts advised 200.",
    mend="Shorten it.",
)
def wordy_text(plugin: Plugin) -> Iterator[Problem]:
    """Texts have at most 200 characters."""
    for text in _texts(plugin):
        if ADVISED_TEXT < text.length <= text.limit:
            yield text.problem(f"{ADVISED_TEXT} advised")


@rule(
    Severity.ADVICE,
    why="The model chooses by what it reads, and here it reads nothing.",
    mend="Add a `summary`, and a `description` where that does not say enough.",
)
def undescribed_operation(plugin: Plugin) -> Iterator[Problem]:
    """Every operation says what it does."""
    for operation in operations(plugin):
        if not operation.value.get("summary") and not operation.value.get("description"):
            yield operation.problem("has neither `summary` nor `description`")


@rule(
    Severity.WARNING,
    why="A plugin without operations can do nothing.",
    mend="Describe what can be called under `paths`.",
)
def no_operations(plugin: Plugin) -> Iterator[Problem]:
    """There is at least one operation."""
    found = document(plugin)
    if found and found.complete and not operations(plugin):
        yield Problem("describes no operation", found, ("paths",), on_key=True)


@rule(
    Severity.WARNING,
    why="Hosts take 30 at most, and the model chooses worse among many.",
    mend="Publish a document with the few that the model needs.",
)
def many_operations(plugin: Plugin) -> Iterator[Problem]:
    """There are at most 30 operations."""
    found = operations(plugin)
    if len(found) > MAX_OPERATIONS:
        said = f"describes {len(found)} operations, at most {MAX_OPERATIONS}"
        yield Problem(said, found[0].document, ("paths",), on_key=True)


@rule(
    Severity.ADVICE,
    why="Hosts then call the host that served the document; other clients call nothing.",
    mend="Name the API's full URL under `servers`.",
)
def missing_server(plugin: Plugin) -> Iterator[Problem]:
    """The document says where its operations are called."""
    found = document(plugin)
    if found and found.complete and not servers(plugin):
        yield Problem("names no server", found, ("info",), on_key=True)


@rule(
    Severity.WARNING,
    why="Operations are called at this URL as it stands.",
    mend="Write one full URL, such as https://example.com, over HTTPS unless on localhost.",
)
def server_url(plugin: Plugin) -> Iterator[Problem]:
    """A server is an absolute URL that the host can reach."""
    for server in servers(plugin):
        shown = f"`{server.url[:120]}`"
        if not urls.is_url(server.url):
            yield server.problem(f"{shown} is no absolute URL")
        elif urls.is_local(server.url):
            if not plugin.is_local:
                yield server.problem(f"{shown} can be reached on one machine only")
        elif urls.scheme(server.url) == "http":
            yield server.problem(f"{shown} is not HTTPS")


@rule(
    Severity.WARNING,
    why="Hosts choose the first server on the plugin's domain, and without one their own guess.",
    mend="Name a server on the domain that serves the manifest.",
)
def server_domain(plugin: Plugin) -> Iterator[Problem]:
    """A server is on the plugin's domain, or below it."""
    root = plugin.host
    named = [one for one in servers(plugin) if urls.is_url(one.url) and not urls.is_local(one.url)]
    hosts = [urls.host(server.url) for server in named]
    if root and hosts and not any(urls.is_below(host, root) for host in hosts):
        yield named[0].problem(f"{hosts[0]} is not on {root.removeprefix('www.')}")


@rule(
    Severity.ADVICE,
    why="Hosts take the first on the plugin's domain, clients take any.",
    mend="Keep the one that is public.",
)
def several_servers(plugin: Plugin) -> Iterator[Problem]:
    """There is one server."""
    named = servers(plugin)
    if len(named) > 1:
        yield named[1].problem(f"names {len(named)} servers")


@rule(
    Severity.WARNING,
    why="YAML reads 200 as a number, and names are text; strict clients refuse the document.",
    mend="Put it in quotes: '200'.",
)
def unquoted_status(plugin: Plugin) -> Iterator[Problem]:
    """Status codes stand in quotes."""
    for operation in operations(plugin):
        for status in operation.answers:
            if (id(operation.answers), status) in operation.document.unquoted:
                yield _of_answer(operation, status, f"{status} is a number")


@rule(
    Severity.ADVICE,
    why="Without it the model does not know what an answer will hold.",
    mend="Describe it under `content`: `application/json: {schema: …}`.",
)
def answer_without_schema(plugin: Plugin) -> Iterator[Problem]:
    """Every successful answer has a schema."""
    for operation in operations(plugin):
        for status, given in operation.answers.items():
            if not status.startswith("2") or status in _EMPTY:
                continue
            content = follow(operation.document, given).get("content")
            bodies = content.values() if isinstance(content, dict) else ()
            if not any(isinstance(body, dict) and body.get("schema") for body in bodies):
                yield _of_answer(operation, status, f"the answer {status} has no schema")


def _of_answer(operation: Operation, status: str, message: str) -> Problem:
    path = (*operation.path, "responses", status)
    return Problem(message, operation.document, path, on_key=True)


@rule(
    Severity.WARNING,
    why="A placeholder that nothing fills stays in the URL that is called.",
    mend="Describe each `{name}` as a parameter with `in: path`.",
)
def path_parameter(plugin: Plugin) -> Iterator[Problem]:
    """Each `{name}` in a path is a parameter of it."""
    for operation in operations(plugin):
        described = [part for _, part in operation.parameters if part.get("in") == "path"]
        known = {str(part.get("name")) for part in described}
        for name in dict.fromkeys(re.findall(r"\{([^{}/]+)\}", operation.route[:2000])):
            if name not in known:
                yield operation.problem(f"does not describe `{{{name[:80]}}}`")


def _required_security(plugin: Plugin) -> Iterator[tuple[Path, str]]:
    """Where the document asks for credentials, and by which scheme."""
    found = document(plugin)
    shared = found.get("security") if found else None
    for operation in operations(plugin):
        own = operation.value.get("security")
        asked, path = (shared, ()) if own is None else (own, operation.path)
        if not isinstance(asked, list) or not all(asked):
            continue
        for choice in asked:
            for name in choice if isinstance(choice, dict) else ():
                yield (*path, "security"), name


@rule(
    Severity.WARNING,
    why="The host believes the manifest: it would send no credentials, or the wrong ones.",
    mend="Let `auth` in the manifest and `security` in the OpenAPI document say the same.",
)
def auth_disagreement(plugin: Plugin) -> Iterator[Problem]:
    """Manifest and OpenAPI document agree on authentication."""
    kind = plugin.text("auth", "type")
    found = document(plugin)
    told: set[str] = set()
    for path, name in _required_security(plugin) if kind else ():
        if found is None or name in told:
            continue
        told.add(name)
        scheme = follow(found, found.get("components", "securitySchemes", name))
        wanted = _scheme(scheme)
        if kind == "none":
            yield Problem(f"asks for `{name[:80]}`, but the manifest's auth is `none`", found, path)
        elif wanted and wanted not in _accepted(plugin):
            mine = " ".join(filter(None, (kind, plugin.text("auth", "authorization_type"))))
            text = f"asks for {wanted}, but the manifest's auth is `{mine}`"
            yield Problem(text, found, path)


def _scheme(scheme: Mapping[str, Any]) -> str:
    kind = scheme.get("type")
    return str(scheme.get("scheme", "")).lower()[:40] if kind == "http" else str(kind or "")[:40]


def _accepted(plugin: Plugin) -> set[str]:
    if plugin.text("auth", "type") == "oauth":
        return {"oauth2", "openIdConnect", "bearer"}
    # A key in the header Authorization is what bearer and basic are.
    return {plugin.text("auth", "authorization_type"), "apiKey"}


@rule(
    Severity.ADVICE,
    why="Clients other than the host know only this document: they would call without credentials.",
    mend="Declare it under `components.securitySchemes` and `security`.",
)
def undeclared_auth(plugin: Plugin) -> Iterator[Problem]:
    """The OpenAPI document declares the authentication that the manifest asks for."""
    kind = plugin.text("auth", "type")
    found = document(plugin)
    if not found or not found.complete or not plugin.authenticates or not operations(plugin):
        return
    if not any(True for _ in _required_security(plugin)):
        said = f"declares no security, but the manifest's auth is `{kind[:40]}`"
        yield Problem(said, found, ("info",), on_key=True)
