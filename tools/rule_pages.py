"""Writes `docs/rules/`, a page for each rule of the check.

python tools/rule_pages.py
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from scaffold.check.finding import Rule
from scaffold.check.page import markdown
from scaffold.check.rules import RULES

FOLDER = Path(__file__).resolve().parent.parent / "docs/rules"


def pages() -> dict[str, str]:
    """Each page by the name of its file."""
    return {"README.md": _index(), **{f"{rule.id}.md": markdown(rule) for rule in RULES.values()}}


def _index() -> str:
    lines = ["# The rules of the check", "", "`ai-plugin rules NAME` shows a page in the terminal."]
    for topic, rules in groupby(RULES.values(), _topic):
        lines += ["", f"## {topic}", "", "| rule | severity | what it asks |", "|---|---|---|"]
        lines += [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.what} |" for rule in rules
        ]
    return "\n".join(lines) + "\n"


def _topic(rule: Rule) -> str:
    """What the first line of the rule's file says that its rules are of."""
    first = str(sys.modules[rule.find.__module__].__doc__).partition("\n")[0]
    topic = first.removeprefix("The rules of ").rstrip(".")
    return topic[0].upper() + topic[1:]


def main() -> None:
    """Write every page, and delete those of rules that are gone."""
    written = pages()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
