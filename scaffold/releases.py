"""The released templates: one git bundle that holds every release as a tag.

Copier updates a project by comparing two releases, so it needs them all, at a place that is the
same for everybody who works on the project: `SOURCE`, below the home directory.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from scaffold.errors import Failure

EMBEDDED = Path(__file__).with_name("releases.bundle")
SOURCE = "~/.local/share/create-ai-plugin/releases.bundle"

_MAGIC = b"# v2 git bundle\n"
_TAG = "refs/tags/"


def commits(bundle: Path = EMBEDDED) -> dict[str, str]:
    """Release to commit, oldest first, as the head of the bundle says; empty for no bundle."""
    found: dict[str, str] = {}
    with bundle.open("rb") as file:
        if file.readline(len(_MAGIC)) != _MAGIC:
            return found
        while (line := file.readline(1000).decode(errors="replace").strip()) != "":
            commit, _, ref = line.partition(" ")
            if ref.startswith(_TAG):
                found[ref.removeprefix(_TAG)] = commit
    return dict(sorted(found.items(), key=lambda item: order(item[0])))


def newest(bundle: Path = EMBEDDED) -> str:
    """The newest release in a bundle; raises Failure if it holds none."""
    released = commits(bundle)
    if not released:
        raise Failure(f"{bundle} holds no release.", "Install create-ai-plugin again.")
    return list(released)[-1]


def order(version: str) -> tuple[int, ...]:
    """A key that sorts releases such as 1.10.0; anything else comes first."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def publish() -> Path:
    """Put the bundle where projects look for it; an older or damaged one is replaced.

    Atomic, so that any number of processes may do it at once. Raises OSError where the home
    directory cannot be written to.
    """
    target = Path(SOURCE).expanduser()
    if not target.is_absolute():
        raise FileNotFoundError("the home directory is not known")
    ours = EMBEDDED.read_bytes()
    if not _wants(target, ours):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(ours)
        Path(partial).replace(target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return target


def _wants(target: Path, ours: bytes) -> bool:
    """Whether `target` is to be replaced: never by something older."""
    try:
        theirs = target.read_bytes()
        released = commits(target)
    except FileNotFoundError:
        return True
    if theirs == ours:
        return False
    return not released or order(list(released)[-1]) <= order(newest())
