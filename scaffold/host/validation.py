"""Whether arguments fit the schema of an operation, in sentences that a model can act on."""

from __future__ import annotations

from itertools import islice
from typing import Any

_MAX_PROBLEMS = 5
_MAX_CHARACTERS = 300


def problems(schema: dict[str, Any], given: Any) -> list[str]:
    """What is wrong with arguments; empty where nothing is, or the schema itself is no good."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    checked = _without_patterns(schema)
    try:
        Draft202012Validator.check_schema(checked)
        errors = islice(Draft202012Validator(checked).iter_errors(given), _MAX_PROBLEMS)
        return [_sentence(error) for error in errors]
    except (SchemaError, RecursionError, TypeError, ValueError):
        # What a stranger's schema cannot say is for the plugin to refuse.
        return []


def _sentence(error: Any) -> str:
    where = ".".join(map(str, error.absolute_path))
    message = str(error.message)[:_MAX_CHARACTERS]
    return f"{where}: {message}" if where else message


def _without_patterns(schema: Any) -> Any:
    """A stranger's regular expression may take for ever; the plugin checks its own."""
    if isinstance(schema, dict):
        return {
            key: _without_patterns(value)
            for key, value in schema.items()
            if not (key == "pattern" and isinstance(value, str)) and key != "patternProperties"
        }
    return [_without_patterns(part) for part in schema] if isinstance(schema, list) else schema
