"""The rules of fields that no manifest has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents import secrets
from scaffold.documents.problem import Problem
from scaffold.manifest import known_fields

# Fields of early drafts, and what took their place.
_LEGACY = {
    "HttpAuthorizationType": "`authorization_type`",
    "verification_token": "`verification_tokens`",
    "auth_type": "`auth`",
    "human_description": "`description_for_human`",
    "model_description": "`description_for_model`",
    # A list of operations, in the first examples of spring 2023.
    "endpoints": "in the OpenAPI document that `api.url` leads to",
}

_MAX_COMPARED = 20


@rule(
    Severity.WARNING,
    why="Hosts ignore what they do not know: a misspelled field is a missing one.",
    fix="Delete it, or correct its name.",
)
def unknown_field(subject: Subject) -> Iterator[Located]:
    """There are no fields but those of the specification."""
    for path, name, close in _unknown(subject):
        if name not in _LEGACY and not secrets.is_secret_name(name):
            message = f"`{'.'.join((*path, name))}` is no field of a manifest"
            hint = f"Did you mean `{close}`?" if close else ""
            yield subject.plugin.manifest, Problem(message, (*path, name), hint, on_key=True)


@rule(
    Severity.WARNING,
    why="It stems from an early draft; hosts ignore it.",
    fix="Use the field that took its place.",
)
def legacy_field(subject: Subject) -> Iterator[Located]:
    """There are no fields of early drafts."""
    for path, name, _ in _unknown(subject):
        if name in _LEGACY:
            message = f"`{'.'.join((*path, name))}` is now {_LEGACY[name]}"
            yield subject.plugin.manifest, Problem(message, (*path, name), on_key=True)


def _unknown(subject: Subject) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if not subject.plugin.is_manifest:
        return
    manifest = subject.plugin.manifest
    for path, known in (
        ((), known_fields()),
        (("api",), known_fields("api")),
        (("auth",), known_fields("auth", subject.plugin.text("auth", "type"))),
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
