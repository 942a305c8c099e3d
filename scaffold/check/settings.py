"""How a target is checked: `[tool.ai-plugin]` of the nearest `pyproject.toml`, unless told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scaffold import manifest, spelling
from scaffold.check.rules import named
from scaffold.check.rules.files import unreadable
from scaffold.errors import Misuse
from scaffold.upwards import nearest

_TABLE = "[tool.ai-plugin]"


class Settings(NamedTuple):
    """The limits' name, the ids of the rules that are not asked, and whether warnings fail."""

    limits: str = manifest.DEFAULT_LIMITS
    ignore: frozenset[str] = frozenset()
    strict: bool = False


def settings_of(directory: Path) -> Settings:
    """The settings for what lies in a directory; the defaults where nobody wrote any.

    Raises Misuse for a file that is no TOML, and for keys and values that mean nothing.
    """
    file = nearest("pyproject.toml", directory)
    table = _table(file) if file else {}
    settings = Settings()
    for key, value in table.items():
        where = f"{file}: {_TABLE} {key}"
        if key not in Settings._fields:
            near = spelling.suggestion(key, Settings._fields)
            raise Misuse(f"{where}: no such setting{near or '.'}")
        settings = settings._replace(**{key: _READERS[key](value, where)})
    return settings


def rules_to_ignore(names: Iterable[str], where: str) -> frozenset[str]:
    """The ids of rules that are not to be asked; `where` says who named them. Raises Misuse."""
    rules = frozenset(named(name, where).id for name in names)
    if unreadable.id in rules:
        raise Misuse(f"{where} {unreadable.id}: cannot be ignored.", "Leave the target out.")
    return rules


def _limits(value: object, where: str) -> str:
    if value not in manifest.limit_sets():
        raise Misuse(f"{where}: must be {' or '.join(manifest.limit_sets())}.")
    return str(value)


def _ignore(value: object, where: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise Misuse(f"{where}: must be a list of rules.", "`ai-plugin rules` lists them.")
    return rules_to_ignore(value, where)


def _strict(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise Misuse(f"{where}: must be true or false.")
    return value


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "limits": _limits,
    "ignore": _ignore,
    "strict": _strict,
}


def _table(file: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        table: Any = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Misuse(f"{file}: cannot be read: {error}.", "Fix it, or move it away.") from error
    for step in ("tool", "ai-plugin"):
        table = table.get(step, {}) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        raise Misuse(f"{file}: tool.ai-plugin must be a table.", f"Write it below {_TABLE}.")
    return table
