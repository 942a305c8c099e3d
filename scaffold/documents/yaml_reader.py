"""Reads YAML within bounds: from the parser's events, so that nothing is built before it is judged.

No tag runs code, aliases share what they repeat, and neither depth nor size can exhaust memory.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NoReturn

import yaml

from scaffold.documents.document import MAX_DEPTH, Document, Spans
from scaffold.documents.problem import Problem

# Values, counted as often as aliases repeat them: these, or in a large file one for so many
# characters, which no file without aliases reaches.
_MAX_VALUES = 500_000
_CHARACTERS_A_VALUE = 4

# Characters that a parser looks ahead, and some more.
_MAX_AHEAD = 5_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS: Any = yaml.constructor.SafeConstructor()
_CORE = "tag:yaml.org,2002:"
_BUILT = {
    f"{_CORE}null": _SCALARS.construct_yaml_null,
    f"{_CORE}bool": _SCALARS.construct_yaml_bool,
    f"{_CORE}int": _SCALARS.construct_yaml_int,
    f"{_CORE}float": _SCALARS.construct_yaml_float,
}
_HARMLESS = {*_BUILT, f"{_CORE}str", f"{_CORE}map", f"{_CORE}seq", f"{_CORE}timestamp", "!", None}


class _Stop(Exception):  # noqa: N818
    """Nothing more is read."""


class _Open:
    """An object or list whose parts are being read."""

    def __init__(self, value: Any, start: int, anchor: str | None) -> None:
        self.value = value
        self.start = start
        self.anchor = anchor
        self.size = 1
        self.key: tuple[str, int, int] | None = None
        self.merged: list[Any] = []


def read(text: str, name: str) -> Document:
    """The document in a text, as far as it can be read; its problems tell what was wrong."""
    reader = _Reader(text)
    complete = True
    try:
        for event in yaml.parse(text, _LOADER):
            reader.take(event)
    except _Stop:
        complete = False
    except yaml.MarkedYAMLError as error:
        complete = False
        mark = error.problem_mark
        reader.broken(error.problem or "is no YAML", mark.index if mark else len(text))
    except yaml.YAMLError as error:
        complete = False
        at = getattr(error, "position", 0)
        reader.broken(getattr(error, "reason", "is no YAML"), at if isinstance(at, int) else 0)
    return Document(
        name,
        text,
        reader.root,
        reader.spans,
        reader.problems,
        complete,
        frozenset(reader.unquoted),
    )


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Any = None
        self.spans: Spans = {}
        self.problems: list[Problem] = []
        self.unquoted: set[tuple[int, str]] = set()
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = 0
        # Where the last event ended: the parser may have looked further ahead.
        self._read = 0
        self._most = max(_MAX_VALUES, len(text) // _CHARACTERS_A_VALUE)

    def broken(self, problem: str, at: int) -> None:
        at = min(at, len(self.text))
        if len(self._open) + _opened(self.text[self._read : at]) > MAX_DEPTH:
            self._too_deep(at, at + 1)
            return
        hint = ""
        if self.text[at : at + 1] == "\t":
            problem, hint = "a tab stands where only spaces may", "Indent with spaces."
        self.problems.append(Problem(problem, (), hint, "yaml-syntax", span=(at, at + 1)))

    def take(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self._read = end
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, start, end)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event, start, end)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end(end)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, start, end)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse("yaml-syntax", "a second document begins here", start, end)

    def _too_deep(self, start: int, end: int) -> None:
        message = f"values are nested more than {MAX_DEPTH} deep"
        self.problems.append(Problem(message, rule="too-deep", span=(start, end)))

    def _refuse(self, rule: str, message: str, start: int, end: int) -> NoReturn:
        self.problems.append(Problem(message, rule=rule, span=(start, end)))
        raise _Stop

    def _scalar(self, event: Any, start: int, end: int) -> None:
        text: str = event.value
        tag = event.tag
        if tag not in _HARMLESS:
            self._odd_tag(tag, start, end)
        plain = event.implicit[0]
        if self._awaits_key():
            self._take_key(text, start, end, plain=plain)
            return
        value: Any = text
        if plain or tag in _BUILT:
            value = _resolve(text, tag if tag in _BUILT else None)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._add(value, start, end, 1)

    def _odd_tag(self, tag: str, start: int, end: int) -> None:
        shown = tag.removeprefix(_CORE)[:60]
        message = f"the tag `{shown}` means nothing here"
        self.problems.append(Problem(message, rule="yaml-tag", span=(start, end)))

    def _awaits_key(self) -> bool:
        top = self._open[-1] if self._open else None
        return top is not None and isinstance(top.value, dict) and top.key is None

    def _take_key(self, text: str, start: int, end: int, *, plain: bool) -> None:
        top = self._open[-1]
        value = top.value
        if plain and text[:1].isdigit() and isinstance(_resolve(text, None), int):
            self.unquoted.add((id(value), text))
        if text in value:
            line = self.text.count("\n", 0, self.spans[id(value)][text][0]) + 1
            message = f"`{text[:80]}` is given twice, first in line {line}"
            self.problems.append(Problem(message, rule="duplicate-key", span=(start, end)))
        top.key = (text, start, end)

    def _begin(self, event: Any, start: int, end: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._too_deep(start, end)
            raise _Stop
        if self._awaits_key():
            self._refuse("yaml-syntax", "the name of a field must be text", start, end)
        if event.tag not in _HARMLESS:
            self._odd_tag(event.tag, start, end)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.spans[id(value)] = {}
        self._add(value, start, end, 0)
        self._open.append(_Open(value, start, event.anchor))

    def _end(self, end: int) -> None:
        done = self._open.pop()
        for merged in done.merged:
            for key, value in merged.items():
                if key not in done.value:
                    done.value[key] = value
                    self.spans[id(done.value)][key] = self.spans[id(merged)][key]
        if done.anchor:
            self._anchors[done.anchor] = (done.value, done.size)
        if self._open:
            self._grow(done.size, done.start, end)

    def _alias(self, anchor: str | None, start: int, end: int) -> None:
        if self._awaits_key():
            self._refuse("yaml-syntax", "the name of a field must be text", start, end)
        if anchor is None or anchor not in self._anchors:
            inside = any(part.anchor == anchor for part in self._open)
            if inside:
                self._refuse("alias-bomb", f"`*{anchor}` contains itself", start, end)
            self._refuse("yaml-syntax", f"`*{anchor}` names nothing above", start, end)
        value, size = self._anchors[anchor]
        self._add(value, start, end, size)

    def _grow(self, size: int, start: int, end: int) -> None:
        top = self._open[-1]
        top.size += size
        if top.size > self._most:
            message = f"aliases blow the file up to more than {self._most:,} values"
            self._refuse("alias-bomb", message, start, min(end, start + 1))

    def _add(self, value: Any, start: int, end: int, size: int) -> None:
        if not self._open:
            self.root = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            self.spans[id(top.value)][len(top.value)] = (start, end, start, end)
            top.value.append(value)
        elif top.key is not None:
            key, key_start, key_end = top.key
            top.key = None
            if key == "<<" and isinstance(value, dict | list):
                parts = value if isinstance(value, list) else [value]
                top.merged.extend(part for part in parts if isinstance(part, dict))
            else:
                self.spans[id(top.value)][key] = (key_start, key_end, start, end)
                top.value[key] = value
        self._grow(size, start, end)


def _opened(text: str) -> int:
    """How many brackets a piece of YAML leaves open, as far as it is worth to count.

    Newer parsers stop at a depth of their own, which they see some values ahead of their events.
    """
    depth = 0
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text[:_MAX_AHEAD], yaml.SafeLoader):
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                depth += 1
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
                depth -= 1
            if depth > MAX_DEPTH:
                break
    return depth


def _resolve(text: str, tag: str | None) -> Any:
    """What a plain scalar means in YAML 1.1; dates stay text, as JSON has none."""
    if tag is None:
        patterns = yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], ())
        tag = next((tag for tag, pattern in patterns if pattern.match(text)), None)
    if tag is None or (build := _BUILT.get(tag)) is None:
        return text
    try:
        return build(yaml.ScalarNode(tag, text))
    except (ValueError, KeyError, OverflowError):
        return text
