"""`create-ai-plugin`: makes a plugin from a few answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from scaffold import questions
from scaffold.cli import console
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from scaffold.questions import Answers

_HELP = """Create a complete, running plugin for an AI assistant in DIRECTORY.

Asks for whatever no option, answers file or --yes gives.

\b
Examples:
  create-ai-plugin my-plugin
  create-ai-plugin my-plugin --yes --name-for-human "My plugin"
"""


def main() -> NoReturn:
    """Run the console command."""
    console.run(_command())


def _command() -> click.Command:
    return click.Command(
        "create-ai-plugin",
        params=[
            click.Argument(["directory"], required=False),
            *(
                click.Option(
                    [question.option],
                    metavar="|".join(question.choices.values()) or "TEXT",
                    help=question.hint,
                )
                for question in questions.load()
            ),
            click.Option(
                ["--answers"],
                metavar="FILE",
                help="Read answers from YAML or JSON (-: from a pipe)",
            ),
            _flag("--yes", "-y", help="Take the defaults for the rest, ask nothing"),
            _flag("--dry-run", help="List what would be written, write nothing"),
            _flag("--no-git", help="Make no repository and no first commit"),
            _flag("--json", help="Answer in JSON, ask nothing"),
            _flag("--debug", help="Show the traceback of an error"),
            _flag("--version", help="Show the version", is_eager=True, callback=_version),
        ],
        callback=_create,
        help=_HELP,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def _flag(*names: str, **settings: object) -> click.Option:
    return click.Option(names, is_flag=True, **settings)  # type: ignore[arg-type]


def _version(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        from scaffold import project, releases

        # Whoever has the tool can then update a project that somebody else made with it.
        project.publish_releases()
        console.say(
            f"create-ai-plugin {version('create-ai-plugin')} (template {releases.newest()})"
        )
        raise click.exceptions.Exit(0)


def _create(
    *,
    directory: str | None,
    answers: str | None,
    yes: bool,
    dry_run: bool,
    no_git: bool,
    json: bool,
    debug: bool,
    version: bool,  # noqa: ARG001 - click passes it; its callback has answered it
    **options: str | None,
) -> None:
    from scaffold import destination, git

    with console.no_traceback(debug=debug):
        asks = console.is_interactive() and not yes
        if directory is None and not asks:
            raise Misuse("Missing: DIRECTORY.", "Name the directory to create.")
        named = None if directory is None else destination.check(directory)
        if not no_git:
            git.require()
        target, agreed = _agree(options, answers, named, asks=asks, yes=yes)
        # Not before: whoever is asked does not wait for what is needed afterwards.
        from scaffold import project
        from scaffold.cli import outcome

        files = project.render(agreed)
        # Before it is there: to replace an empty current directory leaves none to start from.
        commands = outcome.next_commands(target)
        if dry_run:
            made = project.plan(target, files)
        else:
            made = project.create(target, files, commit=not no_git)
    done = "" if dry_run else f"{made.directory} is complete. "
    with console.no_traceback(debug=debug, interrupted=f"{done}Interrupted."), console.output(done):
        if json:
            console.say_json(outcome.as_json(made, agreed, commands))
        elif dry_run:
            console.say("\n".join(made.files))
        else:
            outcome.tell(made, agreed, commands)


def _agree(
    options: dict[str, str | None],
    file: str | None,
    destination: Path | None,
    *,
    asks: bool,
    yes: bool,
) -> tuple[Path, Answers]:
    """Where, and the answers: from an option, else the answers file, a prompt, the default.

    `destination` is None only where somebody can be asked for it.
    """
    given: dict[str, object] = {}
    if file is not None:
        from scaffold import answers_file

        given.update(answers_file.read(file, [question.name for question in questions.load()]))
    given.update({name: value for name, value in options.items() if value is not None})
    accepted = questions.accept(given)
    if destination is None or asks:
        from scaffold import wizard

        return wizard.ask(accepted, destination, _plan)
    if not yes and (missing := questions.open_questions(accepted)):
        raise Misuse(
            f"Missing: {', '.join(question.option for question in missing)}.",
            "Give them, or --answers FILE, or --yes for the defaults.",
        )
    return destination, questions.complete(accepted, destination)


def _plan(answers: Answers) -> Iterable[str]:
    from scaffold import project

    return project.render(answers)
