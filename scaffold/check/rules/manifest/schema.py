"""The rules of the manifest's shape: its fields, their types, their values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.manifest.violations import violations
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem
from scaffold.plugin.model import NO_MANIFEST


@rule(
    Severity.ERROR,
    why="Everything else depends on it, so nothing else was looked at.",
    fix="A manifest is a JSON object with schema_version, name_for_human, auth, api and others.",
)
def not_a_manifest(subject: Subject) -> Iterator[Located]:
    """The file is the manifest of a plugin."""
    document = subject.plugin.manifest
    value: Any = document.value
    too_much = any(problem.rule.startswith("too-") for problem in document.problems)
    if document is NO_MANIFEST or subject.plugin.is_manifest or too_much:
        return
    message = "is no plugin manifest"
    if not document.text.strip():
        message += ": it is empty"
    elif not isinstance(value, dict):
        message += ": it holds no JSON object"
    elif "openapi" in value or "swagger" in value:
        message += " but an OpenAPI document"
    elif "runtimes" in value or str(value.get("schema_version", "")).startswith("v2."):
        message += " but one of Microsoft 365 Copilot, which has rules of its own"
    else:
        message += ": it lacks the fields of one"
    yield document, Problem(message)


@rule(
    Severity.ERROR,
    why="Hosts refuse a manifest without it, and clients such as LangChain fail on it.",
    fix="Add the field.",
)
def missing_field(subject: Subject) -> Iterator[Located]:
    """The ten fields of a manifest are there, and those that its kind of `auth` needs."""
    return violations(subject, "missing-field")


@rule(
    Severity.ERROR,
    why="Hosts read the field as what it should be, and refuse or misread anything else.",
    fix="Write a value of the right type; true and false stand without quotes.",
)
def wrong_type(subject: Subject) -> Iterator[Located]:
    """Texts are texts, objects are objects, true and false are no texts."""
    return violations(subject, "wrong-type")


@rule(
    Severity.ERROR,
    why="Neither people nor the model can make anything of an empty text.",
    fix="Write the text.",
)
def empty_text(subject: Subject) -> Iterator[Located]:
    """No text is empty."""
    return violations(subject, "empty-text")


@rule(
    Severity.ERROR,
    why="Hosts refuse longer texts: they fill the screen or the model's prompt.",
    fix="Shorten it; `--limits alpha` takes the limits of spring 2023.",
)
def text_limit(subject: Subject) -> Iterator[Located]:
    """Names and descriptions keep the host's limits, counted in Unicode code points."""
    return violations(subject, "text-limit")


@rule(
    Severity.ERROR,
    why="The model writes this name in its calls, where only an identifier works.",
    fix="Use letters, digits and underscores, and begin with a letter: `todo_list`.",
)
def name_for_model(subject: Subject) -> Iterator[Located]:
    """`name_for_model` is an identifier."""
    return violations(subject, "name-for-model")


@rule(
    Severity.ERROR,
    why="Hosts know the values of the specification and no others.",
    fix="Take one of the values named.",
)
def unknown_value(subject: Subject) -> Iterator[Located]:
    """`auth` takes its values from short lists, in lower case."""
    return violations(subject, "unknown-value")


@rule(
    Severity.WARNING,
    why="`v1` is the only published version; a number of one's own has no place in a manifest.",
    fix='Write "v1".',
)
def schema_version(subject: Subject) -> Iterator[Located]:
    """`schema_version` is the version of the format, not of the plugin."""
    return violations(subject, "schema-version")


@rule(
    Severity.WARNING,
    why="There is no other kind of API; some clients look at it before they read the document.",
    fix='Write "type": "openapi".',
)
def api_type(subject: Subject) -> Iterator[Located]:
    """`api.type` is `openapi`."""
    return violations(subject, "api-type")


@rule(
    Severity.ERROR,
    why="Hosts write to this address about safety and support.",
    fix="Write a plain address such as support@example.com.",
)
def contact_email(subject: Subject) -> Iterator[Located]:
    """`contact_email` is one e-mail address."""
    return violations(subject, "contact-email")


@rule(
    Severity.WARNING,
    why="They are shown as boxes or break the layout where people read the text.",
    fix="Delete them; one line for people, line breaks and tabs for the model only.",
)
def control_characters(subject: Subject) -> Iterator[Located]:
    """Texts hold visible characters; those for people have one line."""
    return violations(subject, "control-characters")
