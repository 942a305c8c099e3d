"""What the schema says of a manifest, sorted by the rules that tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaffold import rules
from scaffold.check import misreading, urls
from scaffold.check.document import Path
from scaffold.check.finding import Problem, Rule
from scaffold.check.plugin import Plugin, once

# What links to somewhere; of these, what browsers show.
URLS: tuple[Path, ...] = (
    ("api", "url"),
    ("logo_url",),
    ("legal_info_url",),
    ("auth", "client_url"),
    ("auth", "authorization_url"),
)
PAGES: tuple[Path, ...] = (("logo_url",), ("legal_info_url",))

# By the keyword of JSON Schema.
_RULES = {
    "required": "missing-field",
    "type": "wrong-type",
    "minLength": "empty-text",
    "maxLength": "text-limit",
    "enum": "unknown-value",
}


def violations(plugin: Plugin, rule: Rule) -> Iterator[Problem]:
    """What the schema says, sorted by rule; of what is wrong with one value, the first."""
    for name, problem in _by_rule(plugin):
        if name == rule.id:
            yield problem


@once
def _by_rule(plugin: Plugin) -> list[tuple[str, Problem]]:
    manifest = plugin.manifest
    if not plugin.is_manifest:
        return []
    found: list[tuple[str, Problem]] = []
    seen: set[Path] = set()
    for violation in rules.manifest_violations(_as_meant(manifest.value), plugin.limits):
        path, missing = violation.path, violation.rule == "required"
        if path in seen or (missing and not manifest.complete):
            continue
        if not missing:
            seen.add(path)
        text = str(manifest.get(*path))
        name = _rule_of(violation, text)
        hint = "It is an e-mail address." if name == "absolute-url" and "@" in text else ""
        found.append((name, Problem(str(violation), manifest, path, hint)))
    return found


def _rule_of(violation: rules.Violation, text: str) -> str:
    path = violation.path
    if path == ("api",) and violation.rule == "required" and "`type`" in violation.sentence:
        return "api-type"
    if violation.rule in _RULES:
        return _RULES[violation.rule]
    if violation.rule == "const":
        return "schema-version" if path == ("schema_version",) else "api-type"
    if path == ("name_for_model",):
        return "name-for-model"
    if path == ("contact_email",):
        return "contact-email"
    if path not in URLS:
        return "control-characters"
    if urls.is_url(text) and path == ("logo_url",):
        return "logo-format"
    if path[0] != "auth" and re.fullmatch(r"[^\s:@<>]+", text):
        return "relative-url"
    return "absolute-url"


def _as_meant(value: Any) -> Any:
    """The manifest with texts as they were before they were read in a wrong encoding."""
    if isinstance(value, dict):
        return {key: _as_meant(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_meant(part) for part in value]
    return (misreading.undone(value) or value) if isinstance(value, str) else value
