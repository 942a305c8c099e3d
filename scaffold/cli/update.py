"""`ai-plugin update`: an older project becomes one of the newest template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli import changes, console
from scaffold.cli.command import Command
from scaffold.cli.options import debug, directories, flag
from scaffold.errors import Misuse, RejectedAnswers

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from scaffold.project.update import Current, Update
    from scaffold.template.questions import Answers

_TEXT = """Bring a project to the newest template, with your edits kept.

DIRECTORY is the project (here, if none is given); all of it must be committed. What changes is
merged into your files and staged, for you to look at and commit. Nothing needs the network.

Exit codes: 0 done or up to date, 1 conflicts or could not be done (with --check, there is an
update), 2 wrong use or answers.
"""


def command() -> click.Command:
    """The command, for click."""
    return Command(
        "update",
        text=_TEXT,
        examples=[
            "ai-plugin update --dry-run",
            "ai-plugin update my-plugin",
            "ai-plugin update --set auth_type=oauth",
        ],
        arguments=[click.Argument(["directory"], default=".", shell_complete=directories)],
        sections={
            "Answers": [
                click.Option(
                    ["--set", "settings"],
                    metavar="NAME=ANSWER",
                    multiple=True,
                    shell_complete=_settings,
                    help="Change an answer, such as port=8000",
                ),
                flag("-y", "--yes", help="Take the defaults of new questions, ask nothing"),
            ],
            "What it does": [
                flag("--check", help="Only say whether there is an update: exit 1 if there is"),
                flag("--dry-run", help="List what would happen to each file, change nothing"),
            ],
            "How it answers": [flag("--json", help="Answer in JSON, ask nothing"), debug()],
        },
        callback=_update,
    )


def _settings(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """For `shell_complete`: the questions, then their choices."""
    from click.shell_completion import CompletionItem

    from scaffold.template import questions

    settings = [
        CompletionItem(f"{question.name}={value}", help=question.help)
        for question in questions.load()
        for value in question.choices.values() or [""]
    ]
    return [setting for setting in settings if setting.value.startswith(incomplete)]


def _update(
    *,
    directory: str,
    settings: tuple[str, ...],
    check: bool,
    dry_run: bool,
    yes: bool,
    json: bool,
) -> None:
    from scaffold.project import create, update
    from scaffold.template import releases

    if check and (settings or dry_run):
        raise Misuse("--check only looks: it goes with no --set and no --dry-run.")
    wanted = _parse(settings)
    # Plain `copier update` then finds the same releases.
    create.publish_releases()
    current = update.read(Path(directory))
    if not check:
        asks = console.is_interactive() and not yes
        update.require_clean(current)
        if not json:
            changes.introduce(current.release, releases.newest())
        planned = _plan(current, wanted, asks=asks, dry_run=dry_run)
    done = "" if check or dry_run else "The update is done. "
    with console.output(done):
        if check:
            code = _check(current, json=json)
        else:
            changes.tell(planned, json=json, dry_run=dry_run)
            code = int(bool(planned.merged.unmerged))
    raise click.exceptions.Exit(code)


def _plan(current: Current, wanted: Answers, *, asks: bool, dry_run: bool) -> Update:
    """Work the update out and, unless it is a dry run, apply it."""
    from scaffold.project import update

    with update.workshop(current) as work:
        answers = _agree(current, wanted, work, asks=asks)
        planned = update.plan(current, answers, work)
        if not dry_run:
            update.apply(planned)
    return planned


def _parse(settings: tuple[str, ...]) -> Answers:
    """The answers of `--set`, checked."""
    from scaffold.template import questions

    pairs = {}
    for setting in settings:
        name, equals, answer = setting.partition("=")
        if not equals:
            raise Misuse(f"--set {setting}: has no `=`.", f"Write --set {name}=ANSWER.")
        # Options have dashes, questions underscores: both are meant.
        pairs[name.replace("-", "_")] = answer
    return questions.accept(pairs)


def _check(current: Current, *, json: bool) -> int:
    """Say whether there is an update; 1 if there is."""
    from scaffold.template import releases

    newest = releases.newest()
    outdated = current.release != newest
    if json:
        console.say_json({"from": current.release, "to": newest, "outdated": outdated})
    elif outdated:
        console.say(f"There is an update, from template {current.release} to {newest}.")
    else:
        console.say(f"Up to date: template {newest}.")
    return int(outdated)


def _agree(current: Current, wanted: Answers, work: Path, *, asks: bool) -> Answers:
    """The answers for the newest template: those of the project, and of who is asked."""
    from scaffold.project import update
    from scaffold.template import questions

    carried = update.carry_over(current, wanted, work)
    # What is answered may call for more.
    while asks and carried.asked:
        from scaffold import wizard

        answers = wizard.ask_some(carried.asked, carried.answers, current.place.directory)
        told = {asked.name: answers[asked.name] for asked in carried.asked if asked.name in answers}
        wanted = {**wanted, **told}
        carried = update.carry_over(current, wanted, work)
    if carried.problems:
        name = next(iter(carried.problems))
        raise RejectedAnswers(carried.problems, f"Give another with --set {name}=ANSWER.")
    return questions.accept(carried.answers)
