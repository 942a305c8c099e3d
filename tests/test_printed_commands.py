"""Every command that is printed or documented works as it is typed, where it is read."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from answers import PROJECTS
from conftest import REPOSITORY
from projects import write

from scaffold.cli import create, toolbox

OURS = {"ai-plugin": toolbox.command, "create-ai-plugin": create.command}
BIN = Path(sys.executable).parent

# What begins a command; of the last ones, which nobody has to have, only the name is known.
PROGRAMS = {
    *OURS,
    "bash",
    "cd",
    "copier",
    "git",
    "pip",
    "pipx",
    "py",
    "python",
    "python3",
    "uv",
    "uvx",
}
OTHERS = {"curl", "docker", "echo", "ngrok"}
COMMAND = re.compile(
    rf"(?:\w+=\S+ )*(?:\S*[/\\])?({'|'.join(sorted(PROGRAMS | OTHERS))}|pytest|ruff|mypy)(?: |$)"
)


class Printed(NamedTuple):
    """A command, the directory that it is typed in, and a project, for those of projects."""

    text: str
    root: Path
    project: Path
    where: str


def in_markdown(text: str) -> Iterator[str]:
    """The lines of code blocks, and code inside of lines, that are commands."""
    blocks = re.compile(r"(?ms)^ *```\w*\n(.*?)^ *```")
    for block in blocks.findall(text):
        yield from map(str.strip, block.replace("\\\n", "").splitlines())
    yield from inline(blocks.sub("", text))


def inline(text: str) -> Iterator[str]:
    yield from re.findall(r"`([^`\n]+)`", text)


def in_python(source: str) -> Iterator[str]:
    """What a module may print: its texts that are no docstrings; what it fills in is VALUE."""
    tree = ast.parse(source)
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    pieces = {
        part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(map(filled_in, node.values))
        elif isinstance(node, ast.Constant) and node not in docstrings | pieces:
            yield str(node.value)


def filled_in(part: ast.expr) -> str:
    """A piece of a text; a project's `command('openapi')` gives a command."""
    match part:
        case ast.Constant(value):
            return value if isinstance(value, str) else "VALUE"
        case ast.FormattedValue(ast.Call(ast.Name("command"), [ast.Constant(str(arguments))])):
            return f".venv/bin/python -m plugin {arguments}"
    return "VALUE"


def of_the_tool(project: Path) -> Iterator[Printed]:
    for path in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))):
        for text in in_markdown(path.read_text()):
            yield Printed(text, REPOSITORY, project, path.name)
    for path in sorted((REPOSITORY / "scaffold").rglob("*.py")):
        for printed in in_python(path.read_text()):
            for line in printed.splitlines():
                yield from (
                    Printed(text.strip(), REPOSITORY, project, path.name)
                    for text in (*inline(line), line, line.partition(": ")[2])
                    # Between backticks everything is a command; else it may be a sentence.
                    if f"`{text}`" in line or not re.search(r"VALUE|\.$|^ *git ", text)
                )


def project(name: str, folder: Path) -> Path:
    """A project, with our environment in place of its own."""
    directory = write(folder / name, PROJECTS[name])
    (directory / ".venv").symlink_to(BIN.parent, target_is_directory=True)
    return directory


def of_a_project(directory: Path) -> Iterator[Printed]:
    for path in (*sorted(directory.glob("*.md")), *sorted((directory / "docs").glob("*.md"))):
        for text in in_markdown(path.read_text()):
            yield Printed(text, directory, directory, path.name)
    for text in inline((directory / ".env.example").read_text()):
        yield Printed(text, directory, directory, ".env.example")
    for path in sorted((directory / "plugin").rglob("*.py")):
        for printed in in_python(path.read_text()):
            for text in inline(printed):
                yield Printed(text, directory, directory, path.name)


def problems(printed: Iterator[Printed], at_least: int) -> list[str]:
    """Why commands do not work as typed, a sentence each."""
    commands = {each.text: each for each in printed if COMMAND.match(each.text)}
    assert len(commands) >= at_least, commands.keys()
    return [
        f"{each.where}: `{text}`: {why}"
        for text, each in sorted(commands.items())
        for words in simple_commands(text)
        if (why := _problem(words, each))
    ]


