"""The load on a server: wrk on a core of its own, for a few seconds."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import NamedTuple

from servers import LOAD_CORE, Server

CONNECTIONS = 32
SECONDS = 3


class Load(NamedTuple):
    """One request, sent again and again."""

    name: str
    path: str
    body: str = ""
    headers: Mapping[str, str] = MappingProxyType({})


class Rate(NamedTuple):
    """What a server answered: a second, and a second of the processor; latencies in ms."""

    per_second: float
    per_cpu_second: float
    p50: float
    p99: float


_META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "wrk", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
_CALL = {"name": "listTodos", "arguments": {"limit": 10}, "_meta": _META}
_JSON = {"content-type": "application/json"}

LIST = Load("GET /todos", "/todos?limit=10")
ADD = Load("POST /todos", "/todos", json.dumps({"text": "Buy milk"}), _JSON)
PI = Load("GET /pi", "/pi?digits=20")
CALL = Load(
    "listTodos at /mcp",
    "/mcp",
    json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": _CALL}),
    {
        **_JSON,
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "listTodos",
    },
)


def measured(load: Load, server: Server) -> Rate:
    """Send the load; raises RuntimeError where an answer is no success."""
    with NamedTemporaryFile("w", suffix=".lua") as script:
        if load.body:
            script.write(f"wrk.method = 'POST'\nwrk.body = {json.dumps(load.body)}\n")
            script.flush()
        headers = {**load.headers, **server.headers}
        options = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
        before = _cpu_seconds(server.pid)
        wrk = f"taskset -c {LOAD_CORE} wrk -t1 -c{CONNECTIONS} -d{SECONDS}s --latency -s".split()
        command = [*wrk, script.name, *options, server.url + load.path]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        used = _cpu_seconds(server.pid) - before
    output = done.stdout
    if "Non-2xx" in output:
        raise RuntimeError(output)
    answered = int(_found(r"(\d+) requests in", output))
    return Rate(
        float(_found(r"Requests/sec:\s+([\d.]+)", output)),
        answered / used,
        _milliseconds(50, output),
        _milliseconds(99, output),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    if match is None:
        raise RuntimeError(text)
    return match[1]


def _milliseconds(percentile: int, text: str) -> float:
    latency = _found(rf"^ +{percentile}% +([\d.]+(us|ms|s)) *$", text)
    number = float(latency.rstrip("mus"))
    return number * (0.001 if latency.endswith("us") else 1 if latency.endswith("ms") else 1000)


def _cpu_seconds(pid: int) -> float:
    """The time of the processor that a process and its children have used."""
    process = Path(f"/proc/{pid}")
    user, system = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
    own = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    children = (process / f"task/{pid}/children").read_text().split()
    return own + sum(_cpu_seconds(int(child)) for child in children)
