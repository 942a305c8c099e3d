"""`create-ai-plugin --template`: a project from somebody's template."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from scaffold.cli import console, outcome
from scaffold.errors import MissingAnswers
from scaffold.plugin.model import WELL_KNOWN
from scaffold.project import create as project
from scaffold.project.create import Origin, Project
from scaffold.template.foreign import fetch, template
from scaffold.template.foreign.template import Rendered, Template
from scaffold.template.render import ANSWERS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.check.engine import Result
    from scaffold.cli.manner import Manner
    from scaffold.template.foreign.questions import Answers


def create(
    source: str,
    directory: Path | None,
    given: Mapping[str, object],
    manner: Manner,
    *,
    trust: bool,
) -> None:
    """Fetch the template, agree on answers, make the project, and say what came of it.

    `directory` is None only where somebody can be asked for it.
    """
    with fetch.fetched(source) as fetched, template.opened(fetched, trusted=trust) as theirs:
        target, answers = _agree(theirs, given, directory, manner)
        rendered = theirs.render(answers, target)
        message = theirs.message("after_copy", answers, target)
        enter = outcome.enter_commands(target)
        if manner.dry_run:
            made = project.plan(target, rendered.files, theirs.release)
        else:
            origin = _origin(theirs, answers, rendered)
            made = project.create(target, rendered.files, origin, commit=manner.commit)
    checked = None if manner.dry_run else _check(made)
    done = "" if manner.dry_run else f"{made.directory} is complete. "
    with console.output(done):
        if manner.json:
            from scaffold.check.report.machine import as_json

            console.say_json(
                {
                    **outcome.as_json(made, rendered.answers, enter),
                    "template": theirs.source.address,
                    "message": message,
                    "check": as_json([checked]) if checked else None,
                }
            )
        elif manner.dry_run:
            console.say("\n".join(map(console.printable, made.files)))
        else:
            _tell(made, rendered.notes, enter, message, checked)


def _agree(
    theirs: Template, given: Mapping[str, object], directory: Path | None, manner: Manner
) -> tuple[Path, Answers]:
    """Where, and the answers: the given ones, else from a prompt, or the default."""
    theirs.require_questions()
    accepted = theirs.accept(given, directory or Path("my-plugin"))
    if directory is None or manner.asks:
        from scaffold import wizard

        if message := theirs.message("before_copy", {}, directory or Path("my-plugin")):
            console.say(f"{console.printable(message)}\n")
        return wizard.ask_theirs(theirs, accepted, directory)
    if not manner.yes:
        steps = theirs.each(accepted, directory)
        missing = [asked.name for asked, _ in steps if asked.is_open and asked.name not in accepted]
        if missing:
            raise MissingAnswers(
                {name: name for name in missing},
                "Give them with --set NAME=ANSWER, or --answers FILE, or --yes for the defaults.",
            )
    return directory, theirs.complete(accepted, directory)


def _origin(theirs: Template, answers: Answers, rendered: Rendered) -> Origin:
    return Origin(
        theirs.release,
        f"Start from the template {theirs.source.address}",
        updatable=bool(theirs.release) and rendered.notes == ANSWERS_FILE,
        finish=(lambda stage: theirs.run_tasks(answers, stage)) if theirs.runs_tasks else None,
    )


def _check(made: Project) -> Result | None:
    """What is wrong with the plugin that was made; None where there is no manifest."""
    if not any(PurePath(path).name == WELL_KNOWN.name for path in made.files):
        return None
    from scaffold.check import engine

    # Whatever its own pyproject.toml would have ignored.
    return engine.check(engine.Job(str(made.directory)))


def _tell(
    made: Project, notes: str | None, enter: list[str], message: str, checked: Result | None
) -> None:
    outcome.tell_of_files(made)
    if checked:
        from scaffold.check.report.text import summary

        verdict = summary([checked]) if checked.findings else "nothing is wrong with it."
        console.say(f"It holds a plugin: {verdict}")
    if made.release is None:
        console.say("It cannot be updated: git does not keep the template.")
    elif notes is None:
        console.say("It cannot be updated: the template keeps no answers.")
    elif not made.updatable:
        file = console.printable(notes)
        console.say(f"`copier update --answers-file {file}` will update it: that has its answers.")
    if message:
        console.say(f"\n{console.printable(message)}")
    outcome.tell_next([*enter, "ai-plugin check"] if checked and checked.findings else enter)
