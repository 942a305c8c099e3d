"""Credentials that are to be remembered: in the system's keyring, or a file of the user's own."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from scaffold import DISTRIBUTION
from scaffold.errors import Failure
from scaffold.host.keeping.place import folder


class Store(Protocol):
    """Keeps a text for a plugin's place."""

    # Where that is, to be told.
    where: str

    def get(self, place: str) -> str:
        """What is kept; empty without anything."""
        ...

    def put(self, place: str, text: str) -> None:
        """Keep a text, or nothing where it is empty; Failure where that cannot be."""
        ...


def store() -> Store:
    """The keyring where the package `keyring` is installed and reaches one, else the file."""
    try:
        keyring = import_module("keyring")
        # A keyring that is locked, or none at all, shows only when it is asked.
        keyring.get_password(DISTRIBUTION, "")
    except Exception:
        return _File(folder() / "credentials.json")
    return _Keyring(keyring)


class _Keyring:
    where = "in the system's keyring"

    def __init__(self, keyring: Any) -> None:
        self._keyring = keyring

    def get(self, place: str) -> str:
        return str(self._keyring.get_password(DISTRIBUTION, place) or "")

    def put(self, place: str, text: str) -> None:
        try:
            if text:
                self._keyring.set_password(DISTRIBUTION, place, text)
            elif self.get(place):
                self._keyring.delete_password(DISTRIBUTION, place)
        except Exception as error:
            raise Failure(f"The keyring takes nothing: {error}.") from error


class _File:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.where = f"in {path}, which only you can read"

    def get(self, place: str) -> str:
        text = self._all().get(place, "")
        return text if isinstance(text, str) else ""

    def put(self, place: str, text: str) -> None:
        known = {**self._all(), place: text}
        kept = {name: value for name, value in known.items() if value}
        try:
            # Made for its owner alone, and put in place whole.
            handle, name = tempfile.mkstemp(dir=self._path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file)
            Path(name).replace(self._path)
        except OSError as error:
            raise Failure(f"{self._path}: cannot be written: {error.strerror}.") from error

    def _all(self) -> Mapping[str, Any]:
        try:
            value = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}
