"""How many requests a generated server answers, as ratios to its peers in the same run.

    python benchmarks/server.py [ROUNDS]

A server has one core and the load, wrk with 32 connections, another; they take turns of a few
seconds, so that a machine that gets slower does so for all. A ratio is taken round by round:
of the requests per second, and of the requests per second of the processor's time, which other
programs disturb less. A peer that is not installed is told and left out: docs/contributing.md.
"""

from __future__ import annotations

import statistics
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from load import ADD, CALL, LIST, PI, Load, measured
from servers import BARE_SDK, PROJECTS, QUART, running


def compare(load: Load, names: list[str], rounds: int) -> None:
    """Print what each server answers a second, and its ratios to the first with their spread."""
    print(f"\n{load.name:26} {'a second':>8}  ratio spread     of CPU spread     p50, p99 in ms")
    with ExitStack() as stack, TemporaryDirectory() as folder:
        started = {name: stack.enter_context(running(name, Path(folder))) for name in names}
        servers = {name: server for name, server in started.items() if server}
        turns = [
            {n: measured(load, server) for n, server in servers.items()} for _ in range(rounds)
        ]
    for name in servers:
        own = [turn[name] for turn in turns]
        line = f"  {name:24} {statistics.median(rate.per_second for rate in own):8.0f}"
        if names[0] in servers:
            pairs = [(turn[name], turn[names[0]]) for turn in turns]
            line += ratio([a.per_second / b.per_second for a, b in pairs])
            line += ratio([a.per_cpu_second / b.per_cpu_second for a, b in pairs])
        print(f"{line}  {own[-1].p50:6.0f} {own[-1].p99:6.0f}")


def ratio(ratios: list[float]) -> str:
    return f" {statistics.median(ratios):6.2f} {min(ratios):.2f}-{max(ratios):.2f}"


def main(rounds: int) -> None:
    todo = [name for name in PROJECTS if name.startswith("todo")]
    compare(LIST, [QUART, *todo], rounds)
    compare(ADD, [QUART, *todo], rounds)
    compare(PI, [QUART, "facts-none"], rounds)
    compare(CALL, [BARE_SDK, "todo-none"], rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
