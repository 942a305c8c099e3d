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

RULE is the name that a finding ends with, such as long-text: what it asks, why, how to fix it, and
a bad and a good example.
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


def _as_json(rule: Rule) -> dict[str, object]:
    from scaffold.check.examples import example

    bad, good, _ = example(rule)
    return {
        "rule": rule.id,
        "severity": str(rule.severity),
        "what": rule.what,
        "why": rule.why,
        "fix": rule.fix,
        "bad": bad,
        "good": good,
    }


def _explained(rule: Rule) -> str:
    from scaffold.check.page import examples, label

    paragraphs = [
        f"{console.strong(rule.id)} ({rule.severity})",
        rule.what,
        f"Why: {rule.why}\nHow to fix it: {rule.fix}",
    ]
    for heading, pieces in examples(rule).items():
        paragraphs.append(console.strong(heading))
        paragraphs += [f"{label(name)}:\n\n{_indented(text)}" for name, text in pieces.items()]
    return "\n\n".join(paragraphs)


def _indented(text: str) -> str:
    from textwrap import indent

    return indent(text, "    ").rstrip("\n")
