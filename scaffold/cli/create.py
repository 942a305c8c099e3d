"""`create-ai-plugin`: makes a plugin from a few answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from scaffold import questions
from scaffold.cli import console
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from scaffold.project import Project
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
    with console.no_traceback(debug=debug):
        from scaffold import project

        asks = console.is_interactive() and not yes
        if directory is None:
            directory = _ask_directory(asks=asks)
        destination = project.check_destination(directory)
        if not no_git:
            project.require_git()
        agreed = _agree(options, answers, destination, asks=asks, yes=yes)
        files = project.render(agreed)
        # Before it is there: to replace an empty current directory leaves none to start from.
        commands = _next_commands(destination)
        if dry_run:
            made = project.plan(destination, files)
        else:
            made = project.create(destination, files, commit=not no_git)
        if json:
            console.say_json(_as_json(made, agreed, commands))
        elif dry_run:
            console.say("\n".join(made.files))
        else:
            _celebrate(made, agreed, commands)


def _ask_directory(*, asks: bool) -> str:
    if not asks:
        raise Misuse("Missing: DIRECTORY.", "Name the directory to create.")
    from scaffold import wizard

    return wizard.ask_directory()


def _agree(
    options: dict[str, str | None], file: str | None, destination: Path, *, asks: bool, yes: bool
) -> Answers:
    """The answers: from an option, else the answers file, else a prompt, else the default."""
    given: dict[str, object] = {}
    if file is not None:
        from scaffold import answers_file

        given.update(answers_file.read(file, [question.name for question in questions.load()]))
    given.update({name: value for name, value in options.items() if value is not None})
    accepted = questions.accept(given)
    if asks:
        from scaffold import wizard

        return wizard.ask(accepted, destination)
    if not yes and (missing := questions.open_questions(accepted)):
        raise Misuse(
            f"Missing: {', '.join(question.option for question in missing)}.",
            "Give them, or --answers FILE, or --yes for the defaults.",
        )
    return questions.complete(accepted, destination)


def _as_json(made: Project, agreed: Answers, commands: list[str]) -> dict[str, object]:
    return {
        "directory": str(made.directory),
        "release": made.release,
        "answers": agreed,
        "files": made.files,
        "commit": made.commit,
        "repository": str(made.repository) if made.repository else None,
        "next": commands,
    }


def _celebrate(made: Project, agreed: Answers, commands: list[str]) -> None:
    kept = f", first commit {made.commit}" if made.commit else ""
    console.say(f"{console.good('Created')} {made.directory}: {len(made.files)} files{kept}.")
    if made.repository:
        console.say(f"It lies in the repository {made.repository}: commit it there.")
    if made.signed_by_us:
        console.say(
            "Git does not know you yet, so create-ai-plugin signed that commit; for the next one:\n"
            '  git config --global user.name "Your Name"\n'
            "  git config --global user.email you@example.com"
        )
    if not made.updatable:
        from scaffold.releases import SOURCE

        console.say(f"`copier update` will not work: {SOURCE} cannot be written.")
    console.say("\nNext:")
    for command in commands:
        console.say(f"  {console.strong(command)}")
    console.say(f"\nThen open http://localhost:{agreed['port']}; README.md says how to go on.")


def _next_commands(directory: Path) -> list[str]:
    """What to type to see the plugin run, with the tools that are here."""
    import os
    import shlex
    import shutil

    enter = f"cd {shlex.quote(_as_typed(directory))}"
    if shutil.which("uv"):
        return [enter, "uv run python -m plugin"]
    if os.name == "nt":
        return [
            enter,
            r"py -m venv .venv; .venv\Scripts\pip install -e .",
            r".venv\Scripts\python -m plugin",
        ]
    return [
        enter,
        "python3 -m venv .venv && .venv/bin/pip install -e .",
        ".venv/bin/python -m plugin",
    ]


def _as_typed(directory: Path) -> str:
    """The shortest way to name a directory from here that a shell takes for a directory."""
    here = Path.cwd().resolve()
    if directory.is_relative_to(here) and directory != here:
        relative = str(directory.relative_to(here))
        return f"./{relative}" if relative.startswith("-") else relative
    # Also where `directory` is the current one: it is a new directory in the old one's place.
    return str(directory)
