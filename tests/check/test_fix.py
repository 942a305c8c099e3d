"""What needs no decision is fixed, and nothing else is touched."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import Said, call

from check.conftest import MANIFEST, OPENAPI, write
from scaffold.check import engine, fix
from scaffold.check.engine import Job
from scaffold.documents import load
from scaffold.documents.document import Document
from scaffold.documents.edits import applied

Call = Any

GOOD = json.dumps(MANIFEST, indent=2)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    def run(line: str) -> Said:
        return call(line, monkeypatch, capsys)

    return run


def broken(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('legal"\n}', 'legal",\n}'),
        ('"v1",\n', '"v1"\n'),
        ('"v1",\n', '"v1", // the format\n'),
        ('{\n  "schema', '{\n  # a comment of its own\n  "schema'),
        ('"v1",\n', '"v1", /* why? */\n'),
        ('"Todo list"', "'Todo list'"),
        ('"schema_version"', "schema_version"),
        ('"schema_version"', "'schema_version'"),
        ('"v1",', '"v1",\u00a0'),
        ('"v1",', '"v1", "schema_version": "v1",'),
        ('{\n  "schema', '\ufeff{\n  "schema'),
        ('"schema_version": "v1"', '"schema_version": "1.0"'),
        ('"type": "openapi"', '"type": "OpenAPI"'),
        ('"type": "openapi",\n    ', ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_fixed_file_is_the_good_one(
    tmp_path: Path, run: Call, old: str, new: str, ends: str
) -> None:
    folder = write(tmp_path / "plugin", broken(old, new).replace("\n", ends).encode())
    fixed = run(f"ai-plugin check --fix {folder}")
    file = folder / ".well-known/ai-plugin.json"
    assert fixed == (0, f"Fixed 1 problem in {file}.\n", ""), fixed.out
    text = file.read_bytes().decode()
    assert json.loads(text) == MANIFEST
    assert set(text.replace(ends, "")) & {"\r", "\n"} == set()
    assert text.replace(ends, "\n") in (GOOD, GOOD.replace('"v1",', '"v1", '))
    assert run(f"ai-plugin check --fix {folder}") == (0, "", "")


def test_an_old_encoding_becomes_utf_8(tmp_path: Path, run: Call) -> None:
    text = broken("Manage a to-do list.", "Führe eine Liste.")
    for encoding in ("cp1252", "utf-16"):
        folder = write(tmp_path / encoding, text.encode(encoding))
        assert run(f"ai-plugin check --fix {folder}").code == 0
        assert (folder / ".well-known/ai-plugin.json").read_bytes() == text.encode()


def test_a_status_in_an_openapi_document_gets_its_quotes(tmp_path: Path, run: Call) -> None:
    good = yaml.safe_dump(OPENAPI, sort_keys=False)
    folder = write(tmp_path / "plugin", None, good.replace("'200':", "200:  # fine").encode())
    assert run(f"ai-plugin check --fix --strict {folder}").code == 0
    assert (folder / "openapi.yaml").read_text() == good.replace("'200':", "'200':  # fine")


def test_what_needs_a_decision_is_left_and_told(tmp_path: Path, run: Call) -> None:
    text = broken('"v1",', '"v1", "schema_version": "v2",')
    folder = write(tmp_path / "plugin", text.encode())
    left = run(f"ai-plugin check --fix {folder}")
    assert "[duplicate-key]" in left.out
    assert "Fixed" not in left.out
    assert (
        '"schema_version": "v1", "schema_version"'
        in (folder / ".well-known/ai-plugin.json").read_text()
    )


def test_a_diff_changes_nothing(tmp_path: Path, run: Call) -> None:
    text = broken('legal"\n}', 'legal",\n}')
    folder = write(tmp_path / "plugin", text.encode())
    shown = run(f"ai-plugin check --diff {folder}")
    file = folder / ".well-known/ai-plugin.json"
    assert shown.code == 1
    assert shown.out.splitlines()[:2] == [f"--- {file}", f"+++ {file}"]
    assert '-  "legal_info_url": "https://todo.dev/legal",' in shown.out
    assert file.read_text() == text
    file.write_text(GOOD)
    assert run(f"ai-plugin check --diff {folder}") == (0, "", "")


def test_a_running_plugin_cannot_be_fixed(run: Call) -> None:
    refused = run("ai-plugin check --fix localhost:1")
    assert refused.code == 2
    assert refused.err.startswith("Error: localhost:1: is a running plugin")


@pytest.mark.parametrize("raw", [b" " * 1_000_001, b'{"a": "\x81"}'])
def test_a_pipe_that_cannot_be_read_whole_is_not_passed_on(
    monkeypatch: pytest.MonkeyPatch, run: Call, raw: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    done = run("ai-plugin check --fix -")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: -: cannot be read whole")


def test_a_pipe_is_passed_on_fixed(monkeypatch: pytest.MonkeyPatch, run: Call) -> None:
    text = broken('legal"\n}', 'legal",\n}')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert run("ai-plugin check --fix -") == (0, GOOD, "")


def test_what_is_left_of_a_pipe_is_told_beside_it(
    monkeypatch: pytest.MonkeyPatch, run: Call
) -> None:
    text = broken('legal"\n}', 'legal",\n}').replace("Todo list", "")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    done = run("ai-plugin check --fix -")
    assert (done.code, json.loads(done.out)["name_for_human"]) == (1, "")
    assert "[empty-text]" in done.err
    assert "[json-syntax]" not in done.err


def test_a_file_keeps_its_mode_and_a_link_its_file(tmp_path: Path, run: Call) -> None:
    folder = write(tmp_path / "plugin", broken('legal"\n}', 'legal",\n}').encode())
    file = folder / ".well-known/ai-plugin.json"
    file.rename(folder / "real.json")
    file.symlink_to("../real.json")
    (folder / "real.json").chmod(0o640)
    assert run(f"ai-plugin check --fix {folder}").code == 0
    assert file.is_symlink()
    assert (folder / "real.json").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(folder)) == [".well-known", "logo.png", "openapi.yaml", "real.json"]


def read(text: str) -> Document:
    return load.json_or_yaml(text.encode("utf-8", "surrogatepass"), "x.json", 10_000)


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD)), st.sampled_from(",;'\"{}[]:/#\n\u00a0\t a")), max_size=4),
)  # fmt: skip
@settings(max_examples=200)
def test_whatever_is_broken_means_the_same_afterwards(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str]]
) -> None:
    text = GOOD
    for at, piece in changes:
        text = text[:at] + piece + text[at:]
    file = tmp_path_factory.mktemp("x") / "ai-plugin.json"
    file.write_bytes(text.encode())
    result = engine.check(Job(str(file)))
    before = result.documents[0].value
    for fixed in fix.fixes(result.documents, result.findings):
        sets = [found.edit.sets for found in result.findings if found.edit and found.edit.sets]
        again = read(fixed.text)
        assert sets or again.value == before
        assert len(again.problems) < len(result.documents[0].problems) or sets
        # The second run has nothing to do.
        file.write_bytes(fixed.content)
        second = engine.check(Job(str(file)))
        assert list(fix.fixes(second.documents, second.findings)) == []


def test_edits_that_lie_in_each_other_are_done_once() -> None:
    document = read('{"a": 1 /* x */ "b": 2,}')
    edits = [problem.edit for problem in document.problems if problem.edit]
    assert applied(document.text, edits) == '{"a": 1,  "b": 2}'
