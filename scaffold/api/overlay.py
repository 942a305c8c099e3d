"""The choices of an import as a file: OpenAPI Overlay 1.0.0, with exact paths.

https://spec.openapis.org/overlay/v1.0.0. An action's target is JSONPath (RFC 9535); of that, this
reads paths to one place: `$.paths['/todos'].get`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from scaffold.documents import load
from scaffold.documents.problem import Pointer
from scaffold.errors import Failure

FILE = "overlay.yaml"

_STEP = re.compile(
    r"\.([A-Za-z_][\w-]*)|\[(\d{1,9})\]|\['((?:[^'\\]|\\.)*)'\]|\[(\"(?:[^\"\\]|\\.)*\")\]"
)
_PLAIN = re.compile(r"[A-Za-z_]\w*")
_HINT = f"Correct {FILE}: `ai-plugin refresh` reads it again."


class Action(NamedTuple):
    """One change: the value at `path` is removed, or `update` is merged into it."""

    path: Pointer
    update: Any = None
    remove: bool = False


class Overlay(NamedTuple):
    """Actions on the document at `extends`, a path (from the overlay's folder) or a URL."""

    extends: str
    actions: Sequence[Action]


def apply(value: Any, actions: Sequence[Action]) -> tuple[Any, list[str]]:
    """The document after the actions, one after the other, and the targets that match nothing."""
    # Shallow at first: only what an action changes is copied.
    changed = {"": value}
    missing = []
    for action in actions:
        parents, last = ("", *action.path)[:-1], ("", *action.path)[-1]
        parent: Any = changed
        for step in parents:
            part = _part(parent, step)
            if not isinstance(part, dict | list):
                parent = None
                break
            parent[step] = part.copy()
            parent = parent[step]
        if parent is None or _part(parent, last) is _NOTHING:
            missing.append(target(action.path))
        elif action.remove:
            del parent[last]
        else:
            parent[last] = _merged(parent[last], action.update)
    return changed[""], missing


_NOTHING = object()


def _part(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step, _NOTHING) if isinstance(step, str) else _NOTHING
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return _NOTHING


def _merged(value: Any, update: Any) -> Any:
    """Objects are merged, field by field; lists go on; anything else is replaced."""
    if isinstance(value, dict) and isinstance(update, dict):
        merged = {
            name: _merged(value[name], part) for name, part in update.items() if name in value
        }
        return {**value, **deepcopy(update), **merged}
    if isinstance(value, list):
        return [*value, *(deepcopy(update) if isinstance(update, list) else [deepcopy(update)])]
    return deepcopy(update)


def target(path: Pointer) -> str:
    """A place as JSONPath."""
    return "$" + "".join(map(_step, path))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    return (
        "['"
        + json.dumps(step, ensure_ascii=False)[1:-1].replace("'", "\\'").replace('\\"', '"')
        + "']"
    )


def path_of(text: str) -> Pointer | None:
    """The place that a JSONPath names; None for one that is none, or may match several."""
    if not text.startswith("$"):
        return None
    at, path = 1, list[str | int]()
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            return None
        name, index, single, double = step.groups()
        try:
            if index is not None:
                path.append(int(index))
            elif name is not None:
                path.append(name)
            elif single is not None:
                inner = re.sub(r"\\'|(?<!\\)\"", lambda m: "'" if m[0] == "\\'" else '\\"', single)
                path.append(json.loads(f'"{inner}"'))
            else:
                path.append(json.loads(double))
        except ValueError:
            return None
        at = step.end()
    return tuple(path)


def read(raw: bytes, name: str) -> Overlay:
    """The overlay in a file; Failure, with the place, for what is none or beyond exact paths."""
    document = load.json_or_yaml(raw, name, 16_000_000)
    if document.problems:
        problem = document.problems[0]
        place = document.place(*(problem.span or (0, 0)))
        raise Failure(f"{name}:{place.line}: {problem.message}.", _HINT)
    value = document.value
    if not isinstance(value, dict) or not str(value.get("overlay", "")).startswith("1."):
        raise Failure(f"{name}: is no overlay: it lacks `overlay: 1.0.0`.", _HINT)
    extends, listed = value.get("extends"), value.get("actions")
    if not isinstance(extends, str) or not isinstance(listed, list):
        raise Failure(f"{name}: needs `extends`, a text, and `actions`, a list.", _HINT)
    actions = []
    for at, action in enumerate(listed):
        line = document.place(*document.span(("actions", at))).line
        actions.append(_action(action, f"{name}:{line}: action {at + 1}"))
    return Overlay(extends, actions)


def _action(action: Any, where: str) -> Action:
    if not isinstance(action, dict) or not isinstance(named := action.get("target"), str):
        raise Failure(f"{where} has no `target`.", _HINT)
    path = path_of(named)
    if path is None:
        raise Failure(
            f"{where}: the target `{named[:120]}` is no path to one place.",
            "Write such as $.paths['/todos'].get, or apply it with another tool first.",
        )
    if action.get("remove") is True:
        if not path:
            raise Failure(f"{where} removes the whole document.", _HINT)
        return Action(path, remove=True)
    if not isinstance(action.get("update"), dict | list):
        raise Failure(f"{where} has neither `remove: true` nor an `update`.", _HINT)
    return Action(path, action["update"])


def text(overlay: Overlay, title: str) -> str:
    """The file. What is kept stands first, what is removed below."""
    kept = [action for action in overlay.actions if not action.remove]
    removed = [action for action in overlay.actions if action.remove]
    head = {
        "overlay": "1.0.0",
        "info": {"title": f"What {title} takes of its API", "version": "1.0.0"},
        "extends": overlay.extends,
    }
    parts = [_ABOUT, dumped(head), "actions:\n", *map(_written, kept)]
    if removed:
        parts += [_REMOVED, *map(_written, removed)]
    return "".join(parts)


def appended(text: str, actions: Sequence[Action]) -> str:
    """The file with more actions at its end; what is there stays as it was written."""
    return "".join([text if text.endswith("\n") else f"{text}\n", *map(_written, actions)])


def _written(action: Action) -> str:
    change = {"remove": True} if action.remove else {"update": action.update}
    return dumped([{"target": target(action.path), **change}])


_ABOUT = """\
# What is taken of the API, and in which words: an OpenAPI Overlay (spec.openapis.org/overlay).
# Edit it, then run `ai-plugin refresh`. Only operations with an `update` are taken: to take one
# that is removed below, write `update: {}` in the place of its `remove: true`.
"""
_REMOVED = "# Not taken:\n"


def dumped(value: Any) -> str:
    """A value as YAML, in the author's order."""
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Dumper(base):  # type: ignore[misc]
        def ignore_aliases(self, _data: Any) -> bool:
            return True

    dumped: str = yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=98)
    return dumped
