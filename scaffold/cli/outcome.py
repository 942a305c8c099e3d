"""What `create-ai-plugin` says at its end: what is there now, and what to do next."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from scaffold.cli import console
from scaffold.project import destination
from scaffold.project.create import Project
from scaffold.template.releases import SOURCE


def as_json(made: Project, agreed: Mapping[str, object], commands: list[str]) -> dict[str, object]:
    """What was made, or would be, for machines."""
    return {
        "directory": str(made.directory),
        "release": made.release,
        "answers": agreed,
        "files": made.files,
        "commit": made.commit,
        "signed_by_us": made.signed_by_us,
        "repository": str(made.repository) if made.repository else None,
        "updatable": made.updatable,
        "next": commands,
    }


def tell(made: Project, url: str, commands: list[str]) -> None:
    """What was made of our template, and what to type next."""
    tell_of_files(made)
    if made.repository:
        console.say(_of_workflow(made.directory.relative_to(made.repository)))
    if not made.updatable:
        console.say(f"Plain `copier update` will not work: {SOURCE} cannot be written.")
    tell_next(commands)
    console.say(f"\nThen open {url}; README.md says how to go on.")


def _of_workflow(inside: Path) -> str:
    """What lets GitHub run the tests of a project that is not at the top of its repository."""
    setting = f"defaults: {{run: {{working-directory: {json.dumps(inside.as_posix())}}}}}"
    return (
        "GitHub runs workflows of its top only: move .github/workflows/ci.yml there, and add\n"
        f"  {setting}"
    )


def tell_next(commands: list[str]) -> None:
    """What to type next, whole, to be copied."""
    if commands:
        console.say("\nNext:")
    for command in commands:
        console.say(f"  {console.strong(command)}")


def tell_of_files(made: Project, needing_git: str = "ai-plugin update") -> None:
    """What was made, and where git keeps it, without which one command cannot work."""
    kept = f", first commit {made.commit}" if made.commit else ""
    console.say(f"{console.good('Created')} {made.directory}: {len(made.files)} files{kept}.")
    if made.repository:
        console.say(f"It lies in the repository {made.repository}: commit it there.")
    elif not made.commit:
        console.say(f"`{needing_git}` will need it to be in a git repository.")
    if made.signed_by_us:
        console.say(
            "Git does not know you yet, so create-ai-plugin signed that commit; for the next one:\n"
            '  git config --global user.name "Your Name"\n'
            "  git config --global user.email you@example.com"
        )


def next_commands(directory: Path, *, windows: bool = os.name == "nt") -> list[str]:
    """What to type to see the plugin run, with the tools that are here; any shell takes it."""
    enter = enter_commands(directory, windows=windows)
    if shutil.which("uv"):
        return [*enter, "uv run python -m plugin"]
    pip, python = (in_environment(program, windows=windows) for program in ("pip", "python"))
    install = f'{pip} install -c constraints.txt -e ".[dev]"'
    # A line each: neither `;` nor `&&` is understood by both cmd and PowerShell.
    make = ["py -m venv .venv", install] if windows else [f"python3 -m venv .venv && {install}"]
    return [*enter, *make, f"{python} -m plugin"]


def in_environment(program: str, *, windows: bool = os.name == "nt") -> str:
    """How a program of a project's own environment is typed in the project's directory."""
    return rf".venv\Scripts\{program}" if windows else f".venv/bin/{program}"


def enter_commands(directory: Path, *, windows: bool = os.name == "nt") -> list[str]:
    """What to type to go there, unless one is there; any shell takes it."""
    here = destination.current()
    if directory == here:
        return []
    return [f"cd {_quoted(_as_typed(directory, here), windows=windows)}"]


def _quoted(path: str, *, windows: bool) -> str:
    """A path as sh, bash, zsh, fish and csh all read it; on Windows PowerShell, mostly cmd too."""
    if windows:
        if re.fullmatch(r"[\w.:/\\~-]+", path):
            return path
        # Single quotes are none to cmd, but between double ones PowerShell looks for variables.
        return "'" + path.replace("'", "''") + "'" if re.search("[$`]", path) else f'"{path}"'
    # Inside of quotes fish still reads backslashes, and csh exclamation marks.
    return (
        re.sub(r"([^\w@%+=:,./-])", r"\\\1", path)
        if re.search(r"['\\!]", path)
        else shlex.quote(path)
    )


def _as_typed(directory: Path, here: Path | None) -> str:
    """The shortest way to name a directory from here that a shell takes for a directory."""
    if here and directory.is_relative_to(here):
        relative = str(directory.relative_to(here))
        # What would be an option, a place on zsh's stack of directories or one of its commands.
        return f"./{relative}" if relative[0] in "-+=" else relative
    return str(directory)
