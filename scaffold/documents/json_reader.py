"""Reads JSON that people wrote by hand: says what is wrong where, and reads on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json import decoder
from typing import Any

from scaffold.documents.document import MAX_DEPTH, Document, Span, Spans
from scaffold.documents.problem import Edit, Problem

# The standard library's reader of one JSON text: its value, and where it ends.
_scan: Callable[[str, int, bool], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]

# More than these mean that it is something else than JSON.
_MAX_PROBLEMS = 20

_SPACE = re.compile(r"[ \t\r\n]*")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|$(?![\s\S]))", re.DOTALL)
_PLAIN_STRING = re.compile(r'"([^"\\\x00-\x1f]*)"')
_BROKEN_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![\w.])")
_WORD = re.compile(r"[^\s,:{}\[\]\"']+")
_WORDS = {"true": True, "false": False, "null": None}
_MEANT = {"True": True, "False": False, "None": None, "undefined": None}


def read(text: str, name: str) -> Document:
    """The document in a text, however broken; its problems tell what was wrong."""
    reader = _Reader(text)
    value = reader.document()
    return Document(name, text, value, reader.spans, reader.problems, reader.complete)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.complete = True
        self.spans: Spans = {}
        self.problems: list[Problem] = []

    def document(self) -> Any:
        if not self._peek():
            self._problem("the file is empty", 0, 0)
            return None
        value = self._value()
        if self._peek():
            self._problem("there is text after the end of the value", self.at, self.at + 1)
        return value

    def _problem(
        self, message: str, start: int, end: int, hint: str = "", edit: Edit | None = None
    ) -> None:
        if self.complete:
            span = start, end
            self.problems.append(Problem(message, (), hint, "json-syntax", span=span, edit=edit))
            if len(self.problems) >= _MAX_PROBLEMS:
                self._stop()

    def _stop(self) -> None:
        """Read no more: what has been read stays, and every loop sees the end of the text."""
        self.complete = False
        self.at = len(self.text)

    def _peek(self) -> str:
        """The next character that means something; empty at the end."""
        while True:
            self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
            char = self.text[self.at : self.at + 1]
            if char in ("/", "#") and (comment := _COMMENT.match(self.text, self.at)):
                edit = self._deletion(self.at, comment.end())
                self._problem("JSON has no comments", self.at, comment.end(), "Delete it.", edit)
                self.at = comment.end()
            elif char and char not in " \t\r\n" and (char.isspace() or char in "\ufeff\u200b"):
                message = f"U+{ord(char):04X} is an invisible character that JSON does not know"
                edit = Edit(self.at, self.at + 1, " " if char.isspace() else "")
                hint = "Delete it, or write a plain space."
                self._problem(message, self.at, self.at + 1, hint, edit)
                self.at += 1
            else:
                return char

    def _deletion(self, start: int, end: int) -> Edit:
        """Takes a piece out, with all of its lines where nothing else is in them."""
        end -= self.text[start:end].endswith("\r")
        before = self.text.rfind("\n", 0, start) + 1
        after = self.text.find("\n", end)
        after = len(self.text) if after < 0 else after
        if not self.text[end:after].strip():
            if not self.text[before:start].strip():
                return Edit(before, min(after + 1, len(self.text)), "")
            start = before + len(self.text[before:start].rstrip())
        return Edit(start, end, "")

    def _value(self) -> Any:
        char = self.text[self.at]
        if char == '"':
            return self._string()
        if char in "{[":
            self.depth += 1
            if self.depth > MAX_DEPTH:
                message = f"values are nested more than {MAX_DEPTH} deep"
                span = self.at, self.at + 1
                self.problems.append(Problem(message, rule="too-deep", span=span))
                self._stop()
                return None
            value = self._object() if char == "{" else self._list()
            self.depth -= 1
            return value
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            whole = not (number[1] or number[2]) and len(number[0]) < 300
            return int(number[0]) if whole else float(number[0])
        if char == "'":
            return self._string()
        return self._word()

    def _string(self) -> str:
        if plain := _PLAIN_STRING.match(self.text, self.at):
            self.at = plain.end()
            return plain[1]
        start = self.at
        try:
            if self.text[start] == '"':
                text, self.at = _scan(self.text, start + 1, True)
                return text
        except ValueError:
            pass
        broken = _BROKEN_STRING.match(self.text, start)
        raw = broken[0] if broken else self.text[start]
        quote = raw[0]
        self.at = start + len(raw)
        closed = len(raw) > 1 and raw.endswith(quote)
        if quote == "'":
            content = raw[1:-1].replace('"', r"\"")
            edit = Edit(start, self.at, f'"{content}"') if closed and "\\" not in raw else None
            self._problem("text stands in double quotes", start, self.at, "Write \" for '.", edit)
        elif not closed:
            return self._unclosed(start)
        else:
            at = start + self._bad_character(raw)
            self._problem("text holds an escape or a character that JSON forbids", at, at + 1)
        return raw[1:-1] if closed else raw[1:]

    def _unclosed(self, start: int) -> str:
        """A text that its line does not end: with a raw line break, or without its quote."""
        line = self.text[start + 1 : self.at]
        try:
            text, end = _scan(self.text, start + 1, False)
        except ValueError:
            text, end = line, len(self.text)
        if text != line and self.text[end : end + 40].lstrip()[:1] in (",", "}", "]"):
            self.at = end
            raw = self.text[start:end]
            edit = Edit(start, end, raw.replace("\n", r"\n")) if "\r" not in raw else None
            self._problem("text holds a line break", start, start + 1, r"Write \n for it.", edit)
            return text
        self._problem("the text is not closed", start, self.at, 'Write " at its end.')
        return line

    def _bad_character(self, raw: str) -> int:
        try:
            _scan(raw, 1, True)
        except ValueError as error:
            return int(getattr(error, "pos", 0))
        return 0

    def _word(self) -> Any:
        """`true`, `false`, `null`, or something that is no JSON."""
        start = self.at
        match = _WORD.match(self.text, start)
        if match is None:
            self._problem("a value is missing", start, start + 1)
            return None
        word = match[0]
        self.at = match.end()
        if word in _WORDS:
            return _WORDS[word]
        shown = word if len(word) <= 40 else f"{word[:40]}…"
        known = {"True": "true", "False": "false", "None": "null"}.get(word)
        edit = Edit(start, self.at, known) if known else None
        hint = "Put text in double quotes."
        self._problem(f"`{shown}` is no JSON value", start, self.at, hint, edit)
        return _MEANT.get(word, word)

    def _object(self) -> dict[str, Any]:
        start, value = self.at, dict[str, Any]()
        spans = self.spans[id(value)] = {}
        self.at += 1
        behind = self.at
        while self._goes_on(start, "}"):
            key_at = self.at
            if self.text[key_at] in ",:{}[]":
                message = f"`{self.text[key_at]}` stands where the name of a field should"
                self._problem(message, key_at, key_at + 1)
                self.at = max(self.at, key_at + 1)
                continue
            key = self._key()
            key_end = self.at
            if self._peek() == ":":
                self.at += 1
            else:
                self._problem("a colon is missing", self.at, self.at + 1)
            char = self._peek()
            if not char or char in ",}]":
                self._problem(f"`{key}` has no value", key_at, key_end)
                self._comma("}")
                continue
            at = self.at
            earlier = (value[key], spans[key]) if key in value else None
            spans[key] = (key_at, key_end, at, at + 1)
            value[key] = self._value()
            if earlier:
                self._twice(key, (key_at, key_end), earlier, value[key], behind)
            spans[key] = (key_at, key_end, at, self.at)
            behind = self.at
            self._comma("}")
        return value

    def _twice(
        self, key: str, span: tuple[int, int], earlier: tuple[Any, Span], value: Any, behind: int
    ) -> None:
        """A name that was given before; `behind` is where the field before this one ended."""
        first, (first_at, *_) = earlier
        line = self.text.count("\n", 0, first_at) + 1
        message = f"`{key}` is given twice, first in line {line}"
        # Not by `==`, to which 1 and true are the same.
        agrees = json.dumps(first) == json.dumps(value)
        edit = Edit(behind, self.at, "") if agrees else None
        self.problems.append(Problem(message, rule="duplicate-key", span=span, edit=edit))

    def _list(self) -> list[Any]:
        start, value = self.at, list[Any]()
        spans = self.spans[id(value)] = {}
        self.at += 1
        while self._goes_on(start, "]"):
            at = self.at
            if self.text[at] in ",:}":
                self._problem("a value is missing", at, at + 1)
                self.at += 1
                continue
            spans[len(value)] = (at, at + 1, at, at + 1)
            read = self._value()
            spans[len(value)] = (at, at + 1, at, self.at)
            value.append(read)
            self._comma("]")
        return value

    def _goes_on(self, start: int, end: str) -> bool:
        """Whether another part follows; steps over the end of an object or list."""
        char = self._peek()
        if char == end:
            self.at += 1
            return False
        if not char:
            opened = self.text[start]
            message = f"the file ends before the `{opened}` is closed"
            self._problem(message, start, start + 1, f"Write `{end}` at its end.")
            self._stop()
            return False
        return True

    def _key(self) -> str:
        char = self.text[self.at]
        if char in "\"'":
            return self._string()
        start = self.at
        self.at = _WORD.match(self.text, start).end()  # type: ignore[union-attr]
        word = self.text[start : self.at]
        edit = Edit(start, self.at, f'"{word}"') if word.isidentifier() else None
        self._problem("the name of a field stands in double quotes", start, self.at, edit=edit)
        return word

    def _comma(self, end: str) -> None:
        behind = self.at
        char = self._peek()
        if char == ",":
            comma = self.at
            self.at += 1
            if self._peek() == end:
                edit = Edit(comma, comma + 1, "")
                message = "a comma follows the last value"
                self._problem(message, comma, comma + 1, "Delete it.", edit)
        elif char and char != end:
            if char in "}]":
                message = f"`{char}` closes nothing here; `{end}` is missing"
                self._problem(message, self.at, self.at + 1)
                self.at += 1
            else:
                message, edit = "a comma is missing before this", Edit(behind, behind, ",")
                self._problem(message, self.at, self.at + 1, edit=edit)
