"""`ai-plugin` as people and machines call it: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from check.conftest import MANIFEST, OPENAPI, changed, write

from scaffold.check.rules import RULES

TOOL = Path(sys.executable).with_name("ai-plugin")
LONG = {"name_for_human": "A name that is too long"}
MORE = "`ai-plugin rules RULE` explains a rule.\n"
LEGAL = {"legal_info_url": "http://todo.dev/legal"}


def run(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TOOL, *arguments],
        env={**os.environ, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_reader_that_leaves_gets_no_traceback() -> None:
    done = subprocess.run(
        f"'{TOOL}' rules | head -1", shell=True, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("unreadable ")
    assert done.stderr == ""


def test_a_pipe_that_closes_early_is_no_error() -> None:
    line = f"set -euo pipefail; for n in {{1..20}}; do '{TOOL}' rules | head -1; done"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_good_plugin_is_passed_in_silence(folder: Path) -> None:
    write(folder)
    for target in ([], ["."], [".well-known/ai-plugin.json"], ["."] * 9):
        done = run("check", "--strict", *target)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_finding_shows_its_line_and_how_to_mend_it(folder: Path) -> None:
    write(folder, changed(MANIFEST, LONG))
    done = run("check")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        ".well-known/ai-plugin.json:3:21: error: "
        "name_for_human: 23 characters, at most 20 [text-limit]\n"
        '  3 |   "name_for_human": "A name that is too long",\n'
        "    |                     ^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  Shorten it; `--limits alpha` takes the limits of spring 2023.\n"
        "\n"
        f"1 error.\n{MORE}"
    )
    assert run("check", "--limits", "alpha").returncode == 0


def test_warnings_fail_only_where_they_are_to(folder: Path) -> None:
    write(folder, changed(MANIFEST, LEGAL))
    assert run("check").returncode == 0
    done = run("check", "--strict")
    assert done.returncode == 1
    assert done.stdout.endswith(f"\n1 warning.\n{MORE}")


def test_advice_never_fails(folder: Path) -> None:
    write(folder, None, changed(OPENAPI, {"servers": []}))
    done = run("check", "--strict")
    assert (done.returncode, done.stdout.splitlines()[-2]) == (0, "1 advice.")


def test_a_rule_is_switched_off(folder: Path) -> None:
    write(folder, changed(MANIFEST, {**LONG, **LEGAL}), changed(OPENAPI, {"servers": []}))
    rules = ["text-limit", "https-page", "missing-server"]
    assert [line for line in run("check").stdout.splitlines() if line.endswith("]")] == [
        ".well-known/ai-plugin.json:3:21: error: name_for_human: 23 characters, at most 20 [text-limit]",
        ".well-known/ai-plugin.json:16:21: warning: legal_info_url: is not HTTPS [https-page]",
        "openapi.yaml:2:1: advice: names no server [missing-server]",
    ]
    done = run("check", "--strict", "--ignore", rules[0], "--ignore", rules[1])
    assert done.returncode == 0
    assert done.stdout.startswith("openapi.yaml:2:1: advice: names no server [missing-server]\n")
    assert done.stdout.endswith(f"\n\n1 advice.\n{MORE}")
    done = run("check", "--format", "json", "--ignore", "text-limit, missing-server,")
    (target,) = json.loads(done.stdout)["targets"]
    assert [finding["rule"] for finding in target["findings"]] == ["https-page"]
    assert (done.returncode, json.loads(done.stdout)["errors"]) == (0, 0)
    done = run("check", "--strict", ".", ".", "--ignore", ",".join(rules))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_json_for_machines(folder: Path) -> None:
    write(folder / "a", changed(MANIFEST, LONG))
    write(folder / "b")
    done = run("check", "a", "b", "c", "--format", "json")
    assert done.returncode == 2
    assert json.loads(done.stdout) == {
        "targets": [
            {
                "target": "a",
                "findings": [
                    {
                        "rule": "text-limit",
                        "severity": "error",
                        "message": "name_for_human: 23 characters, at most 20",
                        "hint": "Shorten it; `--limits alpha` takes the limits of spring 2023.",
                        "file": "a/.well-known/ai-plugin.json",
                        "line": 3,
                        "column": 21,
                    }
                ],
            },
            {"target": "b", "findings": []},
            {
                "target": "c",
                "findings": [
                    {
                        "rule": "unreadable",
                        "severity": "error",
                        "message": "c: cannot be read: No such file or directory.",
                        "hint": "Name a directory, a manifest or a URL.",
                        "file": "c",
                        "line": 1,
                        "column": 1,
                    }
                ],
            },
        ],
        "errors": 2,
        "warnings": 0,
        "advice": 0,
    }


def test_annotations_for_github(folder: Path) -> None:
    write(folder, changed(MANIFEST, {**LONG, "a%\r\n::error::b": 1}))
    done = run("check", "--format", "github")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "::error file=.well-known/ai-plugin.json,line=3,col=21,endColumn=46,title=text-limit::"
        "name_for_human: 23 characters, at most 20. "
        "Shorten it; `--limits alpha` takes the limits of spring 2023.",
        "::warning file=.well-known/ai-plugin.json,line=17,col=3,endColumn=21,title=unknown-field::"
        "`a%25%0D%0A::error::b` is no field of a manifest. Delete it, or correct its name.",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nothing"], "nothing:1:1: error: nothing: cannot be read: No such file or directory. [unreadable]\n  Name a directory, a manifest or a URL.\n\n1 error.\n"),
        (["check"], ".:1:1: error: .: holds no .well-known/ai-plugin.json. [unreadable]\n  Name the directory of a plugin, its manifest or its URL.\n\n1 error.\n"),
        (["check", "/dev/zero"], "/dev/zero:1:1: error: /dev/zero: cannot be read: is no regular file. [unreadable]\n  Name a directory, a manifest or a URL.\n\n1 error.\n"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, said + MORE, "")


def test_several_manifests_are_named(folder: Path) -> None:
    write(folder / "x/a")
    write(folder / "x/b")
    done = run("check", "x")
    assert done.returncode == 2
    assert (
        "x: holds 2 manifests: x/a/.well-known/ai-plugin.json, x/b/.well-known/ai-plugin.json."
        in done.stdout
    )


def test_what_is_no_url_is_told() -> None:
    done = run("check", "http://[::1")
    assert done.returncode == 2
    assert "error: http://[::1: is no URL. [unreadable]\n" in done.stdout


def test_only_rules_that_are_there_can_be_ignored() -> None:
    for rule, said in {
        "text-limits": "no such rule; did you mean text-limit?",
        "https,?": "no such rule.\n`ai-plugin rules` lists them.",
        "unreadable": "cannot be ignored.\nLeave the target out.",
    }.items():
        done = run("check", "--ignore", rule)
        name = rule.rpartition(",")[2]
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"Error: --ignore {name}: {said}\n"


def test_every_rule_is_listed_and_explained() -> None:
    listed = run("rules").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(RULES)
    assert len(RULES) > 50
    for rule in RULES.values():
        for text in (rule.what, rule.why, rule.fix):
            assert text.endswith((".", "html"))
            assert len(text) < 120
    assert run("rules", "duplicate-key").stdout == (
        "duplicate-key (warning)\n\nA field is given once.\n\n"
        "Why: Some readers take the first, most take the last, strict ones refuse the file.\n"
        "How to fix it: Keep one of the two.\n"
        "\nBad\n\nIn `ai-plugin.json`:\n\n"
        '    "name_for_human": "Todo",\n    "name_for_human": "Todo list"\n'
        "\nGood\n\nIn `ai-plugin.json`:\n\n"
        '    "name_for_human": "Todo list"\n'
    )


def test_a_terminal_sees_no_escape_of_a_file(folder: Path) -> None:
    write(
        folder, changed(MANIFEST, {"\x1b]0;owned\x07\x1b[2J": "\u202e", "name_for_model": "\x1b["})
    )
    (folder / "openapi.yaml").write_text("openapi: 3.1.0\npaths: {/\u202e: {get: {x\u009b: 1}}}\n")
    for form in ("text", "json", "sarif"):
        done = run("check", "--format", form)
        for char in "\x1b\x07\u202e\u009b":
            assert char not in done.stdout


def test_the_caret_stands_below_wide_characters(folder: Path) -> None:
    text = json.dumps(MANIFEST, ensure_ascii=False)
    (folder / "x.json").write_text(text.replace('"Todo list"', '"一二三",\t"x": 1'))
    lines = run("check", "x.json").stdout.splitlines()
    at = lines[1].index('"x": 1') + 3
    assert lines[2].index("^") == at


def test_progress_is_for_terminals(folder: Path) -> None:
    write(folder)
    terminal = pexpect.spawn(str(TOOL), ["check", ".", "."], encoding="utf-8")
    terminal.expect(pexpect.EOF)
    assert "checked 2 of 2" in str(terminal.before)
    assert "checked" not in run("check", ".", ".").stderr


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (["--help"], []),
        (["check"], ["yaml", "PIL"]),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(
    folder: Path, arguments: list[str], loaded: list[str]
) -> None:
    write(folder)
    code = (
        "import sys; from scaffold.cli import toolbox\n"
        "try: toolbox.main()\n"
        "finally: print([m for m in ('yaml', 'PIL', 'ssl', 'copier') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == str(loaded)


def test_rules_for_machines() -> None:
    listed = json.loads(run("rules", "--json").stdout)
    assert [rule["rule"] for rule in listed] == list(RULES)
    (one,) = json.loads(run("rules", "text-limit", "--json").stdout)
    assert one["fix"] == RULES["text-limit"].fix
    assert [list(one[side]) for side in ("bad", "good")] == [["ai-plugin.json"]] * 2


def test_colour_can_be_forced_into_a_pipe() -> None:
    assert "\x1b[" not in run("rules", "text-limit", FORCE_COLOR="").stdout
    assert "\x1b[" in run("rules", "text-limit", FORCE_COLOR="1", NO_COLOR="").stdout
    assert "\x1b[" not in run("rules", "text-limit", FORCE_COLOR="1", NO_COLOR="1").stdout
