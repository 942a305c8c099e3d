"""Makes a project as the command does, and keeps account of the time: run by breakdown.py.

    python -P account.py BEGAN DIRECTORY

Each moment since BEGAN is charged to the innermost part that is under way.
"""

from __future__ import annotations

import builtins
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Account:
    """Time by part, in seconds; `began` is when the process was asked for."""

    def __init__(self, began: float) -> None:
        self.parts: dict[str, float] = {}
        self._open = ["interpreter"]
        self._since = began

    @contextmanager
    def charge(self, part: str) -> Iterator[None]:
        """Charge what happens inside to `part`, unless to a part inside of it."""
        self.settle()
        self._open.append(part)
        try:
            yield
        finally:
            self.settle()
            self._open.pop()

    def settle(self) -> float:
        """Charge what is not charged yet; returns the time of it."""
        now = time.perf_counter()
        last = self._open[-1]
        self.parts[last] = self.parts.get(last, 0) + now - self._since
        self._since = now
        return now

    def watch(self, module: object, name: str, part: str) -> None:
        """Charge every call of a function to `part`."""
        setattr(module, name, self.charge(part)(getattr(module, name)))


def main(account: Account, directory: str) -> None:
    """Make a project, then tell the account, and when it was told, on standard error."""
    with account.charge("the rest"):
        account.watch(builtins, "__import__", "imports")
        from scaffold import git
        from scaffold.cli import create, run
        from scaffold.project import contents, logo
        from scaffold.template import questions

        account.watch(questions, "accept", "questions")
        account.watch(questions, "complete", "questions")
        account.watch(contents, "of", "render")
        account.watch(logo, "draw", "logo")
        account.watch(git, "attempt", "git")
        sys.argv = ["create-ai-plugin", directory, "--yes"]
        try:
            run.run(create.command())
        except SystemExit:
            told = account.settle()
    print(repr((account.parts, told)), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(Account(float(sys.argv[1])), sys.argv[2])
