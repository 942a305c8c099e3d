"""`python -m plugin --reload`: an author saves, breaks and mends files while it runs."""

from __future__ import annotations

import sys

import httpx2
import pexpect
from answers import FACTS
from projects import Make, free_port


def test_each_save_starts_it_again_and_what_is_broken_is_one_line(make: Make) -> None:
    project, port = make(FACTS), free_port()
    (project / ".env").write_text(f"PORT={port}\n")
    facts, manifest = project / "plugin/facts.py", project / ".well-known/ai-plugin.json"
    code, about = facts.read_text(), manifest.read_text()
    last = code.count("\n") + 1
    server = pexpect.spawn(
        sys.executable,
        ["-m", "plugin", "--reload"],
        cwd=str(project),
        encoding="utf-8",
        timeout=60,
    )
    server.expect_exact("Watching plugin/, .well-known/ai-plugin.json and .env.")
    server.expect_exact("startup complete")
    for file, broken, reason in (
        (facts, f"{code}def x(:\n", f"plugin/facts.py, line {last}: invalid syntax"),
        (facts, f"import nothing\n{code}", "plugin/facts.py, line 1: ModuleNotFoundError: No mod"),
        (manifest, about.rstrip()[:-1], ".well-known/ai-plugin.json cannot be read: Expecting"),
    ):
        facts.write_text(code.replace("Get digits of pi", "Digits"))
        file.write_text(broken)
        server.expect_exact(f"error: {reason}")
        server.expect_exact("The next save starts it again.")
        assert "Traceback" not in str(server.before)
    manifest.write_text(about)
    server.expect_exact("startup complete")
    assert "summary: Digits" in httpx2.get(f"http://localhost:{port}/openapi.yaml").text
    server.sendcontrol("c")
    server.expect(pexpect.EOF)
    server.close()
    assert (server.exitstatus, "Traceback" in str(server.before)) == (0, False)
