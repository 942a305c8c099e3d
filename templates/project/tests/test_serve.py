"""Serving: what it says when it cannot start."""

import socket

import pytest

from plugin.errors import PluginError
from plugin.serve import bind


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PluginError) as raised:
            bind("127.0.0.1", port)
    hint = "stop what uses it, or set another PORT, as .env.example shows"
    assert str(raised.value) == f"Port {port} is in use: {hint}."


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PluginError, match=r"^Cannot listen on 192\.0\.2\.1, port 1: [^\n()]+\.$"):
        bind("192.0.2.1", 1)
