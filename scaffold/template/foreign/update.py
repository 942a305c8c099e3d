"""A project becomes one of its template's newest release, by Copier's own update."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from scaffold.template.foreign.questions import Answer
from scaffold.template.foreign.run import NEVER, code_of, quietly, shown
from scaffold.template.foreign.template import Template


def code_between(theirs: Template, release: str) -> list[str]:
    """What an update from `release` would run, besides what the newest release does."""
    from copier._template import Template as CopierTemplate

    newest = theirs.copiers
    with quietly(theirs.source.env):
        old = CopierTemplate(url=theirs.source.address, ref=release)
        try:
            stages = (newest.migration_tasks(stage, old) for stage in ("before", "after"))
            migrations = [f"the migration {shown(task.cmd)}" for task in chain(*stages)]
            known = code_of(newest)
            # A migration that decides by itself whether it runs before or after stands in both.
            more = dict.fromkeys([*code_of(old), *migrations])
            return [code for code in more if code not in known]
        finally:
            old._cleanup()


def update(theirs: Template, directory: Path, changes: Mapping[str, Answer]) -> None:
    """Update the project in `directory`, which git must keep; `changes` are answers.

    What both have changed is in conflict there, as git knows it. Raises Failure.
    """
    from copier import run_update

    with quietly(theirs.source.env):
        run_update(
            directory,
            data=dict(changes),
            exclude=NEVER,
            defaults=True,
            overwrite=True,
            quiet=True,
            unsafe=theirs.trusted,
        )
