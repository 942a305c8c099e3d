"""`ai-plugin update`: an older project becomes one of the newest template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli import changes, console, setting
from scaffold.cli.command import Command
from scaffold.cli.options import debug, directories, flag
from scaffold.errors import Misuse, RejectedAnswers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.project.notes import Notes
    from scaffold.project.update import Current, Update
    from scaffold.template.questions import Answers

_TEXT = """Bring a project to the newest template, with your edits kept.

DIRECTORY is the project (here, if none is given); all of it must be committed. What changes is
merged into your files and staged, for you to look at and commit. Nothing needs the network, but
a project of somebody else's template: that is fetched from where the project says, once you agree.

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
                setting.option("Change an answer, such as port=8000"),
                flag("-y", "--yes", help="Take the defaults of new questions, ask nothing"),
                flag("--trust", help="Let somebody else's template run its code on this machine"),
            ],
            "What it does": [
                flag("--check", help="Only say whether there is an update: exit 1 if there is"),
                flag("--dry-run", help="List what would happen to each file, change nothing"),
            ],
            "How it answers": [flag("--json", help="Answer in JSON, ask nothing"), debug()],
        },
        callback=_update,
    )


def _update(
    *,
    directory: str,
    settings: tuple[str, ...],
    trust: bool,
    check: bool,
    dry_run: bool,
    yes: bool,
    json: bool,
) -> None:
    from scaffold.project import create, notes

    if check and (settings or dry_run):
        raise Misuse("--check only looks: it goes with no --set and no --dry-run.")
    # Plain `copier update` then finds the same releases.
    create.publish_releases()
    noted = notes.read(Path(directory))
    if not check:
        notes.require_clean(noted.place.directory)
    asks = console.is_interactive() and not yes
    if noted.is_ours:
        code = _ours(noted, settings, asks=asks, check=check, dry_run=dry_run, json=json)
    else:
        from scaffold.cli import foreign_update

        changed = setting.pairs(settings)
        code = foreign_update.update(
            noted, changed, trust=trust, asks=asks, yes=yes, check=check, dry_run=dry_run, json=json
        )
    raise click.exceptions.Exit(code)


def _ours(
    noted: Notes, settings: tuple[str, ...], *, asks: bool, check: bool, dry_run: bool, json: bool
) -> int:
    """Update a project of our own template; the exit code."""
    from scaffold.project import update
    from scaffold.template import questions, releases

    asked_for = questions.accept(setting.of_ours(settings))
    current = update.read(noted)
    newest = releases.newest()
    if check:
        return changes.tell_whether(current.release, newest, json=json)
    news = update.news(current.release, newest)
    if not json:
        changes.introduce(current.release, newest, news)
    planned = _plan(current, asked_for, asks=asks, dry_run=dry_run, silent=json)
    report = changes.Report(
        noted.place.directory,
        current.release,
        planned.release,
        current.answers,
        planned.answers,
        news,
        planned.merged,
        list(_advice(planned)),
    )
    return changes.tell(report, json=json, dry_run=dry_run)


def _advice(planned: Update) -> Iterator[str]:
    """What is to be done besides, where our own template's files are concerned."""
    paths = {change.path for change in planned.merged.changes}
    if "pyproject.toml" in paths:
        yield "Install again: what the plugin needs has changed."
    if "plugin/database.py" in paths:
        yield f"Tables may change: `{_python()} -m plugin migrate` keeps the data that is there."
    if planned.secrets:
        needed = ", ".join(planned.secrets)
        yield f"`{_python()} -m plugin secrets` makes what `.env` needs: {needed}."


def _python() -> str:
    from scaffold.cli import outcome

    return outcome.in_environment("python")


def _plan(
    current: Current, asked_for: Answers, *, asks: bool, dry_run: bool, silent: bool
) -> Update:
    """Work the update out, say what it means for data and, unless it is a dry run, apply it."""
    from scaffold.project import kept_data, update

    with update.workshop(current) as work:
        answers = _agree(current, asked_for, work, asks=asks)
        planned = update.plan(current, answers, work)
        text = kept_data.consequence(current.answers, answers, _python())
        if text and not silent:
            changes.warn(text)
        if not dry_run:
            update.apply(planned)
    return planned


def _agree(current: Current, asked_for: Answers, work: Path, *, asks: bool) -> Answers:
    """The answers for the newest template: those of the project, and of who is asked."""
    from scaffold.project import update
    from scaffold.template import questions

    carried = update.carry_over(current, asked_for, work)
    # What is answered may call for more.
    while asks and carried.asked:
        from scaffold import wizard

        answers = wizard.ask_some(carried.asked, carried.answers, current.place.directory)
        told = {asked.name: answers[asked.name] for asked in carried.asked if asked.name in answers}
        asked_for = {**asked_for, **told}
        carried = update.carry_over(current, asked_for, work)
    if carried.problems:
        name = next(iter(carried.problems))
        raise RejectedAnswers(carried.problems, f"Give another with --set {name}=ANSWER.")
    return questions.accept(carried.answers)
