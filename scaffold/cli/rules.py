"""`ai-plugin rules`: what the check asks for, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.cli.command import Command
from scaffold.cli.options import OneOf, debug, flag

if TYPE_CHECKING:
    from scaffold.check.finding import Rule


_TEXT = """List the rules of the check, or explain one.

RULE is the name that a finding ends with, such as long-text: what it asks, why, and how to fix it.
"""


def command() -> click.Command:
    """The command, for click."""
    return Command(
        "rules",
        text=_TEXT,
        examples=["ai-plugin rules", "ai-plugin rules long-text"],
        arguments=[click.Argument(["rule"], required=False, type=OneOf(known, strict=False))],
        sections={"How it answers": [flag("--json", help="Answer in JSON"), debug()]},
        callback=_rules,
    )


def known() -> dict[str, str]:
    """What each rule asks for, by its id."""
    from scaffold.check.rules import RULES

    return {rule.id: rule.what for rule in RULES.values()}


def _rules(*, rule: str | None, json: bool) -> None:
    from scaffold.check.rules import RULES, named

    if json:
        chosen = RULES.values() if rule is None else [named(rule)]
        console.say_json([_as_json(each) for each in chosen])
        return
    if rule is not None:
        console.say(_explained(named(rule)))
        return
    widest = max(map(len, RULES))
    for each in RULES.values():
        console.say(f"{each.id:<{widest}}  {each.severity:<7}  {each.what}")


def _as_json(rule: Rule) -> dict[str, str]:
    return {
        "rule": rule.id,
        "severity": str(rule.severity),
        "what": rule.what,
        "why": rule.why,
        "fix": rule.fix,
    }


def _explained(rule: Rule) -> str:
    return (
        f"{console.strong(rule.id)} ({rule.severity})\n\n"
        f"{rule.what}\n\nWhy: {rule.why}\nHow to fix it: {rule.fix}"
    )
