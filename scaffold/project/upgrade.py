"""How this create-ai-plugin was installed, and so what is typed to get the newest one."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

_NAME = "create-ai-plugin"


def hint() -> str:
    """A sentence with what to type, in any shell."""
    if checkout := _checkout():
        pull = _typed(["git", "-C", str(checkout), "pull"])
        return f"Get the newest one: `{pull}`, and install it again as before."
    return f"Install the newest one: {_command(Path(sys.prefix))}"


def _command(environment: Path) -> str:
    folder = environment.parent
    if (folder.parent.name, folder.name) == ("pipx", "venvs"):
        return f"pipx upgrade {_NAME}"
    if (folder.parent.name, folder.name) == ("uv", "tools"):
        return f"uv tool upgrade {_NAME}"
    # Where uvx keeps what it runs.
    if folder.name.startswith("archive-v"):
        return f"uvx --from {_NAME}@latest ai-plugin update"
    return _typed([sys.executable, "-m", "pip", "install", "--upgrade", _NAME])


def _checkout() -> Path | None:
    """The directory that it was installed from, as installers note it (PEP 610)."""
    noted = json.loads(distribution(_NAME).read_text("direct_url.json") or "{}")
    return Path(url2pathname(urlsplit(noted["url"]).path)) if "dir_info" in noted else None


def _typed(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
