"""The rules of files: that they can be read, their syntax, their encoding, their size."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Problem, Rule, Severity, rule
from scaffold.check.plugin import Plugin


@rule(
    Severity.ERROR,
    why="Without it there is nothing to check.",
    mend="Name the directory of a plugin, its manifest or its URL.",
)
def unreadable(_: Plugin) -> Iterator[Problem]:
    """The target can be read."""
    # What cannot be read is no plugin to ask rules about: `check` reports it.
    return iter(())


def _faults(plugin: Plugin, rule: Rule) -> Iterator[Problem]:
    for document in plugin.documents:
        # Of what is no manifest, one line says so; its syntax is that of something else.
        other = document is plugin.manifest and not plugin.is_manifest
        for fault in document.faults:
            if fault.kind == rule.id and not (other and rule is json_syntax):
                span = (fault.start, fault.end)
                yield Problem(fault.message, document, hint=fault.hint, span=span)


@rule(
    Severity.ERROR,
    why="Hosts read JSON by the book: one comma too many, and they read nothing.",
    mend="Write it as JSON asks; `python -m json.tool FILE` accepts it then.",
)
def json_syntax(plugin: Plugin) -> Iterator[Problem]:
    """The manifest is JSON: no comments, no trailing commas, names and texts in double quotes."""
    return _faults(plugin, json_syntax)


@rule(
    Severity.ERROR,
    why="A host that cannot read the OpenAPI document knows no operation to call.",
    mend="Mend the line; texts with `: ` or ` #` in them want quotes.",
)
def yaml_syntax(plugin: Plugin) -> Iterator[Problem]:
    """The OpenAPI document is one YAML document."""
    return _faults(plugin, yaml_syntax)


@rule(
    Severity.ERROR,
    why="JSON and YAML are exchanged as UTF-8; others turn into wrong characters or errors.",
    mend="Save the file as UTF-8.",
)
def encoding(plugin: Plugin) -> Iterator[Problem]:
    """Files are encoded in UTF-8."""
    return _faults(plugin, encoding)


@rule(
    Severity.WARNING,
    why="JSON forbids it, and some readers stop at it.",
    mend="Save the file as UTF-8 without a byte order mark (BOM).",
)
def byte_order_mark(plugin: Plugin) -> Iterator[Problem]:
    """Files begin with their first character, not with a byte order mark."""
    return _faults(plugin, byte_order_mark)


@rule(
    Severity.WARNING,
    why="Some readers take the first, most take the last, strict ones refuse the file.",
    mend="Keep one of the two.",
)
def duplicate_key(plugin: Plugin) -> Iterator[Problem]:
    """A field is given once."""
    return _faults(plugin, duplicate_key)


@rule(
    Severity.ERROR,
    why="Hosts give up on large files; the OpenAPI document goes into the model's prompt.",
    mend="Publish only what the model needs: a few operations, short texts.",
)
def too_large(plugin: Plugin) -> Iterator[Problem]:
    """The manifest has at most 1 MB, the OpenAPI document at most 5 MB."""
    return _faults(plugin, too_large)


@rule(
    Severity.ERROR,
    why="Such depth serves no reader and crashes some.",
    mend="Flatten it.",
)
def too_deep(plugin: Plugin) -> Iterator[Problem]:
    """Values are nested at most 100 deep."""
    return _faults(plugin, too_deep)


@rule(
    Severity.ERROR,
    why="Aliases that repeat aliases grow until they exhaust the memory of the reader.",
    mend="Write the value out, or use `$ref`.",
)
def alias_bomb(plugin: Plugin) -> Iterator[Problem]:
    """YAML aliases do not multiply into a huge document."""
    return _faults(plugin, alias_bomb)


@rule(
    Severity.WARNING,
    why="OpenAPI is JSON at heart: a tag such as `!include` means nothing in it.",
    mend="Delete the tag.",
)
def yaml_tag(plugin: Plugin) -> Iterator[Problem]:
    """YAML holds plain values, no tags."""
    return _faults(plugin, yaml_tag)
