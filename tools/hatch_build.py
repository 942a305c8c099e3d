"""Puts the template into the wheel; its questions also as JSON, which loads ten times as fast."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TemplateHook(BuildHookInterface[Any]):
    """Called by hatchling; an editable install reads the checkout's own files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add to a wheel what it holds beside the package's own files."""
        if version == "editable":
            return
        templates = Path(self.root) / "templates"
        self._folder = tempfile.TemporaryDirectory()
        compiled = Path(self._folder.name) / "copier.json"
        compiled.write_text(json.dumps(yaml.safe_load((templates / "copier.yml").read_bytes())))
        build_data["force_include"][str(templates)] = "scaffold/templates"
        build_data["force_include"][str(compiled)] = "scaffold/templates/copier.json"

    def finalize(self, version: str, *_: Any) -> None:
        """Called when the wheel is written."""
        if version != "editable":
            self._folder.cleanup()
