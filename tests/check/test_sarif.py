"""SARIF, as code hosts and editors read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import Message
from importlib import metadata
from pathlib import Path

import jsonschema
import pytest
from conftest import REPOSITORY
from in_process import Said, call

from check.conftest import MANIFEST, changed, write

Run = Callable[[str], Said]

PAGES = REPOSITORY / "docs/rules"
LONG = {"name_for_human": "A name that is too long"}
LEGAL = {"legal_info_url": "http://todo.dev/legal"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda line: call(line, monkeypatch, capsys)


# What the OASIS schema requires of the parts that are used, and the names that it allows them.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "items": {
                "required": ["tool"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id"],
                                            "properties": {
                                                "helpUri": {"format": "uri"},
                                                **{
                                                    name: {
                                                        "required": ["text"],
                                                        "properties": {
                                                            "text": {"type": "string"},
                                                            "markdown": {"type": "string"},
                                                        },
                                                        "additionalProperties": False,
                                                    }
                                                    for name in (
                                                        "shortDescription",
                                                        "fullDescription",
                                                        "help",
                                                    )
                                                },
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["message"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "message": {"required": ["text"]},
                            },
                        }
                    },
                },
            }
        },
    },
}


def test_sarif_for_code_hosts(folder: Path, run: Run) -> None:
    write(folder / "a b", changed(MANIFEST, {**LONG, **LEGAL}))
    log = json.loads(run("ai-plugin check 'a b' --format sarif").out)
    jsonschema.validate(log, SARIF)
    (only,) = log["runs"]
    assert [result["ruleId"] for result in only["results"]] == ["text-limit", "https-page"]
    for result in only["results"]:
        rule = only["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["defaultConfiguration"]["level"] == result["level"]
        assert rule["help"]["markdown"] == (PAGES / f"{rule['id']}.md").read_text()
    (place,) = only["results"][0]["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/.well-known/ai-plugin.json"},
        "region": {"startLine": 3, "startColumn": 21, "endColumn": 46},
    }


def test_sarif_leads_to_where_the_package_says_that_its_pages_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    write(folder, changed(MANIFEST, LONG))
    for links, url in (
        ([], None),
        (["Changelog, https://todo.dev/new"], None),
        (["Documentation, https://todo.dev/docs/"], "https://todo.dev/docs/rules/text-limit.md"),
    ):
        package = Message()
        package["Version"] = "1.0"
        for link in links:
            package["Project-URL"] = link
        monkeypatch.setattr(metadata, "metadata", lambda _, package=package: package)
        log = json.loads(run("ai-plugin check --format sarif").out)
        (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
        assert rule.get("helpUri") == url
