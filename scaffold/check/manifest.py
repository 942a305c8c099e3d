"""The rules of the manifest. Its shapes and limits are those of `manifest.schema.json`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

from scaffold import rules
from scaffold.check import secrets, urls
from scaffold.check.document import Path, dotted
from scaffold.check.finding import Problem, Rule, Severity, rule
from scaffold.check.plugin import Plugin, once

_URLS: tuple[Path, ...] = (
    ("api", "url"),
    ("logo_url",),
    ("legal_info_url",),
    ("auth", "client_url"),
    ("auth", "authorization_url"),
)
_PAGES: tuple[Path, ...] = (("logo_url",), ("legal_info_url",))

# Fields of early drafts, and what took their place.
_LEGACY = {
    "HttpAuthorizationType": "authorization_type",
    "verification_token": "verification_tokens",
    "auth_type": "auth",
    "human_description": "description_for_human",
    "model_description": "description_for_model",
}

_MAX_COMPARED = 20

# Text in UTF-8 that somebody read as one of these, and saved again.
_MISREAD_AS = ("latin-1", "cp1252")


@rule(
    Severity.ERROR,
    why="Everything else depends on it, so nothing else was looked at.",
    mend="A manifest is a JSON object with schema_version, name_for_human, auth, api and others.",
)
def not_a_manifest(plugin: Plugin) -> Iterator[Problem]:
    """The file is the manifest of a plugin."""
    document = plugin.manifest
    value: Any = document.value
    if plugin.is_manifest or any(fault.kind.startswith("too-") for fault in document.faults):
        return
    said = "is no plugin manifest"
    if not document.text.strip():
        said += ": it is empty"
    elif not isinstance(value, dict):
        said += ": it holds no JSON object"
    elif "openapi" in value or "swagger" in value:
        said += " but an OpenAPI document"
    elif "runtimes" in value or str(value.get("schema_version", "")).startswith("v2."):
        said += " but one of Microsoft 365 Copilot, which has rules of its own"
    else:
        said += ": it lacks the fields of one"
    yield Problem(said, document)


def violations(plugin: Plugin, rule: Rule) -> Iterator[Problem]:
    """What the schema says, sorted by rule; of what is wrong with one value, the first."""
    for name, problem in _sorted(plugin):
        if name == rule.id:
            yield problem


@once
def _sorted(plugin: Plugin) -> list[tuple[str, Problem]]:
    if not plugin.is_manifest:
        return []
    found: list[tuple[str, Problem]] = []
    seen: set[Path] = set()
    for violation in rules.manifest_violations(_as_meant(plugin.manifest.value), plugin.limits):
        missing = violation.rule == "required"
        if violation.path in seen or (missing and not plugin.manifest.complete):
            continue
        if not missing:
            seen.add(violation.path)
        value = plugin.manifest.get(*violation.path)
        name, hint = _rule_of(violation, value)
        found.append((name, Problem(str(violation), plugin.manifest, violation.path, hint)))
    return found


def _rule_of(violation: rules.Violation, value: object) -> tuple[str, str]:
    path = violation.path
    match violation.rule:
        case "required" if path == ("api",) and "`type`" in violation.sentence:
            return "api-type", ""
        case "required":
            return "missing-field", ""
        case "type":
            return "wrong-type", ""
        case "minLength":
            return "empty-text", ""
        case "maxLength":
            return "text-limit", ""
        case "const":
            return ("schema-version" if path == ("schema_version",) else "api-type"), ""
        case "enum":
            return "unknown-value", ""
    text = str(value)
    if path == ("name_for_model",):
        return "name-for-model", ""
    if path == ("contact_email",):
        return "contact-email", ""
    if path not in _URLS:
        return "control-characters", ""
    if urls.is_url(text) and path == ("logo_url",):
        return "logo-format", ""
    if path[0] != "auth" and re.fullmatch(r"[^\s:@<>]+", text):
        return "relative-url", ""
    return "absolute-url", "It is an e-mail address." if "@" in text else ""


def _as_meant(value: Any) -> Any:
    """The manifest with texts as they were before they were read in a wrong encoding."""
    if isinstance(value, dict):
        return {key: _as_meant(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_meant(part) for part in value]
    return (_before_misreading(value) or value) if isinstance(value, str) else value


def _before_misreading(text: str) -> str | None:
    if text.isascii():
        return None
    for encoding in _MISREAD_AS:
        try:
            return text.encode(encoding).decode()
        except UnicodeError:
            continue
    return None


@rule(
    Severity.ERROR,
    why="Hosts refuse a manifest without it, and clients such as LangChain fail on it.",
    mend="Add the field.",
)
def missing_field(plugin: Plugin) -> Iterator[Problem]:
    """The ten fields of a manifest are there, and those that its kind of `auth` needs."""
    return violations(plugin, missing_field)


@rule(
    Severity.ERROR,
    why="Hosts read the field as what it should be, and refuse or misread anything else.",
    mend="Write a value of the right type; true and false stand without quotes.",
)
def wrong_type(plugin: Plugin) -> Iterator[Problem]:
    """Texts are texts, objects are objects, true and false are no texts."""
    return violations(plugin, wrong_type)


@rule(
    Severity.ERROR,
    why="Neither people nor the model can make anything of an empty text.",
    mend="Write the text.",
)
def empty_text(plugin: Plugin) -> Iterator[Problem]:
    """No text is empty."""
    return violations(plugin, empty_text)


@rule(
    Severity.ERROR,
    why="Hosts refuse longer texts: they fill the screen or the model's prompt.",
    mend="Shorten it; `--limits alpha` takes the limits of spring 2023.",
)
def text_limit(plugin: Plugin) -> Iterator[Problem]:
    """Names and descriptions keep the host's limits, counted in Unicode code points."""
    return violations(plugin, text_limit)


