"""`ai-plugin rules`: what the check asks for, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.cli.options import SETTINGS, debug

if TYPE_CHECKING:
    from scaffold.check.finding import Rule


def command() -> click.Command:
    """The command, for click."""
    return click.Command(
        "rules",
        params=[click.Argument(["rule"], required=False), debug()],
        callback=_rules,
        help="List the rules, or explain one: what it asks, why, and how to mend it.",
        context_settings=SETTINGS,
    )


def _rules(*, rule: str | None, debug: bool) -> None:
    with console.no_traceback(debug=debug):
        from scaffold.check.rules import RULES, named

        if rule is not None:
            console.say(_explained(named(rule)))
            return
        widest = max(map(len, RULES))
        for known in RULES.values():
            console.say(f"{known.id:<{widest}}  {known.severity:<7}  {known.what}")


def _explained(rule: Rule) -> str:
    return (
        f"{console.strong(rule.id)} ({rule.severity})\n\n"
        f"{rule.what}\n\nWhy: {rule.why}\nHow to mend it: {rule.mend}"
    )
