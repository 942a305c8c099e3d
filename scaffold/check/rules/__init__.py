"""Every rule by its id, in the order in which people read of them: a file for each topic."""

from __future__ import annotations

from collections.abc import Mapping

from scaffold.check.finding import Rule
from scaffold.check.rules import (
    files,
    hosting,
    logo,
    manifest,
    marketplace,
    mcp,
    openapi,
    package,
    skill,
    texts,
)
from scaffold.errors import Misuse
from scaffold.spelling import suggestion

_TOPICS = (
    files,
    *manifest.TOPICS,
    texts,
    *openapi.TOPICS,
    logo,
    *hosting.TOPICS,
    *package.TOPICS,
    *skill.TOPICS,
    *marketplace.TOPICS,
    *mcp.TOPICS,
)

RULES: Mapping[str, Rule] = {
    rule.id: rule for topic in _TOPICS for rule in vars(topic).values() if isinstance(rule, Rule)
}


def named(name: str, option: str = "") -> Rule:
    """The rule of this id; Misuse where there is none, naming the option that asked for it."""
    if name not in RULES:
        close = suggestion(name, RULES)
        hint = "" if close else "`ai-plugin rules` lists them."
        raise Misuse(f"{option} {name}: no such rule{close or '.'}".lstrip(), hint)
    return RULES[name]
