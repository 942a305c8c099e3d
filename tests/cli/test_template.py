"""`create-ai-plugin --template`, and `ai-plugin update` of what came of it: what people see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from conftest import COMMAND, Run
from foreign_templates import Write, files_of
from old_projects import commit

from scaffold import git

TOOL = Path(sys.executable).with_name("ai-plugin")

YML = """
_message_before_copy: "Welcome!"
_message_after_copy: "Now build {{ name }}\\e[2J."
name: {type: str, help: Your name, validator: "{% if not name %}Everybody has a name.{% endif %}"}
token: {type: str, secret: true, default: s3cret}
"""


def update(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TOOL, "update", *arguments], cwd=directory, capture_output=True, text=True, check=False
    )


def test_a_project_is_created_committed_and_updated(
    template: Write, create: Run, folder: Path
) -> None:
    source = template("1.0.0", copier__yml=YML, **{"a.txt.jinja": "{{ name }}\n"})
    done = create("x", "--template", str(source), "--set", "name=Ada", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    first = git.run("rev-parse", "--short", "HEAD", cwd=folder / "x")
    assert done.stdout == (
        f"Created {folder}/x: 2 files, first commit {first}.\n\n"
        "Now build Ada\\x1b[2J.\n\nNext:\n  cd x\n"
    )
    assert git.run("log", "--format=%s", cwd=folder / "x") == f"Start from the template {source}"
    assert git.run("status", "--porcelain", cwd=folder / "x") == ""

    template("1.1.0", copier__yml=YML, **{"b.txt": "b\n"})
    asked = update(folder / "x")
    assert (asked.returncode, asked.stderr) == (
        2,
        f"Error: This project says that its template is at {source}, which is not ours.\n"
        "Nothing was fetched. --yes fetches it.\n",
    )
    assert update(folder / "x", "--check", "--yes").returncode == 1
    done = update(folder / "x", "--yes", "--set", "name=Eve")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "From template 1.0.0 to 1.1.0.\n\n  name: Ada -> Eve\n\n"
        "  changed   .copier-answers.yml\n  changed   a.txt\n  new       b.txt\n\n"
        "Updated 3 files, staged. Look at them with `git diff --staged`, run the tests,\n"
        "and commit.\nTo undo all of it: git restore --source=HEAD --staged --worktree .\n"
    )
    refused = update(folder / "x", "--yes", "--set", "name=")
    assert "Not everything is committed" in refused.stderr
    commit(folder / "x")
    refused = update(folder / "x", "--yes", "--set", "name=")
    assert (refused.returncode, refused.stderr) == (2, "Error: name: Everybody has a name.\n")
    assert update(folder / "x", "--yes").stdout == "Up to date: template 1.1.0.\n"


def test_what_machines_read_has_no_secret(template: Write, create: Run, folder: Path) -> None:
    source = template(copier__yml=YML)
    given = "--template", str(source), "--set", "name=Ada", "--set", "token=hush", "--yes"
    dry = create("x", *given, "--dry-run", "--json")
    assert not (folder / "x").exists()
    done = create("x", *given, "--json")
    planned, made = json.loads(dry.stdout), json.loads(done.stdout)
    assert made["commit"]
    assert {**planned, "commit": made["commit"]} == made
    assert (made["answers"], made["template"], made["release"]) == (
        {"name": "Ada"},
        str(source),
        "1.0.0",
    )
    assert "hush" not in done.stdout
    assert create("y", *given, "--dry-run").stdout == ".copier-answers.yml\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([], 2, "Error: Missing: name, token.\n"),
        (["--yes"], 2, "Error: name: has no default\nGive it with --set name=ANSWER.\n"),
        (["--set", "name=", "--yes"], 2, "Error: name: Everybody has a name.\n"),
        (["--set", "nmae=Ada", "--yes"], 2, "Error: nmae: no such question; did you mean name?\n"),
        (["--set", "name", "--yes"], 2, "Error: --set name: has no `=`.\n"),
        (["--port", "1"], 2, "Error: --port is a question of our own template.\n"),
        (["--answers", "large.yml", "--yes"], 2, "Error: large.yml: is larger than 1 MB"),
        (["--answers", "bomb.yml", "--yes"], 2, "Error: bomb.yml: is nested too deeply"),
    ],
)
def test_wrong_use_is_a_sentence_and_writes_nothing(
    template: Write, create: Run, folder: Path, arguments: list[str], code: int, sentence: str
) -> None:
    with (folder / "large.yml").open("wb") as large:
        large.truncate(50_000_000)
    levels = [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 30)]
    (folder / "bomb.yml").write_text("\n".join(["x0: &x0 [lol]", *levels, "name: *x29"]))
    done = create("x", "--template", str(template(copier__yml=YML)), *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(sentence)
    assert {path.name for path in folder.iterdir()} == {"large.yml", "bomb.yml"}


def test_trust_goes_with_a_template_only(create: Run) -> None:
    done = create("x", "--yes", "--trust")
    assert (done.returncode, done.stderr) == (2, "Error: --trust goes with --template.\n")


def test_set_answers_our_own_questions_too(create: Run) -> None:
    done = create("x", "--yes", "--json", "--dry-run", "--set", "port=8000")
    assert json.loads(done.stdout)["answers"]["port"] == 8000


TASKS = """
_tasks:
- echo told; echo made > made; echo ignored > ignored
- "{{ second }}"
second: "true"
"""


def test_trusted_tasks_run_in_the_finished_folder_before_the_commit(
    template: Write, create: Run, folder: Path
) -> None:
    source = str(template(copier__yml=TASKS, **{".gitignore": "ignored\n"}))
    refused = create("x", "--template", source, "--yes")
    assert refused.returncode == 1
    assert refused.stderr == (
        "Error: The template would run code on this machine: the task `echo told; echo made > made; "
        "echo ignored > ignored`, the task `{{ second }}`.\nRead it first; --trust lets it run.\n"
    )
    done = create("x", "--template", source, "--yes", "--trust", "--json")
    # Its output is no part of the answer.
    assert json.loads(done.stdout)["commit"]
    assert done.stderr == "told\n"
    committed = git.run("ls-files", cwd=folder / "x").splitlines()
    assert committed == [".copier-answers.yml", ".gitignore", "made"]
    assert (folder / "x/ignored").exists()


@pytest.mark.parametrize(
    "own", ["git init -q", "git init -q && git add . && git commit -qm Theirs"]
)
def test_a_task_may_make_the_repository(
    template: Write, create: Run, folder: Path, own: str
) -> None:
    source = str(template(copier__yml=f"_tasks: [{json.dumps(own)}]\nname: Ada\n"))
    done = create("x", "--template", source, "--yes", "--trust")
    assert (done.returncode, done.stderr) == (0, "")
    assert git.run("status", "--porcelain", cwd=folder / "x") == ""
    assert len(git.run("log", "--format=%s", cwd=folder / "x").splitlines()) == 1


def test_a_task_that_fails_leaves_nothing(template: Write, create: Run, folder: Path) -> None:
    source = str(template(copier__yml=TASKS))
    done = create("x", "--template", source, "--yes", "--trust", "--set", "second=exit 3")
    assert done.returncode == 1
    assert done.stderr.endswith(
        "Error: A task of the template failed, with exit code 3: `exit 3`.\n"
    )
    assert list(folder.iterdir()) == []


def test_a_plugin_that_came_of_it_is_checked(template: Write, create: Run) -> None:
    files = {".well-known/ai-plugin.json": '{"schema_version": "v1"}'}
    source = template(copier__yml="name: Ada\n", **files)
    done = create("x", "--template", str(source), "--yes")
    assert done.returncode == 0
    assert "It holds a plugin: 1 error.\n" in done.stdout
    assert done.stdout.endswith("Next:\n  cd x\n  ai-plugin check\n")
    told = json.loads(create("y", "--template", str(source), "--yes", "--json").stdout)["check"]
    assert told["targets"][0]["findings"][0]["rule"] == "not-a-manifest"


def test_what_cannot_be_updated_is_told(template: Write, create: Run, folder: Path) -> None:
    source = template(None, copier__yml="name: Ada\n_answers_file: .theirs.yml\n", a="a")
    done = create("x", "--template", str(source), "--yes")
    assert "It cannot be updated: git does not keep the template.\n" in done.stdout
    template("1.0.0")
    done = create("y", "--template", str(source), "--yes")
    assert "`copier update --answers-file .theirs.yml` will update it" in done.stdout
    assert "has no .copier-answers.yml" in update(folder / "y", "--yes").stderr


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("../evil", "`_src_path` is ../evil, and nobody knows from where."),
        ("--upload-pack=touch ran", "`_src_path` is --upload-pack=touch ran, and nobody knows"),
        ("/no/such", "`/no/such` is no directory, and no address of git."),
        ("ext::sh -c 'touch ran' .git", "transport 'ext' not allowed"),
    ],
)
def test_a_strangers_source_is_fetched_or_told_and_never_run(
    folder: Path, source: str, sentence: str
) -> None:
    (folder / ".copier-answers.yml").write_text(json.dumps({"_src_path": source, "_commit": "1"}))
    commit(folder)
    done = update(folder, "--yes")
    assert done.returncode in (1, 2)
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert sorted(os.listdir(folder)) == [".copier-answers.yml", ".git"]


Talk = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def talk(folder: Path) -> Talk:
    """Starts a command on a terminal that takes plain lines."""

    def start(command: Path, *arguments: str, cwd: Path = folder) -> pexpect.spawn[str]:
        env = {**os.environ, "ACCESSIBLE": "1", "TERM": "xterm"}
        return pexpect.spawn(
            str(command), [*arguments], cwd=str(cwd), env=env, encoding="utf-8", timeout=60
        )

    return start


KINDS = f"""{YML}
docs: {{type: bool, default: true}}
licence: {{choices: {{The MIT license: mit, Apache: apache}}, default: apache}}
databases: {{type: str, multiselect: true, choices: [postgres, sqlite], default: [sqlite]}}
settings: {{type: yaml, default: {{a: 1}}}}
tool: {{type: str, when: "{{{{ docs }}}}", placeholder: drill}}
"""


def test_every_kind_of_question_is_asked_and_changed(
    template: Write, talk: Talk, folder: Path
) -> None:
    source = template("1.0.0", copier__yml=KINDS)
    terminal = talk(COMMAND, "--template", str(source), "--set", "licence=mit")
    for question, answer in (
        (r"Welcome!\r\n.*Directory to create\r\n\[my-plugin]: ", "x"),
        (r"Your name\r\n\[]: ", ""),
        (r"Not accepted: Everybody has a name\.\r\n\[]: ", "Ada"),
        (r"token\r\n\[hidden]: ", "hush"),
        (r"docs\r\n +1\. Yes\r\n +2\. No\r\nNumber \[1]: ", "2"),
        (r"1\. postgres\r\n +2\. sqlite\r\nNumbers, 0 for none \[2]: ", "1 2"),
        (r"settings\r\n\[{a: 1}]: ", "[1"),
        (r"Not accepted: must be YAML\r\n\[{a: 1}]: ", "[1]"),
        (r"1 files: \.copier-answers\.yml.*token +hidden.*Number \[1]: ", "5"),
        (r"docs\r\n.*Number \[2]: ", "1"),
        (r"tool\r\nFor example: drill\r\n\[]: ", "saw"),
        (r"tool +saw.*Number \[1]: ", "1"),
    ):
        terminal.expect(question)
        terminal.sendline(answer)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    answers = files_of(folder / "x")[".copier-answers.yml"]
    assert (
        answers
        == (
            f"_commit: 1.0.0\n_src_path: {source}\ndatabases:\n- postgres\n- sqlite\ndocs: true\n"
            "licence: mit\nname: Ada\nsettings:\n- 1\ntool: saw\n"
        ).encode()
    )


def test_an_update_asks_before_it_fetches_and_what_is_new(
    template: Write, create: Run, talk: Talk, folder: Path
) -> None:
    source = template("1.0.0", copier__yml=YML)
    create("x", "--template", str(source), "--set", "name=Ada", "--yes")
    template("1.1.0", copier__yml=f"{YML}\nextra: {{type: str, default: more}}\n")
    for answer, code in (("", 130), ("1", 0)):
        terminal = talk(TOOL, "update", cwd=folder / "x")
        terminal.expect(r"its\s+template is at\s.*template\.\s+Fetch\s+that\?.*Number \[2]: ")
        terminal.sendline(answer)
        if code == 0:
            terminal.expect(r"extra\r\n\[more]: ")
            terminal.sendline("much")
        terminal.expect(pexpect.EOF)
        terminal.close()
        assert terminal.exitstatus == code
    assert "extra: much\n" in (folder / "x/.copier-answers.yml").read_text()
