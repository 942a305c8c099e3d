"""What the options of every command have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from scaffold import DISTRIBUTION
from scaffold.errors import Misuse
from scaffold.spelling import suggestion

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Value to what it means.
Values = Callable[[], Mapping[str, str]]


def flag(*names: str, **settings: object) -> click.Option:
    """An option that is there or not."""
    return click.Option(names, is_flag=True, **settings)  # type: ignore[arg-type]


def debug() -> click.Option:
    """`--debug`, which every `Command` obeys."""
    return flag("--debug", help="Show the traceback of an error")


def version(show: Callable[[], None]) -> click.Option:
    """`--version`, which calls `show` and ends."""

    def answer(ctx: click.Context, _option: click.Parameter, given: bool) -> None:
        if given and not ctx.resilient_parsing:
            show()
            raise click.exceptions.Exit(0)

    return flag(
        "--version", is_eager=True, expose_value=False, callback=answer, help="Show the version"
    )


def installed() -> str:
    """The version of create-ai-plugin that runs."""
    from importlib.metadata import version

    return version(DISTRIBUTION)


def documentation() -> str:
    """Where `docs/` is published, as the installed package says; empty where it does not."""
    from importlib.metadata import metadata

    links = metadata("create-ai-plugin").get_all("Project-URL") or []
    named = dict(link.split(", ", 1) for link in links)
    return str(named.get("Documentation", ""))


def files(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """For `shell_complete`: the shell's own files and directories."""
    return _of_shell("file", incomplete)


def directories(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """For `shell_complete`: the shell's own directories."""
    return _of_shell("dir", incomplete)


def _of_shell(kind: str, incomplete: str) -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type=kind)]


class OneOf(click.ParamType):  # type: ignore[type-arg]  # has none in older clicks
    """Words to choose from; `values` is called only when they are needed.

    Shells complete them, help lists them. `strict` refuses others at once; if not, whoever gets
    the value does.
    """

    name = "word"

    def __init__(self, values: Values, *, strict: bool = True) -> None:
        self.values = values
        self.strict = strict

    def convert(
        self, value: object, param: click.Parameter | None, _ctx: click.Context | None
    ) -> str:
        """The word; raises Misuse for another one."""
        word = str(value)
        if self.strict and param and word not in (known := self.values()):
            name = param.opts[0] if isinstance(param, click.Option) else param.human_readable_name
            rule = f"must be {' or '.join(known)}"
            raise Misuse(f"{name} {word}: {rule}{suggestion(word, known) or '.'}")
        return word

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        """The words that begin as typed."""
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(value, help=meaning)
            for value, meaning in self.values().items()
            if value.startswith(incomplete)
        ]
