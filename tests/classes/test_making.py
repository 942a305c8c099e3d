"""`create-ai-plugin --roster`: projects of a class, made side by side, stopped and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from conftest import COMMAND, Run
from terminals import Start, finish

NAMES = ["Ada", "Ada", "Zoë Müller", "=1+1", "{{ 7 * 7 }}", "王小明"]
FOLDERS = ["ada", "ada-2", "zoe-muller", "learner-04", "learner-05", "learner-06"]


@pytest.fixture
def class_list(folder: Path) -> Path:
    path = folder / "class.csv"
    rows = [f'"{name}",{"service_http" if name == "Ada" else ""}' for name in NAMES]
    path.write_text("\n".join(["name,auth_type", *rows, ""]), "utf-8-sig")
    return path


def is_whole(project: Path) -> bool:
    git = ["git", "status", "--porcelain"]
    status = subprocess.run(git, cwd=project, capture_output=True, text=True, check=True)
    return status.stdout == "" and (project / ".well-known/ai-plugin.json").exists()


@pytest.mark.usefixtures("class_list")
def test_a_project_each(create: Run, folder: Path) -> None:
    planned = create("--roster", "class.csv", "room", "--dry-run", "--example=blank", "--json")
    assert os.listdir(folder) == ["class.csv"]
    done = create("--roster", "class.csv", "room", "--example=blank", "--json")
    room = folder / "room"
    assert (done.returncode, done.stderr) == (0, "")
    made = json.loads(done.stdout)
    assert json.loads(planned.stdout.replace('"planned"', '"made"')) == made
    assert sorted(os.listdir(room)) == sorted([*FOLDERS, "roster.json", "roster.md"])
    for at, name in enumerate(FOLDERS):
        learner = made["learners"][at]
        assert is_whole(room / name)
        assert (learner["name"], learner["directory"]) == (NAMES[at], str(room / name))
        assert f"port: {3333 + at}\n" in (room / name / ".copier-answers.yml").read_text()
    secrets = [(room / name / ".env").read_text() for name in ("ada", "ada-2")]
    assert secrets[0] != secrets[1]
    assert "| Zoë Müller | `zoe-muller` | http://localhost:3335 | `cd zoe-muller` |" in (
        (room / "roster.md").read_text("utf-8")
    )


def test_again_it_touches_nothing_and_makes_what_is_missing(
    create: Run, folder: Path, class_list: Path
) -> None:
    assert create("--roster", "class.csv", "room", "--no-git").returncode == 0
    (folder / "room/ada/README.md").write_text("mine")
    class_list.write_text(class_list.read_text("utf-8-sig") + "Bob,\n")
    done = create("--roster", "class.csv", "room", "--no-git")
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "room/ada/README.md").read_text() == "mine"
    assert "there    ada         http://localhost:3333  Ada\n" in done.stdout
    assert "made     bob         http://localhost:3339  Bob\n" in done.stdout
    assert f"Created 1 project in {folder}/room.\n" in done.stdout


def test_wrong_rows_leave_no_directory(create: Run, folder: Path) -> None:
    (folder / "class.csv").write_text("name,port\nAda,80a\n,\nBob,70000\n,3\n")
    done = create("--roster", "class.csv", "room")
    assert done.returncode == 2
    assert done.stderr == (
        'Error: row 2, port "80a": must be a whole number\n'
        'Error: row 4, port "70000": 70000, at most 65535\n'
        "Error: row 5, name: is empty\n"
        "Nothing was written: put these right in the class list.\n"
    )
    assert os.listdir(folder) == ["class.csv"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda each: each.name)
@pytest.mark.parametrize("all_of_them", [True, False], ids=["group", "parent"])
def test_killed_it_goes_on(
    create: Run, folder: Path, number: signal.Signals, all_of_them: bool
) -> None:
    (folder / "class.csv").write_text("name\n" + "Ada\n" * 12)
    room = folder / "room"
    process = subprocess.Popen(
        [COMMAND, "--roster", "class.csv", "room", "--example=blank"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    while not (room / "ada").exists():
        assert process.poll() is None
        os.sched_yield()
    (os.killpg if all_of_them else os.kill)(process.pid, number)
    said, _ = process.communicate()
    assert "Traceback" not in said
    # What was begun is whole, or hidden.
    seen = [name for name in os.listdir(room) if not name.startswith((".", "roster"))]
    assert 0 < len(seen) < 12
    assert all(is_whole(room / name) for name in seen)
    done = create("--roster", "class.csv", "room", "--example=blank")
    assert (done.returncode, done.stderr) == (0, "")
    assert len([name for name in os.listdir(room) if is_seat(name)]) == len(os.listdir(room)) - 2
    assert all(is_whole(room / name) for name in os.listdir(room) if is_seat(name))


def is_seat(name: str) -> bool:
    return name == "ada" or name.startswith("ada-")


def test_a_bar_and_ctrl_c_on_a_terminal(folder: Path, start: Start) -> None:
    (folder / "class.csv").write_text("name\n" + "Ada\n" * 12)
    terminal = start("--roster", "class.csv", "room", "--example=blank")
    terminal.expect("Making projects .* [1-9][0-9]?%")
    terminal.sendintr()
    terminal.expect(r"Interrupted: \d+ of 12 projects are there.\r\nThe same command goes on")
    code, _ = finish(terminal)
    assert code == 130
    assert not [name for name in os.listdir(folder / "room") if name.startswith(".")]


def test_a_thousand_rows(create: Run, folder: Path) -> None:
    (folder / "class.csv").write_text("name\n" + "Ada\n" * 1000)
    done = create("--roster", "class.csv", "room", "--dry-run")
    assert done.stdout.endswith(
        f"1000 projects would be made in {folder}/room; nothing was written.\n"
    )
    assert "planned  ada-1000  " in done.stdout


@pytest.mark.parametrize("other", ["--from=x.yaml", "--template=x"])
def test_it_goes_with_our_own_template_only(create: Run, other: str) -> None:
    done = create("--roster", "class.csv", "room", other)
    assert (done.returncode, done.stderr) == (
        2,
        "Error: --roster goes with neither --from nor --template.\n",
    )
