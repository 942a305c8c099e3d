"""The exact versions that everything is installed in."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent


def test_uv_takes_the_versions_that_pip_takes() -> None:
    lines = (PROJECT / "constraints.txt").read_text().splitlines()
    for_pip = [line for line in lines if "==" in line]
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["uv"]
    quoted = "\n".join(f'    "{line}",' for line in for_pip)
    assert settings["constraint-dependencies"] == for_pip, f"in [tool.uv] write:\n{quoted}"
