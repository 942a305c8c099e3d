"""Completion: what is suggested, and what real shells make of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pexpect
import pytest
from conftest import COMMAND
from in_process import call, command

from scaffold.check.rules import RULES
from scaffold.cli.completion import suggestions


def suggested(line: str, shell: str = "bash") -> list[str]:
    name, *words = line.split(" ")
    return suggestions(command(name), shell, words)


AUTH_TYPES = ["none", "service_http", "user_http", "oauth"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("create-ai-plugin ", [":dir"]),
        ("create-ai-plugin --answers ", [":file"]),
        ("create-ai-plugin --oauth-p", ["--oauth-provider"]),
        ("create-ai-plugin --auth-type ", ["none", "service_http", "user_http", "oauth"]),
        ("create-ai-plugin --auth-type = s", ["service_http"]),
        ("create-ai-plugin --auth-type =", ["none", "service_http", "user_http", "oauth"]),
        ("create-ai-plugin --auth-type=s", ["--auth-type=service_http"]),
        ("create-ai-plugin --name-for-human = x --oauth-p", ["--oauth-provider"]),
        ("create-ai-plugin --yes --ye", []),
        ("create-ai-plugin --port ", []),
        ("create-ai-plugin --version --j", ["--json"]),
        ("create-ai-plugin --help --j", ["--json"]),
        ("create-ai-plugin --nonsense --j", ["--json"]),
        ("ai-plugin ch", ["check"]),
        ("ai-plugin --v", ["--version"]),
        ("ai-plugin check ", [":file"]),
        ("ai-plugin check a b", [":file"]),
        ("ai-plugin check --format ", ["text", "json", "github", "sarif"]),
        ("ai-plugin check --limits ", ["current", "alpha"]),
        ("ai-plugin check --ignore long-text,wor", ["long-text,wordy-text"]),
        ("ai-plugin rules ", list(RULES)),
        ("ai-plugin update --set auth_ty", [f"auth_type={value}" for value in AUTH_TYPES]),
        ("ai-plugin update --set auth_type =", AUTH_TYPES),
        ("ai-plugin update --set auth_type = o", ["oauth"]),
        ("ai-plugin update --set = auth_type = o", ["oauth"]),
        ("ai-plugin update --set=port=1 --dr", ["--dry-run"]),
        ("ai-plugin completion ", ["bash", "zsh", "fish"]),
    ],
)
def test_what_may_follow(line: str, words: list[str]) -> None:
    assert suggested(line) == words


def test_shells_that_show_a_meaning_get_it() -> None:
    assert suggested("ai-plugin check --format j", "zsh") == ["json:for programs"]
    assert suggested("ai-plugin check --format j", "fish") == ["json\tfor programs"]
    assert suggested("ai-plugin check --format=j", "zsh") == ["--format=json:for programs"]


def asked(shell: str, *words: str, program: Path = COMMAND) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *words],
        env={**os.environ, "_AI_PLUGIN_COMPLETION": shell},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_but_suggestions_is_ever_printed() -> None:
    done = asked("bash", "--auth-type", "o")
    assert (done.returncode, done.stdout, done.stderr) == (0, "oauth\n", "")
    for shell, words in (("bash", []), ("tcsh", ["--answers", "--", "\udcff"])):
        done = asked(shell, *words)
        assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_the_shell_is_the_users_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    script = call("ai-plugin completion fish", monkeypatch, capsys)
    assert (script.code, script.err) == (0, "")
    assert call("ai-plugin completion", monkeypatch, capsys) == script
    monkeypatch.setenv("SHELL", "/bin/dash")
    assert call("ai-plugin completion", monkeypatch, capsys) == (
        2,
        "",
        "Error: $SHELL names none of bash, zsh and fish.\nName one: ai-plugin completion bash\n",
    )


COMPLETED = {
    "ai-plugin check --format=gi": "github",
    "ai-plugin rules long-": "long-text",
    "create-ai-plugin --auth-type use": "user_http",
    "create-ai-plugin --answers=m": "my answers.yml",
    "ai-plugin check m": "my answers.yml",
    "create-ai-plugin p": "place/",
}


@pytest.fixture
def with_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (folder / "my answers.yml").touch()
    (folder / "place").mkdir()
    monkeypatch.setenv("PATH", f"{COMMAND.parent}:{os.environ['PATH']}")
    return folder


@pytest.mark.parametrize(
    ("shell", "prompt"), [("bash --noprofile --norc", "PS1"), ("zsh -f", "PROMPT")]
)
def test_the_tab_key_completes(
    shell: str, prompt: str, with_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which(name := shell.split()[0]):
        pytest.skip(f"needs {name}")
    monkeypatch.setenv("TERM", "dumb")
    terminal = pexpect.spawn(shell, cwd=str(with_files), encoding="utf-8", dimensions=(30, 200))
    terminal.sendline(f"eval \"$(ai-plugin completion {name})\"; {prompt}='rea''dy> '")
    terminal.expect("ready> ")
    for typed, completed in COMPLETED.items():
        terminal.send(f"{typed}\t")
        terminal.expect_exact(
            completed.replace(" ", "\\ ").removeprefix(typed.split("=")[-1].split()[-1])
        )
        terminal.send("\x03")
        terminal.expect("ready> ")
    terminal.close(force=True)


def test_fish_completes(with_files: Path) -> None:
    if not shutil.which("fish"):
        pytest.skip("needs fish")
    script = "ai-plugin completion fish | source; for line in $argv; complete -C $line; end"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script, *COMPLETED],
        cwd=with_files,
        capture_output=True,
        text=True,
        check=True,
    )
    suggested = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert suggested == [
        "--format=github", "long-text", "user_http", "--answers=my answers.yml", "my answers.yml", "place/",
    ]  # fmt: skip
