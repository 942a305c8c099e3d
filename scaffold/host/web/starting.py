"""The plugins that were named on the command line, on their way while the page is open already."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from scaffold.errors import Failure
from scaffold.host.host import Host


class Starting:
    """What is being registered, and what could not be."""

    def __init__(self) -> None:
        self.targets: list[str] = []
        self.problems: dict[str, Failure] = {}

    def begin(self, host: Host, targets: Sequence[str], changed: Callable[[], None]) -> None:
        """Register these, one after the other, while something else goes on."""
        self.targets = list(targets)

        def register() -> None:
            for target in targets:
                try:
                    host.register(target).check()
                except Failure as failure:
                    self.problems[target] = failure
                self.targets.remove(target)
                changed()

        threading.Thread(target=register, daemon=True).start()
