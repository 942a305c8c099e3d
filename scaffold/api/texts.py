"""The texts of chosen operations: those too long for a model, with what is suggested instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from scaffold.api.offer import Offer
from scaffold.check.rules.openapi.texts import ADVISED_TEXT
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer
from scaffold.openapi.references import resolve


class LongText(NamedTuple):
    """A text over the limit: where it stands, whose it is, and a shorter one."""

    path: Pointer
    owner: str
    text: str
    suggestion: str


def long_texts(document: Document, chosen: Sequence[Offer]) -> list[LongText]:
    """What is too long of the texts of the chosen operations and their parameters."""
    texts = {text.path: text for offer in chosen for text in _of(document, offer)}
    return list(texts.values())


def _of(document: Document, offer: Offer) -> Iterator[LongText]:
    operation = offer.operation
    for name in ("summary", "description"):
        text = operation.value.get(name)
        if isinstance(text, str) and len(text) > ADVISED_TEXT:
            yield LongText((*operation.path, name), f"{name} of {offer.name}", text, shorter(text))
    for path, parameter in operation.parameters:
        text = parameter.get("description")
        if not isinstance(text, str) or len(text) <= ADVISED_TEXT:
            continue
        # Where it lies in another file, no overlay reaches it.
        if place := _place(document, path):
            owner = f"{parameter.get('name')} of {offer.name}"
            yield LongText((*place, "description"), owner, text, shorter(text))


def _place(document: Document, path: Pointer) -> Pointer | None:
    """Where a parameter stands that is listed at a path."""
    value: Any = document.get(*path)
    if not isinstance(value, dict) or not isinstance(target := value.get("$ref"), str):
        return path
    if not re.fullmatch(r"#/components/parameters/[A-Za-z0-9._-]+", target):
        return None
    found = resolve(document, target)
    return ("components", "parameters", target.rpartition("/")[2]) if "$ref" not in found else None


def shorter(text: str, limit: int = ADVISED_TEXT) -> str:
    """The first sentences of a text, as many as fit; the first words where none does."""
    flat = " ".join(re.sub(r"<[^<>]{1,200}>", " ", text).split())
    if len(flat) <= limit:
        return flat
    fitting = ""
    for match in re.finditer(r"[.!?](?=\s)", flat[: limit + 1]):
        fitting = flat[: match.end()]
    return fitting or f"{flat[: limit - 1].rpartition(' ')[0] or flat[: limit - 1]}…"
