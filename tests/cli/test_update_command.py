"""`ai-plugin update`: what it says, and its exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest
from answers import AUTH, DEFAULTS
from old_projects import EARLIER, Old, append, commit

from scaffold import git
from scaffold.template import releases

TOOL = Path(sys.executable).with_name("ai-plugin")
NEWEST = releases.newest()
UNDO = "git restore --source=HEAD --staged --worktree ."


def run(directory: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TOOL, "update", *arguments],
        cwd=directory,
        env={**os.environ, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def status(directory: Path) -> str:
    return git.run("status", "--porcelain", "--no-renames", cwd=directory)


def test_it_tells_what_is_new_and_what_it_did(old: Old) -> None:
    directory = old()
    done = run(directory)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"From template {EARLIER[0]} to {NEWEST}."
    news = [line for line in lines if line.startswith("New in")]
    assert news == [f"New in {release}" for release in [*EARLIER[1:], NEWEST][::-1]]
    assert "  new       .vscode/settings.json" in lines
    assert "  changed   .copier-answers.yml" in lines
    count = sum(line.startswith(("  new ", "  changed ", "  deleted ")) for line in lines)
    assert count == len(status(directory).splitlines())
    assert (
        f"\nUpdated {count} files, staged. Look at them with `git diff --staged`, run the tests,\n"
        "and commit.\n"
    ) in done.stdout
    assert lines[-1] == f"To undo all of it: {UNDO}"

    git.run("commit", "--quiet", "--message", "Update", cwd=directory)
    again = run(directory)
    assert (again.returncode, again.stdout) == (0, f"Up to date: template {NEWEST}.\n")


def test_a_dry_run_tells_the_same_and_changes_nothing(old: Old) -> None:
    directory = old()
    dry = run(directory, "--dry-run")
    assert status(directory) == ""
    real = run(directory)
    shared = dry.stdout.removesuffix("A dry run: nothing was changed.\n")
    assert dry.returncode == 0
    assert real.stdout.startswith(shared)


def test_check_only_tells_whether_there_is_an_update(old: Old) -> None:
    directory = old()
    done = run(directory, "--check")
    assert (done.returncode, done.stdout) == (
        1,
        f"There is an update, from template {EARLIER[0]} to {NEWEST}.\n",
    )
    assert json.loads(run(directory, "--check", "--json").stdout) == {
        "from": EARLIER[0],
        "to": NEWEST,
        "outdated": True,
    }
    assert status(directory) == ""
    done = run(old(NEWEST, at="new"), "--check")
    assert (done.returncode, done.stdout) == (0, f"Up to date: template {NEWEST}.\n")


def test_an_answer_is_changed_and_what_it_needs_is_told(old: Old, tmp_path: Path) -> None:
    old(NEWEST)
    done = run(tmp_path, "project", "--set", "auth-type=service_http", "--set=port=4000")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "  auth_type: none -> service_http\n"
        "  authorization_type: bearer (new)\n"
        "  port: 3333 -> 4000\n"
        "  legal_info_url: http://localhost:3333/legal -> http://localhost:4000/legal\n"
        "\n"
    ) in done.stdout
    assert done.stdout.splitlines()[-2:] == [
        "`.venv/bin/python -m plugin secrets` makes what `.env` needs: PLUGIN_API_KEY.",
        f"To undo all of it: git -C project {UNDO.removeprefix('git ')}",
    ]


def test_json_tells_it_all_to_machines(old: Old) -> None:
    directory = old()
    done = run(directory, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["from"], told["to"], told["conflicts"]) == (EARLIER[0], NEWEST, [])
    assert told["answers"]["name_for_human"] == DEFAULTS["name_for_human"]
    assert list(told["changelog"]) == [*EARLIER[1:], NEWEST][::-1]
    assert {"path": ".vscode/settings.json", "kind": "new"} in told["files"]
    assert told["undo"] == UNDO


def test_conflicts_are_told_and_undone_by_one_command(old: Old) -> None:
    directory = old(NEWEST)
    tunnel = directory / "ngrok.yml"
    tunnel.write_text(tunnel.read_text().replace("3333", "5555"))
    commit(directory)
    done = run(directory, "--set", "port=4444")
    assert (done.returncode, done.stderr) == (1, "")
    assert "  conflict  ngrok.yml\n" in done.stdout
    assert done.stdout.endswith(
        "Conflicts in 1 file: you and the template changed the same lines.\n"
        "Choose between the marks in each, `git add` it, and commit.\n"
        f"To undo all of it: {UNDO}\n"
    )
    subprocess.run(UNDO.split(), cwd=directory, check=True)
    assert status(directory) == ""
    told = json.loads(run(directory, "--set=port=4444", "--json").stdout)
    assert told["conflicts"] == ["ngrok.yml"]


def test_a_file_that_the_template_gives_up_is_told_of(old: Old) -> None:
    directory = old(NEWEST, {**DEFAULTS, **AUTH["user_http-bearer"]})
    append(directory, {"plugin/users.py": "# Mine.\n"})
    commit(directory)
    done = run(directory, "--set=auth_type=none")
    assert done.returncode == 1
    assert (
        "\nGiven up by the template, and changed by you: plugin/users.py.\n"
        "`git add` it to keep it, or `git rm` it, and commit.\n"
    ) in done.stdout
    assert "marks" not in done.stdout


def test_the_project_around_a_subfolder_is_updated(old: Old) -> None:
    directory = old(EARLIER[0])
    done = run(directory / "plugin", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout == run(directory, "--dry-run").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "colour=red"], "Error: colour: no such question\n"),
        (["--set", "ports=1"], "Error: ports: no such question; did you mean port?\n"),
        (["--set", "port"], "Error: --set port: has no `=`.\nWrite --set port=ANSWER.\n"),
        (["--set", "port=x"], "Error: port: must be a whole number\n"),
        (["--set", "oauth_scope=x"], "Error: oauth_scope: is not asked with these answers\n"),
        (["--check", "--set=port=1"], "Error: --check only looks: it goes with no --set and no --dry-run.\n"),
        (["none"], "Error: `none` is no project of create-ai-plugin: it has no .copier-answers.yml.\nName a project's directory.\n"),
    ],
)  # fmt: skip
def test_wrong_use_is_told(old: Old, arguments: list[str], said: str) -> None:
    directory = old(NEWEST)
    done = run(directory, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert status(directory) == ""


def test_an_answer_that_breaks_a_rule_now_needs_another(old: Old) -> None:
    directory = old(answers={**DEFAULTS, "name_for_human": "A name that is far too long"})
    done = run(directory)
    assert (done.returncode, done.stderr) == (
        2,
        "Error: name_for_human: 27 characters, at most 20\n"
        "Give another with --set name_for_human=ANSWER.\n",
    )
    assert run(directory, "--set=name_for_human=Short").returncode == 0


def test_on_a_terminal_what_is_new_is_asked(old: Old) -> None:
    """The first release had one example and one auth type; another one asks for more."""
    directory = old(EARLIER[0])
    env = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    terminal = pexpect.spawn(str(TOOL), ["update"], cwd=str(directory), env=env, encoding="utf-8")
    for question, keys in {
        "What to start from": "\r",
        "Who may call": "\x1b[B\r",
        "How the key is sent": "\r",
    }.items():
        terminal.expect(question)
        terminal.send(keys)
    terminal.expect(r"auth_type: none -> service_http")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert (directory / "plugin/auth.py").exists()


def test_leaving_a_question_changes_nothing(old: Old) -> None:
    directory = old(EARLIER[0])
    env = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    terminal = pexpect.spawn(str(TOOL), ["update"], cwd=str(directory), env=env, encoding="utf-8")
    terminal.expect("What to start from")
    terminal.send("\x03")
    terminal.expect("Interrupted: nothing was written.")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert (terminal.exitstatus, status(directory)) == (130, "")


def test_a_read_only_home_is_no_obstacle(old: Old) -> None:
    done = run(old(), HOME="/proc")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_kill_lets_the_files_come_to_their_end(old: Old, tmp_path: Path) -> None:
    """Held up in git, so that the kill comes while the files are being changed."""
    directory = old()
    slow = tmp_path / "bin/git"
    slow.parent.mkdir()
    slow.write_text(f"""#!/bin/sh
PATH="$OLD"
case "$*" in
    *--check*) ;;
    *apply*) echo >'{tmp_path}/started'; read _ <'{tmp_path}/go'; git "$@"; exec touch '{tmp_path}/ended';;
esac
exec git "$@"
""")
    slow.chmod(0o755)
    os.mkfifo(tmp_path / "started")
    os.mkfifo(tmp_path / "go")
    env = {"OLD": os.environ["PATH"], "PATH": f"{slow.parent}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        [TOOL, "update"],
        cwd=directory,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    (tmp_path / "started").read_text()
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    (tmp_path / "go").write_text("\n")
    deadline = time.monotonic() + 30
    while not (tmp_path / "ended").exists():
        assert time.monotonic() < deadline
        os.sched_yield()
    assert f"_commit: {NEWEST}\n" in (directory / ".copier-answers.yml").read_text()
    assert "M  .copier-answers.yml" in status(directory).splitlines()
