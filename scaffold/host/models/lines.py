"""*Script* in the browser: calls what a project's conversation files have for a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scaffold.errors import Failure
from scaffold.host import conversation_file
from scaffold.host.items import Card, Item, Question
from scaffold.host.models import Call, Move, Say
from scaffold.host.models.telling import answer
from scaffold.host.tools import Tool


class Lines:
    """Knows no request but those of `tests/conversations/`; for lessons, where nothing may vary."""

    name = "script"

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:
        """What a file has for the question; without that, what there is."""
        last = items[-1]
        if isinstance(last, Card):
            return Say(answer(last))
        text = next(item.text for item in reversed(items) if isinstance(item, Question))
        known = list(_lines(tools))
        for line, call in known:
            if _plain(line) == _plain(text):
                return call
        if not known:
            return Say(
                "The script has no lines: `call` in a file of `tests/conversations/` is one."
            )
        listed = "\n".join(f"- {line}" for line, _ in known)
        return Say(f"The script has no line for that. It knows:\n\n{listed}")


def _lines(tools: Sequence[Tool]) -> Iterator[tuple[str, Call]]:
    """What is said and then called, in the files of the projects that the host serves."""
    served = {tool.registration.id: tool.registration.served for tool in tools}
    for id, project in served.items():  # noqa: A001
        names = {tool.id: tool.name for tool in tools if tool.registration.id == id}
        folder = project.directory / conversation_file.FOLDER if project else None
        for path in sorted(folder.glob("*.yaml")) if folder else ():
            for turn in _turns(path):
                if turn.call and turn.call.operation in names:
                    yield turn.say, Call(names[turn.call.operation], turn.call.arguments)


def _turns(path: Path) -> list[conversation_file.Turn]:
    try:
        return conversation_file.read(str(path)).turns
    except Failure:
        # `--test` tells what is wrong with it.
        return []


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .!?").casefold()
