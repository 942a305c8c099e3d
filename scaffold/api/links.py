"""What the references of a document lead to, other files beside it included, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from scaffold import urls
from scaffold.api import source
from scaffold.api.repair import without_odd_texts
from scaffold.documents.document import Document
from scaffold.errors import Misuse
from scaffold.openapi.references import resolve
from scaffold.openapi.validity.shape import METHODS
from scaffold.plugin.target import url_of

# Files that one document may be spread over; the largest seen has some hundred.
_MAX_FILES = 500


class Links:
    """The files of one API. A file lies in the document's folder or on its origin, or is not read.

    `notes` are sentences about what leads nowhere.
    """

    def __init__(self, document: Document) -> None:
        self._root = document
        self._files: dict[str, Document] = {}
        self._left = source.MAX_BYTES
        self.notes: list[str] = []

    def resolve(self, reference: str) -> Any:
        """What a reference leads to; None where that is nothing, of which a note then tells.

        It is one of the document, `#/…`, or of another file as this class wrote it, `FILE#/…`.
        """
        file, _, pointer = reference.partition("#")
        document = self._root if not file else self._file(file)
        value = resolve(document, f"#{pointer}") if document else None
        if value is None:
            self._note(f"`{reference[:120]}` leads nowhere, so it is left out.")
        return value

    def inline(self) -> Document:
        """The document, with path items that lie in other files in their places.

        Operations have only texts as names and descriptions.
        """
        paths = self._root.value["paths"]
        joined = {route: _readable(self._item(item)) for route, item in paths.items()}
        value = {**self._root.value, "paths": joined}
        self._root = Document(self._root.name, self._root.text, value)
        return self._root

    def _item(self, item: Any) -> Any:
        if not isinstance(item, dict) or not isinstance(target := item.get("$ref"), str):
            return item
        beside = {key: value for key, value in item.items() if key != "$ref"}
        value = self.resolve(self.address(target))
        return {**value, **beside} if isinstance(value, dict) else beside

    def address(self, reference: str, base: str = "") -> str:
        """A reference as it stands in the file `base`, such that it means the same anywhere.

        Without a base it stands in the document, or is one that this method returned.
        """
        file, pointer = urldefrag(reference)
        if not file:
            return f"{base}#{pointer}"
        root, base = self._root.name, base or self._root.name
        if url_of(root):
            address = urljoin(base, file)
        elif urls.scheme(file):
            address = file
        else:
            address, root = _resolved(Path(base).parent / unquote(file)), _resolved(Path(root))
        return f"#{pointer}" if address == root else f"{address}#{pointer}"

    def _file(self, address: str) -> Document | None:
        if address not in self._files:
            self._files[address] = Document(address, "", None)
            if problem := self._refusal(address):
                self._note(f"`{address[:120]}` {problem}, so it is not read.")
            else:
                self._files[address] = self._read(address)
        return self._files[address]

    def _refusal(self, address: str) -> str:
        if len(self._files) > _MAX_FILES:
            return f"is one of more than {_MAX_FILES} files"
        root = self._root.name
        if url_of(root):
            near = urls.origin(address) == urls.origin(root)
            return "" if near else f"is not on {urls.host(root)}"
        folder = Path(root).resolve().parent
        try:
            near = not urls.scheme(address) and Path(address).resolve().is_relative_to(folder)
        except (OSError, ValueError):
            near = False
        return "" if near else "does not lie beside the document"

    def _read(self, address: str) -> Document:
        try:
            raw = source.content(address, self._left)
        except Misuse as failure:
            self._note(failure.sentence)
            return Document(address, "", None)
        if len(raw) > self._left:
            self._note(f"`{address}` is more than is left of {source.MAX_BYTES // 1_000_000} MB.")
            return Document(address, "", None)
        self._left -= len(raw)
        document = source.parse(raw, address)
        for sentence in source.told(document):
            self._note(sentence)
        value = _rewritten(document.value, lambda reference: self.address(reference, address))
        return Document(address, "", value)

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)


def _readable(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {
        name: without_odd_texts(part) if name in METHODS and isinstance(part, dict) else part
        for name, part in item.items()
    }


def _resolved(path: Path) -> str:
    """An absolute path; of what is none, the text, where nothing will be found."""
    try:
        return str(path.resolve())
    except (OSError, ValueError):
        return str(path)


def _rewritten(value: Any, address: Callable[[str], str]) -> Any:
    """A copy of a value whose references lead to the same from everywhere."""
    if isinstance(value, list):
        return [_rewritten(part, address) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: address(part) if key == "$ref" and isinstance(part, str) else _rewritten(part, address)
        for key, part in value.items()
    }
