"""Who misspells a word is told which one was meant, the same way everywhere."""

from __future__ import annotations

import json

import pytest
from in_process import call


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("create-ai-plugin --name_for_human x", "--name_for_human: no such option; did you mean --name-for-human?"),
        ("create-ai-plugin --nameforhuman=x", "--nameforhuman: no such option; did you mean --name-for-human?"),
        ("create-ai-plugin -yes", "-yes: no such option; did you mean --yes?"),
        ("create-ai-plugin --YES", "--YES: no such option; did you mean --yes?"),
        ("create-ai-plugin --vresion", "--vresion: no such option; did you mean --version?"),
        ("ai-plugin --versoin", "--versoin: no such option; did you mean --version?"),
        ("ai-plugin chek", "chek: no such command; did you mean check?"),
        ("ai-plugin check --strikt", "--strikt: no such option; did you mean --strict?"),
        ("ai-plugin check --format jsn", "--format jsn: must be text or json or github or sarif; did you mean json?"),
        ("ai-plugin check --limits curent", "--limits curent: must be current or alpha; did you mean current?"),
        ("ai-plugin rules long-txt", "long-txt: no such rule; did you mean long-text?"),
        ("ai-plugin rules Long_Text", "Long_Text: no such rule; did you mean long-text?"),
        ("ai-plugin completion zhs", "SHELL zhs: must be bash or zsh or fish; did you mean zsh?"),
        ("ai-plugin check --format xml", "--format xml: must be text or json or github or sarif."),
        ("create-ai-plugin -x", "-x: no such option.\n`create-ai-plugin --help` lists them."),
        ("ai-plugin xyz", "xyz: no such command.\n`ai-plugin --help` lists them."),
        ("ai-plugin check --xyz", "--xyz: no such option.\n`ai-plugin check --help` lists them."),
        ("ai-plugin rules xyz", "xyz: no such rule.\n`ai-plugin rules` lists them."),
        ("create-ai-plugin a b", "Got unexpected extra argument (b).\n`create-ai-plugin --help` shows how it is used."),
        ("create-ai-plugin --port", "Option '--port' requires an argument.\n`create-ai-plugin --help` shows how it is used."),
    ],
)  # fmt: skip
def test_what_was_meant(
    line: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(line, monkeypatch, capsys) == (2, "", f"Error: {said}\n")


def test_machines_are_told_as_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call("create-ai-plugin --json --name_for_human x", monkeypatch, capsys)
    assert (said.code, said.err) == (2, "")
    assert json.loads(said.out)["error"] == {
        "message": "--name_for_human: no such option; did you mean --name-for-human?",
        "hint": "",
        "answers": {},
    }


@pytest.mark.usefixtures("folder")
def test_an_answer_is_told_in_the_same_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = call("create-ai-plugin x --yes --auth-type oath", monkeypatch, capsys)
    meant = "must be none or service_http or user_http or oauth; did you mean oauth?"
    assert said == (2, "", f"Error: auth_type: {meant}\n")
    said = call("create-ai-plugin x --yes --json --auth-type oath", monkeypatch, capsys)
    assert json.loads(said.out)["error"]["answers"] == {"auth_type": meant}
