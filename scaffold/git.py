"""Git, run for one repository, whatever repository the caller's environment points to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold import signals
from scaffold.errors import Failure

# The first ones git sets itself while it runs a hook: they would send our commands to somebody's
# repository. The last ones change what paths and patches mean.
_LOCAL_VARIABLES = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
        "GIT_DIFF_OPTS",
        "GIT_EXTERNAL_DIFF",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
    }
)


# For commands that take the paths, a NUL between two, from their input.
PATHS_AS_DATA = "--pathspec-from-file=-", "--pathspec-file-nul"


def require() -> None:
    """Raise Failure where there is no git to run."""
    if shutil.which("git") is None:
        raise Failure("git was not found.", "Install it from https://git-scm.com, or use --no-git.")


def attempt(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    data: bytes = b"",
    apart: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """Run git with `data` as its input; the caller looks at the exit code.

    What runs `apart` comes to its end whatever happens to this process.
    """
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            env={**environment(), **_PREDICTABLE, **(env or {})},
            input=data,
            capture_output=True,
            check=False,
            start_new_session=apart,
        )
    except FileNotFoundError as error:
        raise Failure("git was not found.", "Install it from https://git-scm.com.") from error


# In English, for what is read in what it says; and no lock is left by who only looks.
_PREDICTABLE = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def environment() -> dict[str, str]:
    """This process's environment, without what points git to somebody's repository."""
    return {key: value for key, value in os.environ.items() if key not in _LOCAL_VARIABLES}


def attempt_within(
    seconds: float, *arguments: str, cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run git for so long at most, without a terminal that it could ask on.

    Raises TimeoutError; neither git nor what it started is left running then.
    """
    try:
        process = subprocess.Popen(
            ["git", *arguments],
            cwd=cwd,
            env={**environment(), **_PREDICTABLE, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise Failure("git was not found.", "Install it from https://git-scm.com.") from error
    with process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            signals.end(process)
            raise TimeoutError(f"no end within {seconds:.0f} seconds") from error
        except BaseException:
            signals.end(process)
            raise
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def run(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    data: bytes = b"",
    apart: bool = False,
) -> str:
    """Run git and return what it prints, stripped; raises Failure with git's own words."""
    done = attempt(*arguments, cwd=cwd, env=env, data=data, apart=apart)
    if done.returncode:
        raise _failure(arguments, done)
    return _text(done.stdout)


def run_listed(*arguments: str, cwd: Path) -> list[str]:
    """Run git, told `-z`, and return what it lists, paths as Python has them; raises Failure."""
    done = attempt(*arguments, cwd=cwd)
    if done.returncode:
        raise _failure(arguments, done)
    return os.fsdecode(done.stdout).split("\0")[:-1]


def _failure(arguments: Iterable[str], done: subprocess.CompletedProcess[bytes]) -> Failure:
    command = next(word for word in arguments if not word.startswith("-") and "=" not in word)
    said = _text(done.stderr).splitlines() or [f"exit code {done.returncode}"]
    return Failure(f"git {command} failed: {said[-1]}")


def _text(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace").strip()


def enclosing_repository(directory: Path, path: Path) -> Path | None:
    """The work tree that `directory` lies in and that would track `path`; None if there is none."""
    # Looked for by hand: git denies repositories that belong to another user.
    around = (parent for parent in (directory, *directory.parents) if (parent / ".git").exists())
    if (found := next(around, None)) is None:
        return None
    ignored = attempt("check-ignore", "--quiet", str(path), cwd=directory)
    return None if ignored.returncode == 0 else found


class Commit(NamedTuple):
    """A commit just made; `signed_by_us` where git had no name of its user to sign with."""

    short_hash: str
    signed_by_us: bool


def commit_files(
    directory: Path, files: Iterable[str], message: str, *, rest: bool = False
) -> Commit:
    """Make `directory` a repository with one commit of these files, by their paths in it.

    With `rest`, of whatever is there and not ignored, too; and who made these files may have taken
    some away, or committed all of them.
    """
    run("init", "--quiet", "--initial-branch=main", cwd=directory)
    if rest:
        files = [path for path in files if os.path.lexists(directory / path)]
        run(*ADD, "--all", cwd=directory)
    add(files, cwd=directory)
    if rest and attempt("diff", "--cached", "--quiet", cwd=directory).returncode == 0:
        return Commit(run("rev-parse", "--short", "HEAD", cwd=directory), signed_by_us=False)
    # No signing, no hooks: the user's own would ask for a passphrase, or fail on a project
    # in which nothing is installed yet. No maintenance: there is nothing to maintain.
    settings = "commit.gpgSign=false", f"core.hooksPath={os.devnull}", "maintenance.auto=false"
    options = (word for setting in settings for word in ("-c", setting))
    printed, signed_by_us = run_signed(*options, "commit", "-m", message, cwd=directory)
    # Its first line is `[main (root-commit) 1a2b3c4] …`.
    return Commit(printed.partition("]")[0].split()[-1], signed_by_us)


# Not safe about line ends, which a user's settings would otherwise refuse.
ADD = "-c", "core.safecrlf=false", "add"


def add(files: Iterable[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> None:
    """Put files into git's index, by their paths in `cwd`."""
    # Forced, because the user's own list of ignored files is not meant for these.
    forced = "--literal-pathspecs", *ADD, "--force", *PATHS_AS_DATA
    run(*forced, cwd=cwd, env=env, data=os.fsencode("\0".join(files)))


def run_signed(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> tuple[str, bool]:
    """Run git to make a commit in the user's name, or in ours where it knows none.

    What it prints, stripped, and whether that was ours. Raises Failure.
    """
    done = attempt(*arguments, cwd=cwd, env=env)
    if done.returncode == 0:
        return _text(done.stdout), False
    if _knows_user(cwd):
        raise _failure(arguments, done)
    return run(*arguments, cwd=cwd, env={**(env or {}), **OUR_IDENTITY}), True


def _knows_user(directory: Path) -> bool:
    return all(
        attempt("var", f"GIT_{role}_IDENT", cwd=directory).returncode == 0
        for role in ("AUTHOR", "COMMITTER")
    )


OUR_IDENTITY = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "create-ai-plugin"), ("EMAIL", "create-ai-plugin@localhost"))
}
