"""The rules of all texts: no credentials, and the characters that were meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents import misreading, secrets
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem, dotted


@rule(
    Severity.ERROR,
    why="Everybody can read these files, and use what they find.",
    fix="Revoke it, and keep the new one in the environment; hosts ask for it at registration.",
)
def secret(subject: Subject) -> Iterator[Located]:
    """No credential is left in what everybody can read."""
    for document in subject.plugin.documents:
        for path, value in _texts(document.value):
            if secrets.span(value) or _is_named_secret(subject, document, path, value):
                yield document, Problem(f"{dotted(path)}: is a credential", path)


def _is_named_secret(subject: Subject, document: Document, path: Pointer, value: str) -> bool:
    """Whether the name of a field says that its value is a credential."""
    name = str(path[-1])
    if document is subject.plugin.manifest:
        return secrets.is_secret_name(name) and not urls.is_placeholder_token(value)
    if len(path) < 2 or path[-2] not in ("headers", "env"):
        return False
    credential = re.sub(r"^(bearer|basic|token)\s+", "", value, flags=re.IGNORECASE)
    return secrets.is_secret_setting(name) and not urls.is_placeholder_token(credential)


@rule(
    Severity.WARNING,
    why="It was saved in one encoding and read in another; users see â€™ for an apostrophe.",
    fix="Type the text again, and save the file as UTF-8.",
)
def mojibake(subject: Subject) -> Iterator[Located]:
    """Texts have the characters that were meant."""
    for path, value in _texts(subject.plugin.manifest.value):
        if meant := misreading.undone(value):
            at = next(at for at, char in enumerate(value) if not char.isascii())
            message = f"{dotted(path)}: was meant as “{meant[max(0, at - 8) : at + 8]}”"
            yield subject.plugin.manifest, Problem(message, path)


def _texts(value: Any) -> Iterator[tuple[Pointer, str]]:
    todo: list[tuple[Pointer, Any]] = [((), value)]
    seen: set[int] = set()
    while todo:
        path, value = todo.pop()
        if isinstance(value, str):
            if path:
                yield path, value
        elif isinstance(value, dict | list) and id(value) not in seen:
            seen.add(id(value))
            parts: Any = value.items() if isinstance(value, dict) else enumerate(value)
            todo.extend(((*path, step), part) for step, part in parts)
