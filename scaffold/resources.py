"""The two lists that all the rest reads, as data: the questions and the rules.

Not by pathlib: help reads them too, and pathlib takes longer to be imported than they to be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from typing import Any


def _find_root() -> str:
    """The template's folder: inside an installed package, beside it in a checkout."""
    package = __file__.rpartition(os.sep)[0]
    installed = f"{package}{os.sep}templates"
    if os.access(installed, os.F_OK):
        return installed
    return f"{package.rpartition(os.sep)[0]}{os.sep}templates"


ROOT = _find_root()


@cache
def config(root: str | os.PathLike[str] = ROOT) -> Mapping[str, Any]:
    """`copier.yml`: settings are the names that start with an underscore, questions the rest.

    `root` is the folder of the template: the newest, or an earlier release.
    """
    try:
        parsed: dict[str, Any] = json.loads(_read(f"{root}/copier.json"))
    except FileNotFoundError:
        return _parsed(_read(f"{root}/copier.yml"))
    return parsed


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema (draft 7) of a manifest; `definitions.limits` holds the named sets."""
    loaded: dict[str, Any] = json.loads(_read(f"{ROOT}/manifest.schema.json"))
    return loaded


def _read(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read()


def _parsed(text: bytes) -> Mapping[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(text, loader)  # noqa: S506
    return loaded
