"""Files become a project: written and committed aside, then moved into place at once."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from scaffold import git, signals
from scaffold.errors import Failure
from scaffold.project import clone, destination
from scaffold.template import releases
from scaffold.template.render import File


class Origin(NamedTuple):
    """The template that a project is made from; `message` is for the first commit.

    `release` is None where nobody keeps its releases. `updatable` is False where an update would
    have nothing to compare with. `finish` does what is to be done once the files are there.
    """

    release: str | None
    message: str
    updatable: bool
    finish: Callable[[Path], None] | None = None


class Project(NamedTuple):
    """A finished project.

    `commit` is the short hash of its first commit; None without git and inside `repository`, the
    larger one that the project lies in. `signed_by_us`: git did not know whose commit it is.
    `updatable` is as its origin has it.
    """

    directory: Path
    files: list[str]
    release: str | None
    commit: str | None = None
    signed_by_us: bool = False
    repository: Path | None = None
    updatable: bool = True


def ours() -> Origin:
    """Our own template, with its releases put in place."""
    return Origin(releases.newest(), _MESSAGE, publish_releases())


_MESSAGE = "Start from the template of create-ai-plugin"


def plan(directory: Path, files: Mapping[str, File], release: str | None) -> Project:
    """What `create` would make."""
    return Project(directory, sorted(files), release)


def create(
    directory: Path, files: Mapping[str, File], origin: Origin, *, commit: bool = True
) -> Project:
    """Write the project and commit it, unless a larger repository already keeps its directory.

    `directory` is as `destination.check` returned it: not there, empty, or a fresh clone. Whatever
    happens, it is afterwards either complete or as it was. Raises Failure.
    """
    first, pending, is_done = None, None, False
    try:
        kept = destination.is_kept(directory)
        files = clone.joined(files, directory) if kept else files
        home = directory if kept else destination.nearest_directory(directory)
        repository = git.enclosing_repository(home, directory) if commit else None
        # Ignored where it would come between a directory and its removal.
        with signals.ignored(), _staging(home) as aside, signals.raising():
            stage = aside / (directory.name if kept else directory.relative_to(home))
            _write(stage, files)
            if origin.finish:
                origin.finish(stage)
            public = [path for path, file in files.items() if not file.private]
            rest = bool(origin.finish)
            if repository == directory:
                pending = clone.commit(directory, stage, public, origin.message, rest=rest)
                first = pending.commit
            elif commit and not repository:
                first = git.commit_files(stage, public, origin.message, rest=rest)
            with signals.ignored():
                if kept:
                    clone.move_in(stage, directory, pending)
                else:
                    _move(stage, directory, aside, home)
                is_done = True
    except KeyboardInterrupt:
        # One that comes too late finds a finished project.
        if not is_done:
            raise
    except OSError as error:
        raise Failure(
            f"`{directory}` could not be created: {error.strerror}.", "Nothing was written."
        ) from error
    return plan(directory, files, origin.release)._replace(
        commit=first.short_hash if first else None,
        signed_by_us=bool(first and first.signed_by_us),
        repository=None if first else repository,
        updatable=origin.updatable,
    )


def _move(stage: Path, directory: Path, aside: Path, home: Path) -> None:
    """Rename, together with the parents that are not there yet, so that all of it is one step."""
    if directory.is_dir():
        status = directory.stat()
        stage.chmod(stat.S_IMODE(status.st_mode))
        with suppress(AttributeError, PermissionError):
            os.chown(stage, -1, status.st_gid)
    top = directory.relative_to(home).parts[0]
    try:
        (aside / top).replace(home / top)
    except OSError:
        if not directory.parent.is_dir():
            raise
        # Somebody else has made the parents meanwhile.
        stage.replace(directory)


def publish_releases() -> bool:
    """Put the releases where updates look for them; whether they are there now."""
    try:
        releases.publish()
    except (OSError, RuntimeError):
        return False
    return True


@contextmanager
def _staging(beside: Path) -> Iterator[Path]:
    """A directory to work in, on the file system of the destination, gone afterwards."""
    aside = Path(tempfile.mkdtemp(prefix=".create-ai-plugin-", dir=beside))
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(directory: Path, files: Mapping[str, File]) -> None:
    for path, file in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.link:
            target.symlink_to(os.fsdecode(file.content))
            continue
        if file.private:
            # Before it has its content, so that nobody else can ever read it.
            target.touch(mode=0o600)
        target.write_bytes(file.content)
        if file.executable:
            target.chmod(0o755)