@rule(
    Severity.ERROR,
    why="The model writes this name in its calls, where only an identifier works.",
    mend="Use letters, digits and underscores, and begin with a letter: `todo_list`.",
)
def name_for_model(plugin: Plugin) -> Iterator[Problem]:
    """`name_for_model` is an identifier."""
    return violations(plugin, name_for_model)


@rule(
    Severity.ERROR,
    why="Hosts know the values of the specification and no others.",
    mend="Take one of the values named.",
)
def unknown_value(plugin: Plugin) -> Iterator[Problem]:
    """`auth` takes its values from short lists, in lower case."""
    return violations(plugin, unknown_value)


@rule(
    Severity.WARNING,
    why="`v1` is the only published version; a number of one's own has no place in a manifest.",
    mend='Write "v1".',
)
def schema_version(plugin: Plugin) -> Iterator[Problem]:
    """`schema_version` is the version of the format, not of the plugin."""
    return violations(plugin, schema_version)


@rule(
    Severity.WARNING,
    why="There is no other kind of API; some clients look at it before they read the document.",
    mend='Write "type": "openapi".',
)
def api_type(plugin: Plugin) -> Iterator[Problem]:
    """`api.type` is `openapi`."""
    return violations(plugin, api_type)


@rule(
    Severity.ERROR,
    why="Hosts write to this address about safety and support.",
    mend="Write a plain address such as support@example.com.",
)
def contact_email(plugin: Plugin) -> Iterator[Problem]:
    """`contact_email` is one e-mail address."""
    return violations(plugin, contact_email)


@rule(
    Severity.WARNING,
    why="They are shown as boxes or break the layout where people read the text.",
    mend="Delete them; one line for people, line breaks and tabs for the model only.",
)
def control_characters(plugin: Plugin) -> Iterator[Problem]:
    """Texts hold visible characters; those for people have one line."""
    return violations(plugin, control_characters)


@rule(
    Severity.ERROR,
    why="Hosts, browsers and clients open it as it stands.",
    mend="Write it in full, such as https://example.com/page.",
)
def absolute_url(plugin: Plugin) -> Iterator[Problem]:
    """Whatever is called a URL is one, of HTTP or HTTPS."""
    return violations(plugin, absolute_url)


@rule(
    Severity.WARNING,
    why="Hosts resolved it against the manifest's address; clients such as LangChain do not.",
    mend="Write it in full, such as https://example.com/page.",
)
def relative_url(plugin: Plugin) -> Iterator[Problem]:
    """URLs are absolute."""
    return violations(plugin, relative_url)


