"""What the time of a finished project is made of: measured, in parts that add up to the whole."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory


def show(runs: int) -> None:
    """Print the parts of the run that takes the median time."""
    parts = sorted((_once() for _ in range(runs | 1)), key=lambda run: sum(run.values()))[runs // 2]
    print(f"\nOf {sum(parts.values()):.0f} ms, a finished project takes")
    for part, took in sorted(parts.items(), key=lambda item: -item[1]):
        print(f"{took:6.0f}  {part}")


def _once() -> dict[str, float]:
    """Milliseconds by part of one run."""
    # One clock for both processes: how long the interpreter takes to start is seen from outside.
    account = Path(__file__).with_name("account.py")
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = sys.executable, "-P", account, str(began), f"{folder}/plugin"
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        gone = time.perf_counter()
    parts, told = ast.literal_eval(done.stderr)
    parts["interpreter"] += gone - told
    return {part: seconds * 1000 for part, seconds in parts.items()}
