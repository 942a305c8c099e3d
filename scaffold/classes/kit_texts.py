"""What lies in a kit beside its wheels: a script that starts it, and a page for the teacher."""

from __future__ import annotations

from collections.abc import Sequence


def files(systems: Sequence[str], python: str) -> dict[str, str]:
    """The texts by the names of their files."""
    texts = {"README.md": _README.replace("PYTHON", python).replace("SYSTEMS", ", ".join(systems))}
    for system in systems:
        if system == "windows":
            texts["start.bat"] = _BATCH.replace("\n", "\r\n")
        else:
            texts[f"start-{system}.sh"] = _SHELL
    return texts


_README = """\
# The kit

For Python PYTHON on SYSTEMS (64 bit; macOS on Apple's own processors).
Copy this folder to each machine, and there:

| | |
|---|---|
| Linux | `sh start-linux.sh` |
| macOS | `sh start-macos.sh` |
| Windows | `start.bat` |

It installs the tool into `tools/` here, once, and opens a shell in which nothing is asked of a
network: `create-ai-plugin`, `ai-plugin`, and the commands with pip that a project's README.md names
all take their packages from `wheels/`. A command behind it is run instead of the shell.

`sha256sum -c SHA256SUMS` (macOS: `shasum -a 256 -c SHA256SUMS`) says whether a copy is whole.
"""

_SHELL = """\
#!/bin/sh
# Installs the tool from this folder, once, and opens a shell that asks nothing of a network.
set -e
kit=$(cd "$(dirname "$0")" && pwd)
if [ ! -x "$kit/tools/bin/create-ai-plugin" ]; then
    rm -rf "$kit/tools"
    python3 -m venv "$kit/tools"
    "$kit/tools/bin/python" -m pip install -q --disable-pip-version-check \\
        --no-index --find-links "$kit/wheels" create-ai-plugin
fi
# pip takes a space for the end of a path.
PIP_FIND_LINKS="file://$(printf %s "$kit/wheels" | sed 's/%/%25/g; s/ /%20/g')"
PIP_NO_INDEX=1
PIP_DISABLE_PIP_VERSION_CHECK=1
PATH="$kit/tools/bin:$PATH"
export PATH PIP_FIND_LINKS PIP_NO_INDEX PIP_DISABLE_PIP_VERSION_CHECK
[ $# -gt 0 ] || set -- "${SHELL:-sh}"
exec "$@"
"""

_BATCH = """\
@echo off
rem Installs the tool from this folder, once, and opens a shell that asks nothing of a network.
set "KIT=%~dp0"
if exist "%KIT%tools\\Scripts\\create-ai-plugin.exe" goto ready
py -m venv "%KIT%tools" || exit /b 1
"%KIT%tools\\Scripts\\python" -m pip install -q --no-index ^
  --find-links "%KIT%wheels" create-ai-plugin || exit /b 1
:ready
rem pip takes a space for the end of a path.
for %%I in ("%KIT%.") do set "PIP_FIND_LINKS=%%~sI\\wheels"
set "PIP_NO_INDEX=1"
set "PATH=%KIT%tools\\Scripts;%PATH%"
if "%~1"=="" (cmd /k) else (%*)
"""
