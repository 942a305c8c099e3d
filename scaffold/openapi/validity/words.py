"""The words in which to say what the specification does not allow."""

from __future__ import annotations

from scaffold.documents.problem import Pointer


def a(name: str) -> str:
    """An object of the specification, as one of many."""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}" + ("" if name == "schema" else " object")


def the(name: str, path: Pointer) -> str:
    """The object of the specification at a path."""
    return f"the {name} `{path[-1]}`"[:120] if path else f"the {name}"


def named(path: Pointer) -> str:
    """The value at a path, by the author's name for it."""
    if not path:
        return "the document"
    last = path[-1]
    return f"`{last[:80]}`" if isinstance(last, str) else f"item {last + 1} of `{path[-2]}`"


def kind_of(value: object) -> str:
    """What a value is, in the words of JSON."""
    return {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }.get(type(value), "null")
