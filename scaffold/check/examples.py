"""A bad and a good example of each rule: those of `rules/logo.py` are in `rules/logo.yaml`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.check.finding import Rule

# A piece of a plugin, by what it is of: the name of a file; `files`, its directory; `package`, the
# directory that hosts install; `http`, what its server is asked and answers; or what an MCP server
# is asked. `…` stands for what is left out.
Pieces = Mapping[str, str]


class Example(NamedTuple):
    """What a rule objects to, and how it is right.

    `also` are the ids of other rules that may object to either.
    """

    bad: Pieces
    good: Pieces
    also: tuple[str, ...] = ()


def example(rule: Rule) -> Example:
    """The example of a rule."""
    return Example(**_topic(rule.find.__module__)[rule.id])


@cache
def _topic(module: str) -> Mapping[str, Any]:
    import yaml

    path = Path(str(sys.modules[module].__file__)).with_suffix(".yaml")
    topic: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return topic
