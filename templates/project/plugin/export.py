"""Writes openapi.yaml, the copy of the OpenAPI document that people and tools read offline."""

from pathlib import Path

from plugin import openapi
from plugin.app import create_app
from plugin.settings import ROOT, Settings

FILE = ROOT / "openapi.yaml"


def local_document() -> str:
    """The document at its local address, whatever the environment and .env say."""
    defaults = Settings.model_construct(database_url="sqlite://")
    return openapi.to_yaml(openapi.document(create_app(defaults)))


def write() -> Path:
    FILE.write_text(local_document(), encoding="utf-8", newline="\n")
    return FILE
