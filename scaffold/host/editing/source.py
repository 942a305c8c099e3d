"""Where a text of an API comes from in its Python source, and that source with another text.

A text is a docstring, or the value of a keyword such as `description=`. It is looked for by what it
says; where that stands in several places, by the operation and the argument that it is of.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scaffold.errors import Failure
from scaffold.host.editing.texts import Text

_FIELDS = ("description", "summary")
_WIDTH = 100
_MAX_FILE = 1_000_000


class Source(NamedTuple):
    """A literal in a file, with what is around it: an operation's id, the name of an argument."""

    path: Path
    node: ast.Constant
    is_docstring: bool
    field: str
    operation: str
    argument: str

    @property
    def line(self) -> int:
        """From 1."""
        return self.node.lineno


def find(folder: Path, text: Text) -> Source:
    """The one place below `folder` that a text comes from.

    Raises Failure where there is none, with the line where it would be, or where there are several,
    with all of them.
    """
    known = [source for path in sorted(folder.rglob("*.py")) for source in _sources(path)]
    fit = [source for source in known if source.field == text.field and _says(source) == text.value]
    fit = [source for source in fit if _is_of(source, text.operation)] or fit
    fit = [source for source in fit if source.argument == text.argument] or fit
    if len(fit) == 1:
        return fit[0]
    if fit:
        places = ", ".join(_place(folder, source) for source in fit[:5])
        raise Failure(f"{text.label}: stands in several places: {places}.", "Edit it there.")
    made = [one for one in known if one.operation and _is_of(one, text.operation)]
    beside = min(made, key=lambda one: one.line, default=None)
    hint = f"{text.operation} is made at {_place(folder, beside)}: edit it there." if beside else ""
    raise Failure(f"{text.label}: no literal in {folder.name}/ says so.", hint)


def replaced(source: Source, text: str) -> bytes:
    """The file with another text in that place; nothing else of it changes."""
    raw = source.path.read_bytes()
    node = source.node
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    begin = starts[node.lineno - 1] + node.col_offset
    end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
    indent = len(raw[starts[node.lineno - 1] : begin]) - len(
        raw[starts[node.lineno - 1] : begin].lstrip()
    )
    literal = _docstring(text, indent) if source.is_docstring else _literal(text, begin, raw)
    changed = raw[:begin] + literal.encode() + raw[end:]
    again = [one for one in _parsed(source.path, changed) if one.line == source.line]
    if not any(_says(one) == text for one in again):
        raise Failure(f"{source.path}:{source.line}: cannot be written there.", "Edit it by hand.")
    return changed


def _literal(text: str, begin: int, raw: bytes) -> str:
    """In one line, or in several pieces where that would be too long."""
    column = begin - (raw.rfind(b"\n", 0, begin) + 1)
    whole = json.dumps(text, ensure_ascii=False)
    if column + len(whole) < _WIDTH or "\n" in text:
        return whole
    width = max(20, _WIDTH - column - 4)
    pieces = textwrap.wrap(text, width, drop_whitespace=False, break_long_words=False)
    inside = " " * column
    return f"\n{inside}".join(json.dumps(piece, ensure_ascii=False) for piece in pieces)


def _docstring(text: str, indent: int) -> str:
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    lines = escaped.splitlines() or [""]
    if len(lines) == 1:
        return f'"""{lines[0]}"""'
    inside = " " * indent
    rest = [f"{inside}{line}" if line else "" for line in lines[1:]]
    return "\n".join([f'"""{lines[0]}', *rest, f'{inside}"""'])


def _sources(path: Path) -> list[Source]:
    try:
        return list(_parsed(path, path.read_bytes()[:_MAX_FILE]))
    except OSError:
        return []


def _parsed(path: Path, raw: bytes) -> Iterator[Source]:
    try:
        tree = ast.parse(raw)
    except (SyntaxError, ValueError, RecursionError):
        return
    yield from _walk(path, tree, "", "")


def _walk(path: Path, node: ast.AST, operation: str, argument: str) -> Iterator[Source]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        operation = _operation_id(node) or node.name
        first = node.body[0]
        if isinstance(first, ast.Expr) and _is_text(first.value):
            assert isinstance(first.value, ast.Constant)  # noqa: S101
            yield Source(path, first.value, True, "description", operation, "")
    elif isinstance(node, ast.arg):
        argument = node.arg
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        argument = node.target.id
    elif isinstance(node, ast.keyword) and node.arg in _FIELDS and _is_text(node.value):
        assert isinstance(node.value, ast.Constant)  # noqa: S101
        yield Source(path, node.value, False, node.arg or "", operation, argument)
    for child in ast.iter_child_nodes(node):
        yield from _walk(path, child, operation, argument)


def _is_of(source: Source, operation: str) -> bool:
    """By its id; a project's operation without one is called after its function, in camel case."""
    first, *rest = source.operation.split("_")
    return operation in (source.operation, first + "".join(map(str.capitalize, rest)))


def _operation_id(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    for decorator in node.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if keyword.arg == "operation_id" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _says(source: Source) -> str:
    text = str(source.node.value)
    return inspect.cleandoc(text) if source.is_docstring else text


def _place(folder: Path, source: Source) -> str:
    return f"{source.path.relative_to(folder.parent)}:{source.line}"
