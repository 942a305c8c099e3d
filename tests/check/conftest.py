"""Plugins to check: a good one, changed in one place."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from scaffold.check import engine
from scaffold.check.engine import Job
from scaffold.check.finding import Finding
from scaffold.check.settings import Settings

MANIFEST: dict[str, Any] = {
    "schema_version": "v1",
    "name_for_human": "Todo list",
    "name_for_model": "todo",
    "description_for_human": "Manage a to-do list.",
    "description_for_model": "Manage a to-do list.",
    "auth": {"type": "none"},
    "api": {"type": "openapi", "url": "https://todo.dev/openapi.yaml"},
    "logo_url": "https://todo.dev/logo.png",
    "contact_email": "support@todo.dev",
    "legal_info_url": "https://todo.dev/legal",
}
SCHEMA = {"type": "object", "properties": {"todos": {"type": "array", "items": {}}}}
OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Todo list", "version": "1.0.0"},
    "servers": [{"url": "https://todo.dev"}],
    "paths": {
        "/todos/{id}": {
            "get": {
                "operationId": "getTodo",
                "summary": "Get an item",
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "description": "Its number.",
                        "schema": {"type": "integer"},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "The item.",
                        "content": {"application/json": {"schema": SCHEMA}},
                    }
                },
            }
        }
    },
}
MISSING = object()

Check = Callable[..., list[str]]


def changed(value: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`value` with others at paths such as `auth.type`; a slash keeps a path in one piece."""
    result = copy.deepcopy(value)
    for path, new in changes.items():
        *parents, name = path.split(" ")
        place: Any = result
        for parent in parents:
            place = place[int(parent) if isinstance(place, list) else parent]
        if new is MISSING:
            del place[name]
        else:
            place[int(name) if isinstance(place, list) else name] = new
    return result


def png(width: int = 512, height: int = 512, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, kind)
    return file.getvalue()


def write(
    folder: Path,
    manifest: dict[str, Any] | bytes | None = None,
    openapi: dict[str, Any] | bytes | None = None,
    logo: bytes | None = None,
) -> Path:
    """A project's directory; texts as given, the rest as it should be."""
    (folder / ".well-known").mkdir(parents=True, exist_ok=True)
    manifest = MANIFEST if manifest is None else manifest
    openapi = OPENAPI if openapi is None else openapi
    if not isinstance(manifest, bytes):
        manifest = json.dumps(manifest, indent=2).encode()
    if not isinstance(openapi, bytes):
        openapi = yaml.safe_dump(openapi, sort_keys=False).encode()
    (folder / ".well-known/ai-plugin.json").write_bytes(manifest)
    (folder / "openapi.yaml").write_bytes(openapi)
    (folder / "logo.png").write_bytes(png() if logo is None else logo)
    return folder


def findings(folder: Path, limits: str = "current") -> list[Finding]:
    return engine.check(Job(str(folder), Settings(limits))).findings


def said(found: list[Finding]) -> list[str]:
    return [f"{f.rule} {f.line}:{f.column} {f.message}" for f in found]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """What is said of a plugin: `check({"auth type": "x"})` changes the manifest."""

    def check(
        manifest: dict[str, Any] | bytes | None = None,
        openapi: dict[str, Any] | bytes | None = None,
        logo: bytes | None = None,
        limits: str = "current",
    ) -> list[str]:
        if not isinstance(manifest, bytes):
            manifest = changed(MANIFEST, manifest or {})
        if not isinstance(openapi, bytes):
            openapi = changed(OPENAPI, openapi or {})
        return said(findings(write(tmp_path / "plugin", manifest, openapi, logo), limits))

    return check
