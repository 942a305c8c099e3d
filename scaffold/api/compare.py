"""What is otherwise in meaning between two trimmed documents; their texts and examples are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scaffold.api.trim import NAMING, Key
from scaffold.documents.document import Document
from scaffold.openapi.operations import Operation, operations
from scaffold.openapi.references import resolve

_TEXTS = {"description", "summary", "title", "example", "examples", "operationId", "deprecated"}


class Change(NamedTuple):
    """A chosen operation whose meaning changed; `what` are parts of a sentence."""

    name: str
    what: list[str]


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The operations of both documents that mean something else now."""
    before, after = _by_key(old), _by_key(new)
    changed = []
    for key in before.keys() & after.keys():
        what = [*_differences(before[key], after[key])]
        if what:
            changed.append(Change(after[key].id or str(after[key]), what))
    return sorted(changed)


def _by_key(value: Mapping[str, Any]) -> dict[Key, Operation]:
    listed = operations(Document("", "", value))
    return {(one.route, one.method): one for one in listed}


def _differences(old: Operation, new: Operation) -> Iterator[str]:
    before, after = _parameters(old), _parameters(new)
    for name, (meaning, required) in after.items():
        if name not in before:
            yield f"parameter `{name[1][:80]}` is new{' and required' if required else ''}"
        elif before[name][0] != meaning:
            yield f"parameter `{name[1][:80]}` is another"
    for name in before.keys() - after.keys():
        yield f"parameter `{name[1][:80]}` is gone"
    for field, told in (("requestBody", "its body"), ("responses", "its responses")):
        if _meaning(old, old.value.get(field)) != _meaning(new, new.value.get(field)):
            yield f"{told} changed"
    if _security(old) != _security(new):
        yield "its credentials changed"


def _parameters(operation: Operation) -> dict[tuple[str, str], tuple[Any, bool]]:
    return {
        (str(part.get("in")), str(part.get("name"))): (
            _meaning(operation, part),
            part.get("required") is True,
        )
        for _, part in operation.parameters
    }


def _security(operation: Operation) -> Any:
    own = operation.value.get("security")
    schemes = operation.document.get("components", "securitySchemes")
    return operation.document.get("security") if own is None else own, _bare(schemes, "")


def _meaning(operation: Operation, value: Any) -> tuple[Any, dict[str, Any]]:
    """A value without texts, and the components that it leads to."""
    parts: dict[str, Any] = {}
    waiting = [*_references(value)]
    while waiting:
        target = waiting.pop()
        if target not in parts:
            component = resolve(operation.document, target)
            parts[target] = _bare(component, "")
            waiting.extend(_references(component))
    return _bare(value, ""), parts


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(target := value.get("$ref"), str):
            yield target
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def _bare(value: Any, field: str) -> Any:
    """A value without what is only read; below `field`, names are the author's own."""
    if isinstance(value, list):
        return [_bare(part, "") for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _bare(part, name)
        for name, part in value.items()
        if field in NAMING or name not in _TEXTS
    }
