"""`--set NAME=ANSWER`, of every command that has answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.errors import Misuse

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def option(help_: str) -> click.Option:
    """The option, for click."""
    return click.Option(
        ["--set", "settings"],
        metavar="NAME=ANSWER",
        multiple=True,
        shell_complete=_next,
        help=help_,
    )


def pairs(settings: tuple[str, ...]) -> dict[str, str]:
    """Names to answers, as they were typed; raises Misuse for what is neither."""
    typed = {}
    for setting in settings:
        name, equals, answer = setting.partition("=")
        if not equals:
            raise Misuse(f"--set {setting}: has no `=`.", f"Write --set {name}=ANSWER.")
        typed[name] = answer
    return typed


def of_ours(settings: tuple[str, ...]) -> dict[str, object]:
    """The same for our own questions, whose names are written as those of options, too."""
    return {name.replace("-", "_"): answer for name, answer in pairs(settings).items()}


def _next(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """For `shell_complete`: our questions, then their choices."""
    from click.shell_completion import CompletionItem

    from scaffold.template import questions

    items = [
        CompletionItem(f"{question.name}={value}", help=question.help)
        for question in questions.load()
        if not question.imported
        for value in question.choices.values() or [""]
    ]
    return [item for item in items if item.value.startswith(incomplete)]
