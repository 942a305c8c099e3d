"""Each rule has a page, whose examples are tried."""

from __future__ import annotations

from pathlib import Path

import pytest
import rule_pages
import yaml

from check import mcp_pieces, package_pieces, pieces
from scaffold.check import engine
from scaffold.check import rules as topics
from scaffold.check.engine import Job
from scaffold.check.examples import Pieces, example
from scaffold.check.finding import Rule
from scaffold.check.rules import RULES


def rules(example: Pieces, folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The rules that object to a piece of an otherwise good plugin."""
    if mcp_pieces.NAMES & {*example}:
        with mcp_pieces.serving(example) as target:
            # Where an example is of a closed server, who has the key sees its tools.
            credentials = {"Authorization": "key"} if mcp_pieces.CLOSED in example else {}
            job = Job(target, call="tools/call" in example, credentials=credentials)
            findings = engine.check(job).findings
    elif "http" in example:
        with pieces.serving(example, monkeypatch) as target:
            findings = engine.check(Job(target)).findings
    else:
        write = package_pieces.write if package_pieces.NAMES & {*example} else pieces.write
        findings = engine.check(Job(write(folder, example))).findings
    return {finding.rule for finding in findings}


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_objects_to_its_bad_example_and_to_nothing_good(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good, also = example(rule)
    assert rules(bad, tmp_path / "bad", monkeypatch) == {rule.id, *also}
    assert rules(good, tmp_path / "good", monkeypatch) == {*also}


def test_no_example_is_of_a_rule_that_is_gone() -> None:
    folder = Path(str(topics.__file__)).parent
    listed = [
        name for path in folder.rglob("*.yaml") for name in yaml.safe_load(path.read_text("utf-8"))
    ]
    assert sorted(listed) == sorted(RULES)


def test_the_pages_are_those_of_the_rules() -> None:
    pages = {path.name: path.read_text("utf-8") for path in rule_pages.FOLDER.iterdir()}
    assert pages == rule_pages.pages(), "Run: python tools/rule_pages.py"
