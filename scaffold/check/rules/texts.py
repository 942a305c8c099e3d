"""The rules of all texts: no credentials, and the characters that were meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaffold.check import misreading, secrets, urls
from scaffold.check.document import Path, dotted
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import Plugin


@rule(
    Severity.ERROR,
    why="Everybody can read these files, and use what they find.",
    mend="Revoke it, and keep the new one in the environment; hosts ask for it at registration.",
)
def secret(plugin: Plugin) -> Iterator[Problem]:
    """No credential is left in what everybody can read."""
    for document in plugin.documents:
        for path, value in _texts(document.value):
            named = document is plugin.manifest and secrets.is_secret_name(str(path[-1]))
            if secrets.span(value) or (named and not urls.is_placeholder_token(value)):
                yield Problem(f"{dotted(path)}: is a credential", document, path)


@rule(
    Severity.WARNING,
    why="It was saved in one encoding and read in another; users see â€™ for an apostrophe.",
    mend="Type the text again, and save the file as UTF-8.",
)
def mojibake(plugin: Plugin) -> Iterator[Problem]:
    """Texts have the characters that were meant."""
    for path, value in _texts(plugin.manifest.value):
        if meant := misreading.undone(value):
            at = next(at for at, char in enumerate(value) if not char.isascii())
            said = f"{dotted(path)}: was meant as “{meant[max(0, at - 8) : at + 8]}”"
            yield Problem(said, plugin.manifest, path)


def _texts(value: Any) -> Iterator[tuple[Path, str]]:
    todo: list[tuple[Path, Any]] = [((), value)]
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
