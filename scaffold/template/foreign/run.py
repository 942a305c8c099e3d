"""Copier, run without a word of its own: what it raises becomes a sentence."""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

from scaffold import git
from scaffold.errors import Failure

if TYPE_CHECKING:
    from copier._template import Template

# Copier's patterns of files that are never written. What lies in `.git` is git's own: a template
# that writes there would have git run its code. Some file systems know it by these names, too.
NEVER = [".[gG][iI][tT]", "[gG][iI][tT]~[0-9]*"]


@contextmanager
def quietly(env: Mapping[str, str]) -> Iterator[None]:
    """For calls of Copier; `env` is set meanwhile.

    A template is a stranger's, so anything may be raised by it. Raises Failure.
    """
    from plumbum import local

    before = dict(os.environ)
    silence = io.StringIO()
    with (
        warnings.catch_warnings(),
        redirect_stdout(silence),
        redirect_stderr(silence),
        local.env(),
    ):
        warnings.simplefilter("ignore")
        os.environ.update(env)
        # Copier's git has an environment of its own, as it was when Copier was first used.
        local.env.clear()
        local.env.update(git.environment())
        try:
            yield
        except (Failure, KeyboardInterrupt):
            raise
        except Exception as error:
            raise Failure(_sentence(error)) from error
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def stdout_as_stderr() -> Iterator[None]:
    """For processes that print: standard output is for what we answer."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _sentence(error: Exception) -> str:
    """What Copier, or what it uses, says is wrong."""
    from copier.errors import (
        ExtensionNotFoundError,
        ForbiddenPathError,
        InvalidConfigFileError,
        TaskError,
        UserMessageError,
    )
    from jinja2 import TemplateSyntaxError
    from plumbum import ProcessExecutionError

    if isinstance(error, InvalidConfigFileError):
        return f"The template's copier.yml is no YAML: {_line(error.__cause__ or error)}."
    if isinstance(error, ForbiddenPathError):
        return f"The template would reach out of its place: {_line(error)}."
    if isinstance(error, ExtensionNotFoundError):
        return f"A Jinja extension of the template is not here: {_line(error.__context__)}."
    if isinstance(error, TaskError):
        return (
            f"A task of the template failed, with exit code {error.returncode}: {shown(error.cmd)}."
        )
    if isinstance(error, UserMessageError):
        return f"{_line(error)}."
    if isinstance(error, TemplateSyntaxError):
        place = error.name or "copier.yml"
        return f"The template is broken at {place}, line {error.lineno}: {_line(error)}."
    if isinstance(error, ProcessExecutionError):
        complaint = next(reversed(error.stderr.strip().splitlines()), error)
        return f"The template cannot be read by git: {_line(complaint)}."
    return f"The template is broken: {_line(error)}."


def _line(error: object) -> str:
    """The first line of what is said, short enough to be read, without its full stop."""
    mark = getattr(error, "problem_mark", None)
    if mark:
        return f"line {mark.line + 1}: {getattr(error, 'problem', '')}"
    first = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return re.sub(r"\s+", " ", first)[:300].rstrip(".")


def shown(command: object) -> str:
    """A command as it stands in a template."""
    words = " ".join(map(str, command)) if isinstance(command, list | tuple) else str(command)
    return f"`{words if len(words) <= 100 else words[:97] + '...'}`"


def code_of(template: Template) -> list[str]:
    """What a template would run when it is copied, one after the other."""
    tasks = [f"the task {shown(task.cmd)}" for task in template.tasks]
    extensions = [f"the Jinja extension `{name}`" for name in template.jinja_extensions]
    return [*extensions, *tasks]
