"""Somebody's template is brought to this machine: within limits, and without asking for a password.

Copier reads the same addresses as ever; git is told to read our copy in their place.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scaffold import git
from scaffold.errors import Failure, Misuse

# A source answers within the first, or is told to be out of reach; all of it is here within the
# second. Both in seconds.
_TO_ANSWER = 25
_TO_FETCH = 600


class Source(NamedTuple):
    """A template's address, as Copier notes it in a project; `env` is what its git is to know."""

    address: str
    env: Mapping[str, str]


@contextmanager
def fetched(given: str) -> Iterator[Source]:
    """The template at a path, a git URL, `gh:OWNER/NAME` or `gl:OWNER/NAME`.

    Raises Misuse for what is no address, Failure where it cannot be reached in time.
    """
    address = _address(given)
    url = _url(address)
    env = _patient_with_nobody()
    if url is None:
        yield Source(address, env)
        return
    with tempfile.TemporaryDirectory(prefix="create-ai-plugin-") as folder:
        mirror = Path(folder, "template")
        mirror.mkdir()
        _git(given, _TO_ANSWER, "ls-remote", "--quiet", "--", url, "HEAD", cwd=mirror, env=env)
        _git(given, _TO_FETCH, "clone", "--quiet", "--mirror", "--", url, ".", cwd=mirror, env=env)
        settings = {f"url.{mirror}.insteadOf": url}
        # Its own cache, which Copier would keep for ever, is not needed for one run.
        yield Source(address, {**env, **_as_settings(settings), **_cache(folder)})


def _address(given: str) -> str:
    """The address as a project is to note it: a path leads to its place from anywhere."""
    if not given.strip() or re.search(r"[\x00-\x1f\x7f]", given):
        raise Misuse("The template's address is empty or holds what no terminal shows.", _KINDS)
    if re.match(r"(git\+)?(https?://[^/@]*@|\w+://[^/@]*:[^/@]*@)", given):
        raise Misuse(
            "The template's address holds a password, which every project would keep.",
            "Leave it out, and let git's credential helper know it.",
        )
    here = not given.startswith("~") and os.path.exists(given)  # noqa: PTH110  # never raises
    return os.path.abspath(given) if here else given  # noqa: PTH100  # links stay what they are


_KINDS = "Name a directory, a git URL, gh:OWNER/NAME or gl:OWNER/NAME."


def _url(address: str) -> str | None:
    """Where git fetches it from; None for what is on this machine."""
    # Only Copier knows what it takes for an address.
    from copier._vcs import get_repo

    # Pathlib's own raise for names that are too long.
    path = os.path.expanduser(address)  # noqa: PTH111
    if os.path.isdir(path):  # noqa: PTH112
        return None
    if os.path.isfile(path):  # noqa: PTH113
        if get_repo(address) is None:
            raise Misuse(f"`{address}` is a file, and no bundle of git.", _KINDS)
        return None
    url = get_repo(address)
    if url is None:
        raise Misuse(f"`{address}` is no directory, and no address of git.", _KINDS)
    return str(url)


def _git(given: str, seconds: float, *command: str, cwd: Path, env: Mapping[str, str]) -> None:
    try:
        done = git.attempt_within(seconds, *command, cwd=cwd, env=env)
    except TimeoutError as error:
        raise Failure(f"`{given}` cannot be fetched: {error}.", _REACHABLE) from error
    if done.returncode:
        raise Failure(f"`{given}` cannot be fetched: {_reason(done.stderr)}.", _REACHABLE)


_REACHABLE = "Look at the address; a private one needs a key that git can use without asking."


def _reason(complaints: bytes) -> str:
    """What git complains of, in its own words, without the address that was just named."""
    lines = complaints.decode(errors="replace").strip().splitlines() or ["git ended without a word"]
    fatal = [line for line in lines if line.startswith(("fatal:", "ERROR:", "ssh:"))] or lines
    reason = re.sub(r"^\w+: (unable to access '[^']*': )?", "", fatal[0]).rstrip(". ")
    return re.sub("terminal prompts disabled", "it asks for a password", reason)


def _patient_with_nobody() -> dict[str, str]:
    """What lets git ask nobody, and give up on who says nothing."""
    ssh = os.environ.get("GIT_SSH_COMMAND") or _configured("core.sshCommand") or "ssh"
    return {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GCM_INTERACTIVE": "never",
        "GIT_SSH_COMMAND": f"{ssh} -o BatchMode=yes -o ConnectTimeout={_TO_ANSWER}",
        "GIT_HTTP_LOW_SPEED_LIMIT": "1",
        "GIT_HTTP_LOW_SPEED_TIME": str(_TO_ANSWER),
    }


def _configured(name: str) -> str:
    return git.attempt("config", "--get", name, cwd=Path("/")).stdout.decode().strip()


def _as_settings(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings as git takes them from its environment, besides those that are there."""
    start = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
    env = {"GIT_CONFIG_COUNT": str(start + len(settings))}
    for number, (key, value) in enumerate(settings.items(), start):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env


def _cache(folder: str) -> dict[str, str]:
    return {"COPIER_CACHE_DIR": str(Path(folder, "cache"))}
