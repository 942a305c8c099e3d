"""Fixes what needs no decision, in the files of a plugin, and touches nothing else."""

from __future__ import annotations

import copy
import difflib
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.check.finding import Finding
from scaffold.documents import load
from scaffold.documents.document import Document
from scaffold.documents.edits import applied
from scaffold.documents.problem import Edit, Problem
from scaffold.errors import Failure

# What is fixed by writing the text as UTF-8.
_ENCODINGS = ("byte-order-mark", "encoding")


class Fixed(NamedTuple):
    """A document as it is to be, and how many of its problems are fixed by that."""

    document: Document
    text: str
    problems: int

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return self.text.encode()

    def diff(self) -> str:
        """What changes, as a unified diff; of an encoding it shows nothing."""
        before, after = (text.splitlines(keepends=True) for text in (self.document.text, self.text))
        diff = difflib.unified_diff(before, after, self.document.name, self.document.name)
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in diff)


def fixes(documents: Iterable[Document], findings: Iterable[Finding]) -> Iterator[Fixed]:
    """What can be fixed of what was found, document by document.

    A document is left alone unless it means afterwards what it meant before, and is read well.
    """
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_file[finding.file].append(finding)
    for document in documents:
        mine = by_file[document.name]
        # What a value should be is not clear where something else is wrong that somebody decides.
        is_clear = all(map(is_fixable, document.problems))
        edits = [
            finding.edit for finding in mine if finding.edit and (is_clear or not finding.edit.sets)
        ]
        encoded = [finding for finding in mine if finding.rule in _ENCODINGS]
        text = applied(document.text, edits)
        if "\N{REPLACEMENT CHARACTER}" in text or not (edits or encoded):
            continue
        fixed = Fixed(document, text, len(edits) + len(encoded))
        if _is_meant(fixed, edits):
            yield fixed


def _is_meant(fixed: Fixed, edits: Iterable[Edit]) -> bool:
    """Whether it reads as the document did, but for what was to be fixed."""
    document, text, _ = fixed
    value = copy.deepcopy(document.value)
    for edit in edits:
        if edit.sets:
            (*parents, name), new = edit.sets
            parent: Any = value
            for step in parents:
                parent = parent[step]
            parent[name] = new
    again = load.json_or_yaml(text.encode(), document.name, len(text.encode()))
    left = [problem for problem in document.problems if not is_fixable(problem)]
    as_expected = again.value == value and len(again.problems) <= len(left)
    return document.complete and again.complete and as_expected


def is_fixable(trouble: Problem | Finding) -> bool:
    """Whether it needs no decision."""
    return trouble.edit is not None or trouble.rule in _ENCODINGS


def write(fixed: Fixed) -> None:
    """Replace the file in one step; raises Failure where it cannot be, or was changed meanwhile."""
    path = Path(os.path.realpath(fixed.document.name))
    try:
        if load.decode(path.read_bytes())[0] != fixed.document.text:
            raise Failure(f"{path}: was changed while it was checked.", "Check it again.")
        mode = path.stat().st_mode
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(fixed.content)
            Path(partial).chmod(mode)
            Path(partial).replace(path)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Failure(f"{path}: cannot be written: {error.strerror}.") from error
