"""`create-ai-plugin` with our own template, from answers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.cli import console
from scaffold.errors import MissingAnswers
from scaffold.template import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from scaffold.cli.manner import Manner
    from scaffold.template.questions import Answers


def create(directory: Path | None, given: Mapping[str, object], manner: Manner) -> None:
    """Agree on answers, make the project, and say what came of it.

    `directory` is None only where somebody can be asked for it.
    """
    target, agreed = _agree(given, directory, manner)
    # Not before: whoever is asked does not wait for what is needed afterwards.
    from scaffold.cli import outcome
    from scaffold.project import contents
    from scaffold.project import create as project
    from scaffold.template import releases

    files = contents.of(agreed)
    commands = outcome.next_commands(target)
    url = f"http://localhost:{agreed['port']}"
    if manner.dry_run:
        made = project.plan(target, files, releases.newest())
    else:
        made = project.create(target, files, project.ours(), commit=manner.commit)
    with console.output("" if manner.dry_run else f"{made.directory} is complete. "):
        if manner.json:
            console.say_json(outcome.as_json(made, agreed, commands))
        elif manner.dry_run:
            console.say("\n".join(made.files))
        else:
            outcome.tell(made, url, commands)
    if manner.asks and not manner.dry_run:
        from scaffold.cli import starting

        starting.offer(made.directory, url, commands)


def _agree(
    given: Mapping[str, object], destination: Path | None, manner: Manner
) -> tuple[Path, Answers]:
    """Where, and the answers: the given ones, else from a prompt, or the default.

    `destination` is None only where somebody can be asked for it.
    """
    accepted = questions.accept(given)
    if destination is None or manner.asks:
        from scaffold import wizard

        return wizard.ask(accepted, destination, _plan)
    if not manner.yes and (missing := questions.open_questions(accepted)):
        raise MissingAnswers(
            {question.name: question.option for question in missing},
            "Give them, or --answers FILE, or --yes for the defaults.",
        )
    return destination, questions.complete(accepted, destination)


def _plan(answers: Answers) -> Iterable[str]:
    from scaffold.project import contents

    return contents.of(answers)