def _https(plugin: Plugin, *, pages: bool) -> Iterator[Problem]:
    for path in _URLS:
        url = plugin.text(*path)
        if (path in _PAGES) is pages and urls.scheme(url) == "http" and not urls.is_local(url):
            yield Problem(f"{dotted(path)}: is not HTTPS", plugin.manifest, path)


@rule(
    Severity.ERROR,
    why="Hosts call remote servers over TLS only: credentials and answers travel there.",
    mend="Serve it over HTTPS; only localhost may do without.",
)
def https(plugin: Plugin) -> Iterator[Problem]:
    """The API and its sign-in are reached over HTTPS, unless on localhost."""
    return _https(plugin, pages=False)


@rule(
    Severity.WARNING,
    why="Pages over HTTPS do not show images from HTTP, and browsers warn of such links.",
    mend="Serve it over HTTPS.",
)
def https_page(plugin: Plugin) -> Iterator[Problem]:
    """The logo and the legal page are reached over HTTPS, unless on localhost."""
    return _https(plugin, pages=True)


def _placeholders(plugin: Plugin) -> Iterator[Problem]:
    manifest = plugin.manifest
    for path in _URLS:
        url = plugin.text(*path)
        if urls.is_placeholder(urls.host(url) or url):
            yield Problem(f"{dotted(path)}: is a placeholder", manifest, path)
    if urls.is_placeholder(plugin.text("contact_email")):
        yield Problem("contact_email: is a placeholder", manifest, ("contact_email",))
    tokens = manifest.get("auth", "verification_tokens")
    for name, token in tokens.items() if isinstance(tokens, dict) else ():
        if isinstance(token, str) and urls.is_placeholder_token(token):
            path = ("auth", "verification_tokens", name)
            yield Problem(f"{dotted(path)}: is a placeholder", manifest, path)


@rule(
    Severity.WARNING,
    why="Users would be sent to somebody else's page, and hosts could not verify the plugin.",
    mend="Write the real one.",
)
def placeholder(plugin: Plugin) -> Iterator[Problem]:
    """A public plugin holds no host, address or token that was to be replaced."""
    if plugin.is_manifest and not plugin.is_local:
        yield from _placeholders(plugin)


@rule(
    Severity.ADVICE,
    why="On localhost nobody else sees it; once the plugin is public, users will.",
    mend="Write the real one before you register the plugin.",
)
def local_placeholder(plugin: Plugin) -> Iterator[Problem]:
    """What a plugin on localhost still has to replace."""
    if plugin.is_manifest and plugin.is_local:
        yield from _placeholders(plugin)


@rule(
    Severity.WARNING,
    why="Hosts ignore what they do not know: a misspelled field is a missing one.",
    mend="Delete it, or correct its name.",
)
def unknown_field(plugin: Plugin) -> Iterator[Problem]:
    """There are no fields but those of the specification."""
    for path, name, close in _unknown(plugin):
        if name not in _LEGACY and not secrets.is_secret_name(name):
            said = f"`{'.'.join((*path, name))}` is no field of a manifest"
            hint = f"Did you mean `{close}`?" if close else ""
            yield Problem(said, plugin.manifest, (*path, name), hint, on_key=True)


@rule(
    Severity.WARNING,
    why="It stems from an early draft; hosts ignore it.",
    mend="Use the field that took its place.",
)
def legacy_field(plugin: Plugin) -> Iterator[Problem]:
    """There are no fields of early drafts."""
    for path, name, _ in _unknown(plugin):
        if name in _LEGACY:
            said = f"`{'.'.join((*path, name))}` is now `{_LEGACY[name]}`"
            yield Problem(said, plugin.manifest, (*path, name), on_key=True)


def _unknown(plugin: Plugin) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if not plugin.is_manifest:
        return
    manifest = plugin.manifest
    for path, known in (
        ((), rules.known_fields()),
        (("api",), rules.known_fields("api")),
        (("auth",), rules.known_fields("auth", plugin.text("auth", "type"))),
    ):
        part = manifest.get(*path)
        others = [name for name in part if name not in known] if isinstance(part, dict) else []
        free = sorted(known.difference(part)) if others else []
        for count, name in enumerate(others):
            if name != "$schema":
                # To compare names takes time; who has more of them did not misspell.
                near = count < _MAX_COMPARED and difflib.get_close_matches(
                    name[:100], free, n=1, cutoff=0.75
                )
                yield path, name, near[0] if near else ""


