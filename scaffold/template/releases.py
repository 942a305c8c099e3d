"""The released templates: one git bundle that holds every release as a tag.

Copier updates a project by comparing two releases, so it needs them all, at a place that is the
same for everybody who works on the project: `SOURCE`, below the home directory. A fork's are in
another place, or its releases would be taken for ours.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scaffold import DISTRIBUTION, git
from scaffold.errors import Failure

EMBEDDED = Path(__file__).with_name("releases.bundle")
SOURCE = f"~/.local/share/{DISTRIBUTION}/releases.bundle"

_MAGIC = b"# v2 git bundle\n"
_TAG = "refs/tags/"


def commits(bundle: Path = EMBEDDED) -> dict[str, str]:
    """Release to commit, oldest first, as the head of the bundle says; empty for no bundle."""
    heads: dict[str, str] = {}
    with bundle.open("rb") as file:
        if file.readline(len(_MAGIC)) != _MAGIC:
            return heads
        while (line := file.readline(1000).decode(errors="replace").strip()) != "":
            commit, _, ref = line.partition(" ")
            if ref.startswith(_TAG):
                heads[ref.removeprefix(_TAG)] = commit
    return dict(sorted(heads.items(), key=lambda item: order(item[0])))


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


def unpack(version: str, folder: Path) -> None:
    """Write the template as it was in a release to `folder`, which must be empty.

    Raises Failure where the bundle does not hold that release.
    """
    # Nobody's settings may change what a release holds, and nobody's hooks have a part in it.
    files = "core.autocrlf=false", "core.eol=lf", f"core.attributesFile={os.devnull}"
    others = f"core.hooksPath={os.devnull}", "protocol.file.allow=always"
    plain = [word for setting in (*files, *others) for word in ("-c", setting)]
    clone = "clone", "--quiet", "--template=", "--branch", version, str(EMBEDDED.absolute())
    git.run(*plain, *clone, str(folder), cwd=folder, env={"GIT_ATTR_NOSYSTEM": "1"})


def publish() -> Path:
    """Put the bundle where projects look for it; an older or damaged one is replaced.

    Atomic, so that any number of processes may do it at once, of any versions. Raises OSError
    where the home directory cannot be written to.
    """
    target = Path(SOURCE).expanduser()
    if not target.is_absolute():
        raise FileNotFoundError("the home directory is not known")
    ours = EMBEDDED.read_bytes()
    if not _wants(target, ours):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    # Between looking and writing, a newer tool may have published.
    with _locked(target.parent):
        if _wants(target, ours):
            _replace(target, ours)
    return target


def _wants(target: Path, ours: bytes) -> bool:
    """Whether `target` is to be replaced: never by something older."""
    try:
        theirs = target.read_bytes()
    except FileNotFoundError:
        return True
    if theirs == ours:
        return False
    released = commits(target)
    return not (
        released and _is_whole(theirs) and order(list(released)[-1]) > order(newest(EMBEDDED))
    )


def _is_whole(bundle: bytes) -> bool:
    """Whether nothing behind a bundle's head is missing or changed: it ends in its own hash."""
    import hashlib

    pack = bundle.partition(b"\n\n")[2]
    return hashlib.sha1(pack[:-20], usedforsecurity=False).digest() == pack[-20:]


def _replace(target: Path, content: bytes) -> None:
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(partial).replace(target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes out, where the system and the file system can."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
