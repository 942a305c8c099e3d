"""`create-ai-plugin`: makes a plugin from a few answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from scaffold.cli import console, run, setting
from scaffold.cli.command import Command
from scaffold.cli.manner import Manner
from scaffold.cli.options import OneOf, debug, directories, files, flag, installed, version
from scaffold.errors import Misuse
from scaffold.template import questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.template.questions import Question

_TEXT = """Create a complete, running plugin for an AI assistant in DIRECTORY.

Asks for whatever no option, answers file or --yes gives. An option beats the file.

Exit codes: 0 done, 1 could not be done, 2 wrong use or answers, 130 interrupted.
"""


def main() -> NoReturn:
    """Run the console command."""
    run.run(command())


def command() -> click.Command:
    """The command, for click."""
    return Command(
        "create-ai-plugin",
        text=_TEXT,
        examples=[
            "create-ai-plugin my-plugin",
            "create-ai-plugin my-plugin --yes --auth-type oauth",
            "create-ai-plugin x --template ../mine",
        ],
        arguments=[click.Argument(["directory"], required=False, shell_complete=directories)],
        sections={
            **_by_subject([one for one in questions.load() if not one.imported]),
            "How it asks": [
                click.Option(
                    ["--answers"],
                    metavar="FILE",
                    shell_complete=files,
                    help="Read answers from YAML or JSON (-: from a pipe)",
                ),
                setting.option("Answer a question by its name, of whichever template (YAML)"),
                flag("-y", "--yes", help="Take the defaults for the rest, ask nothing"),
            ],
            "For an API that exists": [
                click.Option(
                    ["--from", "source"],
                    metavar="DOCUMENT",
                    shell_complete=files,
                    help="Its OpenAPI document (3.0 or 3.1): a file or a URL",
                ),
                click.Option(
                    ["--operations"],
                    metavar="ID[,ID]...",
                    help="The operations to take; 'GET /path' is one, too "
                    "[default: up to 10 that read]",
                ),
                click.Option(
                    ["--way"],
                    metavar="WAY",
                    type=OneOf(_ways),
                    help="What to make [default: gateway]",
                ),
                click.Option(
                    ["--mcp-url"],
                    metavar="URL",
                    help="With static: the API's own MCP server, for a package that hosts install",
                ),
            ],
            "For a class": [
                click.Option(
                    ["--roster"],
                    metavar="FILE",
                    shell_complete=files,
                    help="A class list (CSV): a project in DIRECTORY for each row",
                ),
            ],
            "Somebody's template instead of ours": [
                click.Option(
                    ["--template"],
                    metavar="SOURCE",
                    shell_complete=directories,
                    help="A template of Copier: directory, git URL, gh:OWNER/NAME, gl:OWNER/NAME",
                ),
                flag("--trust", help="Let it run its code on this machine"),
            ],
            "What it writes": [
                flag("--dry-run", help="List what would be written, write nothing"),
                flag("--no-git", help="Make no repository and no first commit"),
            ],
            "How it answers": [
                flag("--json", help="Answer in JSON, ask nothing"),
                debug(),
                version(_say_version),
            ],
        },
        callback=_create,
    )


def _by_subject(asked: Sequence[Question]) -> dict[str, list[click.Option]]:
    """The questions as options; those that only some answers call for stand under these."""
    deciding = {name for question in asked for name in question.conditions}
    options = {question.name: question.option for question in asked}
    sections: dict[str, list[click.Option]] = {}
    for question in asked:
        if question.conditions:
            heading = "With " + " and ".join(
                f"{options[name]} {' or '.join(values)}"
                for name, values in question.conditions.items()
            )
        else:
            heading = "Authentication" if question.name in deciding else "The plugin"
        sections.setdefault(heading, []).append(_option(question))
    return sections


def _option(question: Question) -> click.Option:
    values = {value: label.removeprefix(f"{value}: ") for label, value in question.choices.items()}
    kind = question.name.rpartition("_")[2].upper() if values else _KINDS[question.kind]
    fixed = str(question.default) if "{" not in str(question.default) else ""
    return click.Option(
        [question.option],
        metavar=kind,
        type=OneOf(lambda: values, strict=False) if values else None,
        help=f"{question.hint} [default: {fixed}]" if fixed else question.hint,
    )


_KINDS = {"str": "TEXT", "int": "NUMBER"}


def _ways() -> dict[str, str]:
    from scaffold.api import WAYS

    return WAYS


def _say_version() -> None:
    from scaffold.project import create
    from scaffold.template import releases

    # Whoever has the tool can then update a project that somebody else made with it.
    create.publish_releases()
    console.say(f"create-ai-plugin {installed()} (template {releases.newest()})")


def _create(
    *,
    directory: str | None,
    answers: str | None,
    settings: tuple[str, ...],
    source: str | None,
    operations: str | None,
    way: str | None,
    mcp_url: str | None,
    roster: str | None,
    template: str | None,
    trust: bool,
    yes: bool,
    dry_run: bool,
    no_git: bool,
    json: bool,
    **options: str | None,
) -> None:
    from scaffold import git
    from scaffold.project import destination

    asks = console.is_interactive() and not yes and roster is None
    if directory is None and not asks:
        raise Misuse("Missing: DIRECTORY.", "Name the directory to create.")
    chosen = {name: value for name, value in options.items() if value is not None}
    if template is None and trust:
        raise Misuse("--trust goes with --template.")
    if template is not None and source is not None:
        raise Misuse("--from and --template are two ways to start: name one.")
    for option, value in (("--operations", operations), ("--way", way), ("--mcp-url", mcp_url)):
        if source is None and value is not None:
            raise Misuse(f"{option} goes with --from.")
    if template is not None and chosen:
        option = questions.by_name(next(iter(chosen))).option
        raise Misuse(f"{option} is a question of our own template.", "Answer others with --set.")
    if roster is not None and (source or template):
        raise Misuse("--roster goes with neither --from nor --template.")
    if not no_git:
        git.require()
    manner = Manner(asks=asks, yes=yes, dry_run=dry_run, commit=not no_git, json=json)
    if roster is not None:
        from scaffold.cli import from_roster

        given = {**_read(answers), **setting.of_ours(settings), **chosen}
        from_roster.create(roster, str(directory), given, manner)
        return
    named = None if directory is None else destination.check(directory)
    given = _read(answers)
    if template is not None:
        from scaffold.cli import from_template

        given.update(setting.pairs(settings))
        from_template.create(template, named, given, manner, trust=trust)
        return
    given.update({**setting.of_ours(settings), **chosen})
    if source is not None:
        from scaffold.cli import from_document

        wishes = from_document.Wishes(source, operations or "", way or "", mcp_url or "")
        from_document.create(wishes, named, given, manner)
        return
    from scaffold.cli import from_questions

    from_questions.create(named, given, manner)


def _read(file: str | None) -> dict[str, object]:
    """The answers in a file."""
    if file is None:
        return {}
    from scaffold.project import answers_file

    return answers_file.read(file)
