"""Answers become the files of a project, every one of them before a byte is written."""

from __future__ import annotations

from pathlib import Path

from scaffold import resources
from scaffold.project import logo
from scaffold.template import releases, render
from scaffold.template.questions import Answers
from scaffold.template.render import File


def of(answers: Answers) -> dict[str, File]:
    """Every file of the project that these answers make, by its path."""
    return {**draw(answers, releases.newest()), **_env(answers)}


def draw(answers: Answers, release: str, root: Path = render.ROOT) -> dict[str, File]:
    """What of a project is the same whenever it is made; `root` is the template of `release`."""
    files = render.project(answers, version=release, source=releases.SOURCE, root=root)
    picture = logo.draw(str(answers["name_for_human"]), str(answers["name_for_model"]))
    return {**files, **{path: File(picture) for path in files if path.endswith("logo.png")}}


def secret_names(answers: Answers) -> list[str]:
    """The settings that `.env` must hold with these answers, and nobody else may know."""
    auth = render.derived(answers)["auth"]
    return [name for name, needed_by in resources.config()["_secrets"].items() if needed_by == auth]


def _env(answers: Answers) -> dict[str, File]:
    """`.env` with fresh secrets, where these answers need any; git ignores it."""
    names = secret_names(answers)
    if not names:
        return {}
    import secrets

    lines = [_ENV_HEAD, *(f"{name}={secrets.token_urlsafe(32)}" for name in names), ""]
    return {".env": File("\n".join(lines).encode(), private=True)}


_ENV_HEAD = "# The secrets of this machine: git ignores them. .env.example lists every setting."