def simple_commands(text: str) -> Iterator[list[str]]:
    """The commands of a line, without what they are joined by and what is set for them."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        read = [*lexer]
    except ValueError:
        # A quotation that the width of a page has broken: no line to be typed.
        return
    for word in [*read, ";"]:
        if {*word} <= {*";&|>"}:
            if words and COMMAND.match(words[0]):
                yield words
            words = []
        elif words or not re.match(r"[A-Z]+=", word):
            words.append(word)


def _problem(words: list[str], printed: Printed) -> str:
    program, *arguments = words
    name = Path(program).name
    if program in OURS:
        return _of_ours(program, arguments)
    if program in ("uv", "uvx", "pipx"):
        return _of_a_runner(program, arguments, printed)
    if program == "git":
        return _of_git(arguments)
    if program in ("python", "pip") or (name in ("pytest", "ruff", "mypy") and program == name):
        return "is not on the PATH, or another one is" if arguments else ""
    if "/" in program:
        return _of_environment(program, arguments, printed)
    return ""


def _of_ours(program: str, arguments: list[str]) -> str:
    """Parsed, as the command itself does it, but not called."""
    command = OURS[program]()
    if isinstance(command, click.Group):
        if not arguments or arguments[0].startswith("-"):
            return ""
        if arguments[0] not in command.commands:
            return f"no command {arguments[0]}"
        command, arguments = command.commands[arguments[0]], arguments[1:]
    try:
        command.make_context(command.name, arguments)
    except click.exceptions.Exit:
        return ""
    except Exception as error:
        return str(error)
    return ""


def _of_a_runner(program: str, arguments: list[str], printed: Printed) -> str:
    if "--from" in arguments or "--spec" in arguments or "install" in arguments:
        for option in ("-c", "--pip-args=--constraint=constraints.txt"):
            if option in arguments and not (printed.root / "constraints.txt").exists():
                return "no constraints.txt"
    if program == "uv" and arguments[:1] == ["run"]:
        return _of_environment(f".venv/bin/{arguments[1]}", arguments[2:], printed)
    if program == "pipx":
        return ""  # It need not be here; its commands are tried with an index.
    if program == "uvx":
        # Without what it would run.
        started = next((at for at, word in enumerate(arguments) if word in {*OURS, "copier"}), None)
        arguments = ["tool", "run", *arguments[:started]]
    asked = [str(BIN / "uv"), *arguments, "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stderr


def _of_git(arguments: list[str]) -> str:
    command = next((word for word in arguments if re.fullmatch(r"[a-z]+(-[a-z]+)*", word)), "help")
    done = subprocess.run(["git", command, "-h"], capture_output=True, check=False)
    return "" if done.returncode in (0, 129) else "git knows no such command"


def _of_environment(program: str, arguments: list[str], printed: Printed) -> str:
    """A program of `.venv`, and what its arguments name."""
    name = Path(program).name
    if program.startswith(".venv/bin/") and not (BIN / name).exists():
        return f"no {name} is installed"
    if name == "pip":
        return _of_pip(arguments, printed.root)
    if name in ("python", "pytest"):
        return _of_python(arguments, printed)
    return ""


def _of_pip(arguments: list[str], root: Path) -> str:
    if arguments[0] != "install":
        return ""
    if "-c" in arguments and not (root / arguments[arguments.index("-c") + 1]).exists():
        return "no such file of constraints"
    if not (extra := re.search(r"\.\[(\w+)\]", " ".join(arguments))):
        return ""
    declared = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return "" if extra[1] in declared["optional-dependencies"] else f"no extra {extra[1]}"


def _of_python(arguments: list[str], printed: Printed) -> str:
    if arguments[:2] == ["-m", "plugin"]:
        asked = [sys.executable, "-m", "plugin", *arguments[2:], "--help"]
        done = subprocess.run(
            asked, cwd=printed.project, capture_output=True, text=True, check=False
        )
        return done.stderr
    paths = [word for word in arguments if "/" in word]
    return next((f"no {path} here" for path in paths if not (printed.root / path).exists()), "")


def test_what_the_tool_prints_and_documents_works_as_typed(tmp_path: Path) -> None:
    assert problems(of_the_tool(project("todo-oauth", tmp_path)), at_least=40) == []


@pytest.mark.parametrize("name", ["facts-none", "todo-oauth"])
def test_what_a_project_prints_and_documents_works_as_typed(name: str, tmp_path: Path) -> None:
    assert problems(of_a_project(project(name, tmp_path)), at_least=15) == []
