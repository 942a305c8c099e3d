"""`ai-plugin update` in a project of somebody else's template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.cli import changes
from scaffold.errors import Failure, Misuse
from scaffold.project import foreign_update, notes, patch
from scaffold.template.foreign import fetch, template
from scaffold.template.render import ANSWERS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.project.notes import Notes
    from scaffold.template.foreign.questions import Answers
    from scaffold.template.foreign.template import Template


def update(
    noted: Notes,
    changed: Mapping[str, object],
    *,
    trust: bool,
    asks: bool,
    yes: bool,
    check: bool,
    dry_run: bool,
    json: bool,
) -> int:
    """Agree on fetching, then update as Copier does; the exit code."""
    _agree_to_fetch(noted, asks=asks, yes=yes)
    with (
        fetch.fetched(noted.source) as source,
        template.opened(source, trusted=trust) as theirs,
    ):
        newest = theirs.release or ""
        if check:
            return changes.tell_whether(noted.release, newest, json=json)
        accepted = _accept(noted, theirs, changed, asks=asks)
        if not json:
            changes.introduce(noted.release, newest, ())
        with foreign_update.workshop() as work:
            planned = foreign_update.plan(noted, theirs, accepted, work)
            message = theirs.message("after_update", planned.answers, noted.place.directory)
            if not dry_run:
                # Again: somebody may have worked on while they were asked.
                notes.require_clean(noted.place.directory)
                patch.apply(noted.place, planned.merged)
    report = changes.Report(
        noted.place.directory,
        noted.release,
        planned.release,
        noted.answers,
        planned.answers,
        (),
        planned.merged,
        [message] if message else [],
    )
    return changes.tell(report, json=json, dry_run=dry_run)


def _agree_to_fetch(noted: Notes, *, asks: bool, yes: bool) -> None:
    """Name the source, which is a stranger's word; raises where nobody agrees to fetch it."""
    if {noted.source, noted.release} & {notes.MISSING, notes.NO_TEXT}:
        raise Failure(
            f"{ANSWERS_FILE} names no release of a template: `_src_path` is {noted.source}, "
            f"`_commit` is {noted.release}.",
            "Only what was made from a release can be updated.",
        )
    if ":" not in noted.source and not noted.source.startswith(("/", "~")):
        raise Failure(
            f"{ANSWERS_FILE}: `_src_path` is {noted.source}, and nobody knows from where.",
            "Write the whole path, and commit.",
        )
    question = f"This project says that its template is at {noted.source}. Fetch that?"
    if asks:
        from scaffold import wizard

        if not wizard.agrees(question):
            raise KeyboardInterrupt
    elif not yes:
        raise Misuse(
            f"This project says that its template is at {noted.source}, which is not ours.",
            "Nothing was fetched. --yes fetches it.",
        )


def _accept(
    noted: Notes, theirs: Template, changed: Mapping[str, object], *, asks: bool
) -> Answers:
    """The answers that change: given ones, and those of who is asked."""
    directory = noted.place.directory
    # With the others of the project, for what may be answered depends on them.
    known = {name: answer for name, answer in noted.answers.items() if name in theirs.names}
    answers = theirs.accept(changed, directory, known)
    if asks and (new := foreign_update.new_questions(noted, theirs, answers)):
        from scaffold import wizard

        told = wizard.ask_some_of_theirs(theirs, new, {**known, **answers}, directory)
        answers.update({name: told[name] for name in new if told.get(name) is not None})
    return answers
