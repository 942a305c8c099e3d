"""`create-ai-plugin` without a terminal: what it takes, says and returns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from answers import DEFAULTS, with_text
from conftest import COMMAND, Run

from scaffold.template import questions, releases

NAME = "--name-for-human=Todo list"


def tree(folder: Path) -> list[str]:
    return sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if ".git/" not in f"{p}/"
    )


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def manifest(project: Path) -> dict[str, object]:
    parsed: dict[str, object] = json.loads((project / ".well-known/ai-plugin.json").read_text())
    return parsed


def test_yes_makes_a_committed_project(create: Run, folder: Path) -> None:
    done = create("myplugin", "--yes")
    project = folder / "myplugin"
    assert (done.returncode, done.stderr) == (0, "")
    assert os.listdir(folder) == ["myplugin"]
    assert manifest(project)["name_for_human"] == "Myplugin"
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "log", "--format=%an <%ae> %s") == (
        "Ada <ada@example.org> Start from the template of create-ai-plugin"
    )
    commit = git(project, "rev-parse", "--short", "HEAD")
    files = [path for path in project.rglob("*") if path.is_file() and ".git" not in path.parts]
    count = len(git(project, "ls-files").splitlines())
    assert count == len(files)
    lines = done.stdout.splitlines()
    assert lines[0] == f"Created {project}: {count} files, first commit {commit}."
    assert "  cd myplugin" in lines
    assert lines[-1] == "Then open http://localhost:3333; README.md says how to go on."


def test_an_option_beats_the_answers_file_which_beats_the_default(
    create: Run, folder: Path
) -> None:
    (folder / "a.yml").write_text("name_for_human: From file\nport: 8000\n")
    done = create("x", "--yes", "--answers", "a.yml", "--port", "9000")
    assert done.returncode == 0
    answers = yaml.safe_load((folder / "x/.copier-answers.yml").read_text())
    assert (answers["name_for_human"], answers["port"]) == ("From file", 9000)
    assert answers["name_for_model"] == "from_file"
    assert answers["legal_info_url"] == "http://localhost:9000/legal"


def test_answers_come_through_a_pipe(create: Run, folder: Path) -> None:
    answers = with_text("{{ x }} \"'\\ 🎉")
    done = create("x", "--answers", "-", text=json.dumps(answers))
    assert done.returncode == 0, done.stderr
    assert manifest(folder / "x")["description_for_model"] == answers["description_for_model"]


def test_every_question_is_an_option(create: Run, folder: Path) -> None:
    answers = {**with_text("a 'b' \"c\" {{ d }}"), "port": 1234}
    options = [f"--{name.replace('_', '-')}={value}" for name, value in answers.items()]
    done = create("x", *options)
    assert done.returncode == 0, done.stderr
    written = yaml.safe_load((folder / "x/.copier-answers.yml").read_text())
    assert {name: written[name] for name in answers} == answers


def test_without_a_terminal_it_names_what_is_missing(create: Run, folder: Path) -> None:
    done = create("x", NAME)
    missing = [question.option for question in questions.open_questions({"name_for_human": "x"})]
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"Error: Missing: {', '.join(missing)}.\n"
        "Give them, or --answers FILE, or --yes for the defaults.\n"
    )
    told = json.loads(create("x", NAME, "--json").stdout)["error"]
    assert told["answers"] == dict.fromkeys(
        (option.removeprefix("--").replace("-", "_") for option in missing), "is missing"
    )
    assert create("--yes").stderr == "Error: Missing: DIRECTORY.\nName the directory to create.\n"
    assert tree(folder) == []


def test_rejected_answers_are_told_all_at_once(create: Run, folder: Path) -> None:
    (folder / "a.json").write_text('{"contact_email": "nobody", "name_for_human": "ok"}')
    done = create("x", "--yes", "--answers=a.json", f"--name-for-human={'a' * 27}", "--port=http")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Error: name_for_human: 27 characters, at most 20",
        "Error: contact_email: must be an e-mail address such as support@example.com",
        "Error: port: must be a whole number",
    ]
    assert tree(folder) == ["a.json"]


def test_unknown_keys_of_an_answers_file_are_told(create: Run, folder: Path) -> None:
    (folder / "a.yml").write_text("name_for_humans: x\n")
    done = create("x", "--yes", "--answers=a.yml")
    assert done.returncode == 2
    assert done.stderr == "Error: name_for_humans: no such question; did you mean name_for_human?\n"


def test_a_used_directory_is_refused_and_left_alone(create: Run, folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x/notes").write_text("mine")
    done = create("x", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: Directory `x` is not empty.\nName a directory that does not exist yet.\n"
    )
    # Even before it looks at what else is missing.
    assert create("x").stderr == done.stderr
    assert tree(folder) == ["x", "x/notes"]
    assert create("x/notes", "--yes").stderr.startswith(
        "Error: `x/notes` is there, and no directory."
    )


@pytest.mark.parametrize(
    "name", ["with spaces", "con", "münchen 🎉", "a/b/c", "'q'", "$HOME", "--", "x\\y"]
)
def test_unusual_directories_work(create: Run, folder: Path, name: str) -> None:
    done = create("--yes", "--", name)
    assert done.returncode == 0, done.stderr
    assert git(folder / name, "status", "--porcelain") == ""
    # What it says to type next really goes there.
    enter = next(line for line in done.stdout.splitlines() if line.startswith("  cd "))
    here = subprocess.run(
        ["sh", "-c", f"{enter} && pwd -P"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert here.stdout.rstrip("\n") == str((folder / name).resolve())


def test_a_directory_that_looks_like_an_option_is_none(create: Run, folder: Path) -> None:
    done = create("-x", "--yes")
    assert done.returncode == 2
    assert done.stderr == "Error: -x: no such option.\n`create-ai-plugin --help` lists them.\n"
    assert create("--yes", "--", "-x").returncode == 0
    assert tree(folder)[0] == "-x"


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b[31m", "\x9b31m", b"\xff"])
def test_directories_that_cannot_be_shown_are_refused(create: Run, folder: Path, name: str) -> None:
    done = create("--yes", "--", name)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "Error: The directory's name is empty or holds what no terminal shows."
    )
    assert tree(folder) == []


def test_a_name_too_long_for_the_disk_is_refused(create: Run, folder: Path) -> None:
    done = create("a" * 300, "--yes")
    assert done.returncode == 1
    assert "File name too long" in done.stderr
    assert tree(folder) == []


def test_an_empty_directory_may_be_there_even_the_current_one(create: Run, folder: Path) -> None:
    (folder / "x").mkdir()
    assert create("x", "--yes").returncode == 0
    empty = folder / "empty"
    empty.mkdir()
    shell = f"'{COMMAND}' . --yes && ls README.md"
    done = subprocess.run(
        ["sh", "-c", shell], cwd=empty, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert manifest(empty)["name_for_human"] == "Empty"
    # The shell is still where it was, and needs not be told to go there.
    assert done.stdout.endswith("\nREADME.md\n")
    assert "  cd " not in done.stdout
    assert git(empty, "status", "--porcelain") == ""


def test_a_parent_directory_is_reached(create: Run, folder: Path) -> None:
    assert create("../x", "--yes").returncode == 0
    assert manifest(folder.parent / "x")["name_for_human"] == "X"


def test_dry_run_lists_the_files_and_writes_nothing(create: Run, folder: Path, home: Path) -> None:
    planned = create("x", "--yes", "--dry-run")
    assert (planned.returncode, planned.stderr) == (0, "")
    assert tree(folder) == []
    assert os.listdir(home) == [".gitconfig"]
    create("x", "--yes")
    assert planned.stdout.split() == sorted(git(folder / "x", "ls-files").split())


def test_json_tells_what_was_made(create: Run, folder: Path) -> None:
    done = create("x", "--yes", "--json", NAME)
    told = json.loads(done.stdout)
    assert told["directory"] == str(folder / "x")
    assert told["release"] == releases.newest()
    assert told["answers"] == {**DEFAULTS}
    assert told["files"] == sorted(git(folder / "x", "ls-files").split())
    assert told["commit"] == git(folder / "x", "rev-parse", "--short", "HEAD")
    assert told["repository"] is None
    assert told["next"][0] == "cd x"


def test_json_tells_what_would_be_made(create: Run, folder: Path) -> None:
    told = json.loads(create("x", "--yes", "--json", "--dry-run").stdout)
    assert told["commit"] is None
    assert "plugin/__main__.py" in told["files"]
    assert tree(folder) == []


def test_json_tells_what_click_refuses(create: Run) -> None:
    for arguments in (["--nonsense"], ["x", "y"], ["x", "--port"]):
        done = create("--json", *arguments)
        assert (done.returncode, done.stderr) == (2, "")
        assert json.loads(done.stdout)["error"]["message"]


def test_json_tells_what_is_wrong(create: Run) -> None:
    done = create("x", "--yes", "--json", "--port=0")
    assert (done.returncode, done.stderr) == (2, "")
    assert json.loads(done.stdout)["error"]["answers"] == {"port": "0, at least 1"}
    done = create("/proc/x", "--yes", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["message"].startswith("`/proc")


def test_no_git_makes_no_repository_and_needs_no_git(create: Run, folder: Path) -> None:
    done = create("x", "--yes", "--no-git", PATH=str(folder))
    assert done.returncode == 0, done.stderr
    assert not (folder / "x/.git").exists()
    assert done.stdout.splitlines()[0].endswith("files.")


def test_a_missing_git_is_told_before_anything_is_written(create: Run, folder: Path) -> None:
    done = create("x", "--yes", PATH=str(folder))
    assert (done.returncode, tree(folder)) == (1, [])
    assert done.stderr == (
        "Error: git was not found.\nInstall it from https://git-scm.com, or use --no-git.\n"
    )


def test_without_an_identity_it_commits_all_the_same_and_says_so(
    create: Run, folder: Path, home: Path
) -> None:
    (home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    done = create("x", "--yes")
    assert done.returncode == 0, done.stderr
    assert git(folder / "x", "log", "--format=%an") == "create-ai-plugin"
    assert 'git config --global user.name "Your Name"' in done.stdout


def test_the_first_commit_needs_no_key_and_runs_no_hook(
    create: Run, folder: Path, home: Path
) -> None:
    hooks = home / "template/hooks"
    hooks.mkdir(parents=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    with (home / ".gitconfig").open("a") as file:
        file.write(f"[commit]\n\tgpgSign = true\n[init]\n\ttemplateDir = {home}/template\n")
    assert create("x", "--yes").returncode == 0
    assert git(folder / "x", "status", "--porcelain") == ""


def test_the_first_commit_holds_every_file_whatever_the_user_ignores(
    create: Run, folder: Path, home: Path
) -> None:
    (home / "ignored").write_text("*.json\n*.py\n")
    with (home / ".gitconfig").open("a") as file:
        file.write(f"[core]\n\texcludesFile = {home}/ignored\n")
        file.write("\tautocrlf = true\n\tsafecrlf = true\n")
    told = json.loads(create("x", "--yes", "--json").stdout)
    assert git(folder / "x", "ls-files").split() == sorted(told["files"])
    assert git(folder / "x", "branch", "--show-current") == "main"


def test_the_environment_of_a_git_hook_does_not_matter(create: Run, folder: Path) -> None:
    hook = dict.fromkeys(
        ("GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_QUARANTINE_PATH"), "/nowhere"
    )
    done = create("x", "--yes", **hook)
    assert done.returncode == 0, done.stderr
    assert git(folder / "x", "status", "--porcelain") == ""


def test_inside_a_repository_it_makes_no_repository_of_its_own(create: Run, folder: Path) -> None:
    git(folder, "init", "-q")
    done = create("plugins/x", "--yes")
    assert done.returncode == 0, done.stderr
    assert not (folder / "plugins/x/.git").exists()
    assert f"It lies in the repository {folder}: commit it there." in done.stdout
    # What it says to add makes the workflow work from the top.
    (setting,) = (line for line in done.stdout.splitlines() if "working-directory" in line)
    workflow = (folder / "plugins/x/.github/workflows/ci.yml").read_text() + setting.strip()
    assert yaml.safe_load(workflow)["defaults"] == {"run": {"working-directory": "plugins/x"}}
    assert "cache-dependency-path: |\n            **/" in workflow
    (folder / ".gitignore").write_text("scratch/\n")
    create("scratch/y", "--yes")
    assert (folder / "scratch/y/.git").exists()


def test_a_repository_of_somebody_else_is_a_repository(create: Run, folder: Path) -> None:
    git(folder, "init", "-q")
    if os.geteuid() == 0:
        os.chown(folder, 12345, 12345)
        os.chown(folder / ".git", 12345, 12345)
    create("x", "--yes")
    assert not (folder / "x/.git").exists()


def test_a_home_that_cannot_be_written_costs_updates_only(
    create: Run, folder: Path, home: Path
) -> None:
    (home / ".local").write_text("in the way")
    done = create("x", "--yes")
    assert done.returncode == 0, done.stderr
    assert (
        f"Plain `copier update` will not work: {releases.SOURCE} cannot be written." in done.stdout
    )
    assert (folder / "x/.git").exists()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_without_unicode_is_no_obstacle(
    create: Run, folder: Path, encoding: str
) -> None:
    (folder / "a.yml").write_text("name_for_human: 🎉\n", encoding="utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    done = create("x", "--yes", "--answers=a.yml", **plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert manifest(folder / "x")["name_for_human"] == "🎉"
    assert create("🎉", **plain).stderr.startswith("Error: The directory's name ")


def test_nothing_but_plain_text_reaches_a_pipe(create: Run) -> None:
    for arguments in (["--help"], ["x", "--yes"], ["x", "--yes"], ["--nonsense"]):
        done = create(*arguments, NO_COLOR="")
        assert "\x1b" not in done.stdout + done.stderr


def test_debug_shows_where_it_failed(create: Run) -> None:
    assert "Traceback" not in create("/proc/x", "--yes").stderr
    assert "Traceback" in create("/proc/x", "--yes", "--debug").stderr


def test_a_reader_that_leaves_gets_no_traceback(folder: Path) -> None:
    done = subprocess.run(
        f"'{COMMAND}' x --yes --dry-run | true", shell=True, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    # Only a broken pipe is told: there is nobody to whom a traceback would say more.
    assert done.stderr in ("", "Error: The output could not be written: Broken pipe.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["x", "--yes"], ["y", "--yes", "--json"]]
)
def test_an_output_that_is_full_is_told(folder: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    complete = f"{folder / arguments[0]} is complete. " if "--yes" in arguments else ""
    assert done.returncode == 1
    assert done.stderr == (
        f"Error: {complete}The output could not be written: No space left on device.\n"
    )


def test_a_closed_input_is_no_obstacle(folder: Path) -> None:
    done = subprocess.run(
        f"'{COMMAND}' x --yes <&-",
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_answers_file_cannot_steer_the_terminal(create: Run, folder: Path) -> None:
    (folder / "a.json").write_text('{"\\u001b[2Jx": 1, "\\ud800": 2}')
    done = create("x", "--yes", "--answers=a.json")
    assert done.stderr == ("Error: \\x1b[2Jx: no such question\nError: \\ud800: no such question\n")
    assert json.loads(create("x", "--yes", "--json", "--answers=a.json").stdout)


def test_what_to_type_next_suits_the_tools_that_are_here(create: Run, folder: Path) -> None:
    tools = folder.parent / "bin"
    tools.mkdir()
    for name, target in (("git", shutil.which("git")), ("uv", "/bin/true")):
        (tools / name).symlink_to(str(target))
    with_uv = create("x", "--yes", PATH=str(tools)).stdout
    assert "  cd x\n  uv run python -m plugin\n" in with_uv
    (tools / "uv").unlink()
    without = create("y", "--yes", PATH=str(tools)).stdout
    assert "  .venv/bin/python -m plugin\n" in without


def test_a_tilde_is_the_home_directory(create: Run, home: Path) -> None:
    assert create("~/x", "--yes").returncode == 0
    assert (home / "x/README.md").exists()
    assert create("~nobody-of-this-name/x", "--yes").returncode == 1


def test_an_empty_directory_keeps_its_mode(create: Run, folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x").chmod(0o2770)
    create("x", "--yes")
    assert (folder / "x").stat().st_mode & 0o7777 == 0o2770


def test_help_names_every_question_once_but_those_that_a_document_answers(create: Run) -> None:
    done = create("--help")
    assert done.returncode == 0
    for question in questions.load():
        assert done.stdout.count(f"  {question.option} ") == (0 if question.imported else 1)
    assert create("-h").stdout == done.stdout


def test_the_version_is_told_and_its_releases_put_in_place(create: Run, home: Path) -> None:
    from importlib.metadata import version

    assert create("--version").stdout == (
        f"create-ai-plugin {version('create-ai-plugin')} (template {releases.newest()})\n"
    )
    assert (home / ".local/share/create-ai-plugin/releases.bundle").exists()
