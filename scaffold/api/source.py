"""Where an API is described: a file or a URL becomes a document, within bounds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from scaffold.documents import load
from scaffold.documents.document import MAX_DEPTH, Document
from scaffold.errors import Misuse
from scaffold.plugin import files
from scaffold.plugin.target import url_of

# Bytes. The largest public documents have about 10 MB.
MAX_BYTES = 16_000_000

_HTML = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body)", re.IGNORECASE)


def read(source: str) -> Document:
    """The OpenAPI document, of version 3.0 or 3.1, in a file or at a URL.

    Its problems tell what of it could not be read. Raises Misuse where there is no such document.
    """
    address = url_of(source) or source
    raw = content(address, MAX_BYTES)
    document = parse(raw, address)
    require_openapi(document, source)
    return document


def content(address: str, limit: int) -> bytes:
    """The bytes of a file or at a URL, one more than `limit` at most; Misuse without any."""
    hint = "Name an OpenAPI document: a file or a URL."
    if url_of(address) is None:
        try:
            return files.read(Path(address), limit)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise Misuse(f"{address}: cannot be read: {why}.", hint) from error
    # Connections and TLS take their time to import.
    from scaffold.fetch.client import CALL_TIME, Client

    response = Client(address).fetch(address, limit=limit, seconds=CALL_TIME)
    if response.problem or response.status != 200:
        raise Misuse(f"{address}: cannot be read: {response.outcome}.", hint)
    return response.body


def parse(raw: bytes, name: str) -> Document:
    """The document in some bytes. What is well-formed JSON is read without places, for speed."""
    if len(raw) <= MAX_BYTES and raw.lstrip()[:1] == b"{":
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            pass
        else:
            if not _is_deeper(value, MAX_DEPTH):
                return Document(name, "", value)
    return load.json_or_yaml(raw, name, MAX_BYTES)


def _is_deeper(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        level = [
            part
            for outer in level
            for part in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(part, dict | list)
        ]
        if not level:
            return False
    return True


def require_openapi(document: Document, source: str) -> None:
    """Raise Misuse for what is no OpenAPI document of version 3.0 or 3.1."""
    if document.text and _HTML.match(document.text):
        raise Misuse(
            f"{source}: is a page (HTML), no OpenAPI document.",
            "Look on it for the link to openapi.json or openapi.yaml, and name that.",
        )
    value = document.value
    if isinstance(value, dict) and "swagger" in value:
        raise Misuse(
            f"{source}: is Swagger {str(value['swagger'])[:20]}; OpenAPI 3.0 or 3.1 is needed.",
            "Convert it first: https://converter.swagger.io does, and most API tools do.",
        )
    version = value.get("openapi") if isinstance(value, dict) else None
    if version is None:
        wrong = told(document)[:1]
        why = wrong[0] if wrong else f"{source}: has no field `openapi`"
        raise Misuse(f"{why}: this is no OpenAPI document.", "Name one: a file or a URL.")
    if not re.match(r"3\.[01](\.|$)", str(version)):
        raise Misuse(f"{source}: is OpenAPI {str(version)[:20]}; 3.0 or 3.1 is needed.")
    if not isinstance(value.get("paths"), dict):
        raise Misuse(f"{source}: describes no `paths`, so nothing that could be called.")


def told(document: Document) -> list[str]:
    """What of a document could not be read, each with its place, as `ai-plugin check` tells it."""
    sentences = []
    for problem in document.problems:
        place = document.place(*(problem.span or (0, 0)))
        sentences.append(f"{document.name}:{place.line}:{place.column}: {problem.message}")
    return sentences
