"""Puts the template into the wheel, and what it takes longest to make of it: its questions as JSON,
which loads ten times as fast, and Jinja's files as Python.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TemplateHook(BuildHookInterface[Any]):
    """Called by hatchling; an editable install reads the checkout's own files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add to a wheel what it holds beside the package's own files."""
        sys.path.insert(0, self.root)
        from scaffold import DISTRIBUTION, resources

        if self.metadata.core.raw_name != DISTRIBUTION:
            name = self.metadata.core.raw_name
            raise ValueError(f"{name} in pyproject.toml is {DISTRIBUTION} in scaffold/__init__.py")
        if version == "editable":
            return
        from scaffold.template import render

        self._folder = tempfile.TemporaryDirectory()
        made = Path(self._folder.name)
        questions = made / "copier.json"
        questions.write_text(json.dumps(resources.config()))
        python = made / render.compiled().name
        compile_templates(python)
        for source in (render.ROOT, questions, python):
            inside = "" if source == render.ROOT else f"/{source.name}"
            build_data["force_include"][str(source)] = f"scaffold/templates{inside}"

    def finalize(self, version: str, *_: Any) -> None:
        """Called when the wheel is written."""
        if version != "editable":
            self._folder.cleanup()


def compile_templates(folder: Path) -> None:
    """Write every template as a Python module, for Jinja's ModuleLoader."""
    from jinja2 import ModuleLoader

    from scaffold.template import render

    folder.mkdir()
    for name, source in render.sources():
        code = render.environment().compile(source, name, raw=True, defer_init=True)
        (folder / ModuleLoader.get_module_filename(name)).write_text(code)
