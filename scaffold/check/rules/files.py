"""The rules of files: that they can be read, their syntax, their encoding, their size."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject


@rule(
    Severity.ERROR,
    why="Without it there is nothing to check.",
    fix="Name the directory of a plugin, its manifest or its URL.",
)
def unreadable(_: Subject) -> Iterator[Located]:
    """The target can be read."""
    # What cannot be read is no plugin to ask rules about: `check` reports it.
    return iter(())


def _read_with(subject: Subject, rule: str) -> Iterator[Located]:
    """What the readers say, of the rule with this id."""
    plugin = subject.plugin
    for document in plugin.documents:
        # Of what is no manifest, one line says so; its syntax is that of something else.
        other = document is plugin.manifest and not plugin.is_manifest
        for problem in document.problems:
            if problem.rule == rule and not (other and rule == "json-syntax"):
                yield document, problem


@rule(
    Severity.ERROR,
    why="Hosts read JSON by the book: one comma too many, and they read nothing.",
    fix="Write it as JSON asks; `python3 -m json.tool FILE` accepts it then.",
)
def json_syntax(subject: Subject) -> Iterator[Located]:
    """The manifest is JSON: no comments, no trailing commas, names and texts in double quotes."""
    return _read_with(subject, "json-syntax")


@rule(
    Severity.ERROR,
    why="A host that cannot read the OpenAPI document knows no operation to call.",
    fix="Fix the line; texts with `: ` or ` #` in them want quotes.",
)
def yaml_syntax(subject: Subject) -> Iterator[Located]:
    """The OpenAPI document is one YAML document."""
    return _read_with(subject, "yaml-syntax")


@rule(
    Severity.ERROR,
    why="JSON and YAML are exchanged as UTF-8; others turn into wrong characters or errors.",
    fix="Save the file as UTF-8.",
)
def encoding(subject: Subject) -> Iterator[Located]:
    """Files are encoded in UTF-8."""
    return _read_with(subject, "encoding")


@rule(
    Severity.WARNING,
    why="JSON forbids it, and some readers stop at it.",
    fix="Save the file as UTF-8 without a byte order mark (BOM).",
)
def byte_order_mark(subject: Subject) -> Iterator[Located]:
    """Files begin with their first character, not with a byte order mark."""
    return _read_with(subject, "byte-order-mark")


@rule(
    Severity.WARNING,
    why="Some readers take the first, most take the last, strict ones refuse the file.",
    fix="Keep one of the two.",
)
def duplicate_key(subject: Subject) -> Iterator[Located]:
    """A field is given once."""
    return _read_with(subject, "duplicate-key")


@rule(
    Severity.ERROR,
    why="Hosts give up on large files; the OpenAPI document goes into the model's prompt.",
    fix="Publish only what the model needs: a few operations, short texts.",
)
def too_large(subject: Subject) -> Iterator[Located]:
    """The manifest has at most 1 MB, the OpenAPI document at most 5 MB."""
    return _read_with(subject, "too-large")


@rule(
    Severity.ERROR,
    why="Such depth serves no reader and crashes some.",
    fix="Flatten it.",
)
def too_deep(subject: Subject) -> Iterator[Located]:
    """Values are nested at most 100 deep."""
    return _read_with(subject, "too-deep")


@rule(
    Severity.ERROR,
    why="Aliases that repeat aliases grow until they exhaust the memory of the reader.",
    fix="Write the value out, or use `$ref`.",
)
def alias_bomb(subject: Subject) -> Iterator[Located]:
    """YAML aliases do not multiply into a huge document."""
    return _read_with(subject, "alias-bomb")


@rule(
    Severity.WARNING,
    why="OpenAPI is JSON at heart: a tag such as `!include` means nothing in it.",
    fix="Delete the tag.",
)
def yaml_tag(subject: Subject) -> Iterator[Located]:
    """YAML holds plain values, no tags."""
    return _read_with(subject, "yaml-tag")
