"""Projects that the host serves: on a free port, with their log, until they die or it ends."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from answers import DEFAULTS
from projects import Make

from scaffold.errors import Failure, Misuse
from scaffold.host import conversation_file, served
from scaffold.host.host import Host
from scaffold.host.items import Card
from scaffold.host.keeping import as_test
from scaffold.host.registration import DEVELOPER


def dead(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_project_is_served_on_a_port_of_its_own_and_ends_with_the_host(make: Make, host: Host) -> None:  # fmt: skip
    project = make(DEFAULTS)
    plugin = host.register(str(project))
    assert plugin.served
    assert plugin.base == plugin.served.url != "http://localhost:3333"
    assert any("Manifest:" in line for line in plugin.served.log)
    plugin.activate(DEVELOPER)
    # The lines of its conversation files are those of the script.
    talking = host.converse([plugin], user=DEVELOPER, model=host.models["script"])
    talking.say("Sing")
    assert str(talking.items[-1]).startswith(
        "Answer(text='The script has no line for that. It knows:"
    )
    talking.say('put "buy milk" on my list.')
    card = talking.waiting
    assert isinstance(card, Card)
    talking.confirm(card, {"text": "buy eggs"})
    # And what was said is one of them, once it is saved.
    for name in ("sing.yaml", "sing-2.yaml"):
        assert as_test.write(talking, host.secrets.hide) == project.resolve() / "tests/conversations" / name  # fmt: skip
    (turn,) = conversation_file.read(str(project / "tests/conversations/sing.yaml")).turns
    assert turn.call == ("addTodo", {"text": "buy eggs"})
    pid = plugin.served.pid
    host.close()
    assert dead(pid)


KILLED = """
import sys
from pathlib import Path
from scaffold.host.served import Served
served = Served(Path(sys.argv[1]), {}, lambda: None)
served.start()
print(served.pid, flush=True)
sys.stdin.read()
"""


def test_a_host_that_is_killed_leaves_no_server_behind(make: Make) -> None:
    command = [sys.executable, "-c", KILLED, str(make(DEFAULTS))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as host:  # fmt: skip
        assert host.stdout
        pid = int(host.stdout.readline())
        assert not gone(pid)
        host.kill()
    wait_for(lambda: gone(pid))


def test_a_taken_port_is_told_and_at_a_terminal_another_offered_which_ctrl_c_ends(
    tmp_path: Path,
) -> None:
    program = str(Path(sys.executable).with_name("ai-plugin"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        env: Any = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
        arguments = ["host", "--no-browser", f"--port={port}"]
        done = subprocess.run(
            [program, *arguments], env=env, capture_output=True, text=True, check=False
        )
        told = rf"Error: Port {port} is taken\.\nPort (\d+) is free: --port \1\n"
        assert re.fullmatch(told, done.stderr), done.stderr
        assert done.returncode == 1
        host = pexpect.spawn(program, arguments, env=env, encoding="utf-8", timeout=60)
        host.expect(rf"Port {port} is taken\. Use (\d+)\? \[Y/n\]: ")
        assert isinstance(host.match, re.Match)
        free = host.match[1]
        host.sendline("")
        host.expect(rf"http://127\.0\.0\.1:{free}/\?key=\S+\r\n")
        host.expect("Ctrl-C ends the host, and all that it started")
        host.sendintr()
        host.expect(pexpect.EOF)
        host.close()
    assert "Traceback" not in str(host.before)
    assert (host.exitstatus, host.signalstatus) == (0, None)


def gone(pid: int) -> bool:
    """Ended, be its end noticed by whoever inherited it or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_project_that_cannot_start_is_told_with_its_last_lines(make: Make, host: Host) -> None:
    project = make(DEFAULTS)
    (project / "plugin/app.py").write_text("raise SystemExit('out of milk')\n")
    with pytest.raises(Failure, match=r"ended, with exit code 1:\nout of milk"):
        host.register(str(project))
    assert host.registrations == {}


def test_a_plugin_that_dies_is_told(make: Make) -> None:
    died: list[str] = []
    running: list[served.Served] = []

    def changed() -> None:
        died.extend(each.death for each in running if each.death)

    project = make(DEFAULTS)
    running.append(served.Served(project, {}, changed))
    running[0].start()
    assert running[0].death == ""
    os.kill(running[0].pid, 9)
    wait_for(lambda: bool(died))
    assert died[-1].startswith("The plugin ended, with exit code -9:")


def wait_for(happened: Callable[[], bool]) -> None:
    import select

    for _ in range(500):
        if happened():
            return
        select.select([], [], [], 0.02)
    raise AssertionError("it did not happen")


def test_the_python_of_a_project_is_its_own_then_paths_then_uvs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\ndependencies = ["fastapi>=0.1"]\n')  # fmt: skip
    (on_path,) = served.python(tmp_path)
    assert on_path.endswith("/python")
    own = tmp_path / ".venv/bin/python"
    own.parent.mkdir(parents=True)
    own.touch()
    assert served.python(tmp_path) == [str(own)]
    own.unlink()
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["not-installed-anywhere"]\n')  # fmt: skip
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text("")
    (tools / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    assert served.python(tmp_path) == [str(tools / "uv"), "run", "--quiet", "python"]
    (tools / "uv").unlink()
    monkeypatch.setattr("shutil.which", lambda name: None if name == "uv" else sys.executable)  # fmt: skip
    with pytest.raises(Failure, match="what it needs is not installed"):
        served.python(tmp_path)


def test_a_folder_that_is_no_project_is_only_read(make: Make, host: Host) -> None:
    project = make(DEFAULTS)
    (project / "plugin/__main__.py").unlink()
    assert host.register(str(project)).served is None
    with pytest.raises(Misuse, match="holds no"):
        host.register(str(project / "tests"))