@rule(
    Severity.WARNING,
    why="Hosts want the API on the manifest's own domain or below it.",
    mend="Serve the OpenAPI document on the domain that serves the manifest.",
)
def api_domain(plugin: Plugin) -> Iterator[Problem]:
    """`api.url` is on the domain of the manifest, or below it."""
    root, host = plugin.host, urls.host(plugin.text("api", "url"))
    if root and host and not urls.is_below(host, root):
        said = f"api.url: {host} is not on {root.removeprefix('www.')}"
        yield Problem(said, plugin.manifest, ("api", "url"))


@rule(
    Severity.WARNING,
    why="Users should read the terms of whoever runs the plugin.",
    mend="Link to a page on the plugin's own domain.",
)
def legal_domain(plugin: Plugin) -> Iterator[Problem]:
    """`legal_info_url` is on the plugin's registered domain."""
    return _other_domain(plugin, "legal_info_url", urls.host(plugin.text("legal_info_url")))


@rule(
    Severity.WARNING,
    why="An address on the plugin's domain shows that it is its operator's.",
    mend="Use an address on the plugin's own domain, if you have one.",
)
def email_domain(plugin: Plugin) -> Iterator[Problem]:
    """`contact_email` is on the plugin's registered domain."""
    name = plugin.text("contact_email").rpartition("@")[2].lower()
    return _other_domain(plugin, "contact_email", name if "." in name else "")


def _other_domain(plugin: Plugin, field: str, host: str) -> Iterator[Problem]:
    root = plugin.host
    if not root or not host or any(map(urls.is_placeholder, (root, host))):
        return
    ours, theirs = urls.registered_domain(root), urls.registered_domain(host)
    if ours != theirs:
        yield Problem(f"{field}: is on {theirs}, not on {ours}", plugin.manifest, (field,))


@rule(
    Severity.ADVICE,
    why="Hosts took only plugins without authentication from localhost.",
    mend="Set the plugin's public URL, such as a tunnel's, before you register it.",
)
def local_auth(plugin: Plugin) -> Iterator[Problem]:
    """A plugin that authenticates has a public address."""
    if plugin.is_local and plugin.authenticates:
        said = f"auth.type: `{plugin.text('auth', 'type')}` needs a public HTTPS address"
        yield Problem(said, plugin.manifest, ("auth", "type"))


@rule(
    Severity.ERROR,
    why="Everybody can read these files, and use what they find.",
    mend="Revoke it, and keep the new one in the environment; hosts ask for it at registration.",
)
def secret(plugin: Plugin) -> Iterator[Problem]:
    """No credential is left in what everybody can read."""
    for document in plugin.documents:
        for path, value in _texts(document.value):
            named = document is plugin.manifest and secrets.is_secret_name(str(path[-1]))
            if secrets.span(value) or (named and not urls.is_placeholder_token(value)):
                yield Problem(f"{dotted(path)}: is a credential", document, path)


@rule(
    Severity.WARNING,
    why="It was saved in one encoding and read in another; users see â€™ for an apostrophe.",
    mend="Type the text again, and save the file as UTF-8.",
)
def mojibake(plugin: Plugin) -> Iterator[Problem]:
    """Texts have the characters that were meant."""
    for path, value in _texts(plugin.manifest.value):
        if meant := _before_misreading(value):
            at = next(at for at, char in enumerate(value) if not char.isascii())
            said = f"{dotted(path)}: was meant as “{meant[max(0, at - 8) : at + 8]}”"
            yield Problem(said, plugin.manifest, path)


def _texts(value: Any) -> Iterator[tuple[Path, str]]:
    todo: list[tuple[Path, Any]] = [((), value)]
    seen: set[int] = set()
    while todo:
        path, value = todo.pop()
        if isinstance(value, str):
            if path:
                yield path, value
        elif isinstance(value, dict | list) and id(value) not in seen:
            seen.add(id(value))
            parts: Any = value.items() if isinstance(value, dict) else enumerate(value)
            todo.extend(((*path, step), part) for step, part in parts)
