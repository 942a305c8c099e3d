"""The rules of the manifest's shape: its fields, their types, their values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import Plugin
from scaffold.check.rules.manifest.violations import violations


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
