"""The pre-commit hook and the GitHub Action: what they run is there, and works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import yaml
from check.conftest import MANIFEST, changed, write
from conftest import REPOSITORY


def test_the_hook_runs_the_command_for_the_files_of_a_plugin(folder: Path) -> None:
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    for name in (".well-known/ai-plugin.json", "openapi.yaml", "api/openapi.json", "logo.png"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "plugin/openapi.py")
    write(folder, changed(MANIFEST, {"name_for_model": "a b"}))
    program, *arguments = shlex.split(hook["entry"])
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_the_action_passes_its_inputs_as_text(folder: Path) -> None:
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text())
    step = action["runs"]["steps"][-1]
    assert "${{" not in step["run"]
    assert {f"inputs.{name}" for name in action["inputs"]} <= set(
        re.findall(r"inputs\.\w+", str(step))
    )
    # The script with its installation left out.
    bin_ = folder / "ai-plugin/bin"
    bin_.mkdir(parents=True)
    (bin_ / "pip").symlink_to("/bin/true")
    (bin_ / "ai-plugin").symlink_to(Path(sys.executable).with_name("ai-plugin"))
    write(folder / "a", changed(MANIFEST, {"legal_info_url": "http://todo.dev/legal"}))
    for strict, ignore, code in (
        ("false", "", 0),
        ("true", "", 1),
        ("true", "wordy-text, https-page", 0),
    ):
        env = {"TARGETS": "a a", "LIMITS": "current", "IGNORE": ignore, "STRICT": strict}
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step["run"]],
            env={
                **os.environ,
                **env,
                "PYTHON": "/bin/true",
                "RUNNER_TEMP": str(folder),
                "SOURCE": ".",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, "")
        shown = "::warning file=a/.well-known/ai-plugin.json,line=16," in done.stdout
        assert shown is not bool(ignore)
