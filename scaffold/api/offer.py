"""The operations that an API has on offer, and which of them are chosen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from scaffold import spelling
from scaffold.api.trim import Key
from scaffold.documents.document import Document
from scaffold.errors import Misuse
from scaffold.openapi.operations import Operation, operations

# Of the rest nobody makes something that a model could call.
_METHODS = ("get", "post", "put", "patch", "delete")

# What is chosen for somebody who does not choose; and from how many on nothing is ticked.
FEW = 10

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_MAX_NAME = 64

# Steps of a path that say nothing of what is called.
_EMPTY_STEP = re.compile(r"api|rest|v\d+(\.\d+)*", re.IGNORECASE)

# Characters of English text and JSON that make a token, about.
_CHARACTERS_A_TOKEN = 4


class Offer(NamedTuple):
    """An operation that may be chosen; `name` is its `operationId`, or the one that it will get."""

    operation: Operation
    name: str

    @property
    def key(self) -> Key:
        """Its path and method."""
        return self.operation.route, self.operation.method

    @property
    def reads(self) -> bool:
        """Whether a call changes nothing, as HTTP has it."""
        return self.operation.method == "get"

    @property
    def is_renamed(self) -> bool:
        """Whether the document has no such name for it."""
        return self.name != self.operation.id

    @property
    def summary(self) -> str:
        """What it does, in a line; empty where nobody says."""
        texts = (self.operation.value.get(name) for name in ("summary", "description"))
        return " ".join(
            next((text for text in texts if isinstance(text, str) and text), "").split()
        )

    @property
    def size(self) -> int:
        """About how many characters the model reads of it: all but its responses."""
        value = {name: part for name, part in self.operation.value.items() if name != "responses"}
        return len(json.dumps(value, default=str, separators=(",", ":")))


def offers(document: Document) -> list[Offer]:
    """Every operation that can be chosen, in the document's order."""
    listed = [one for one in operations(document) if one.method in _METHODS]
    # Who has a good name keeps it, wherever it stands.
    taken = {one.id.lower() for one in listed if _NAME.fullmatch(one.id)}
    used: set[str] = set()
    offered = []
    for one in listed:
        name = one.id
        if not _NAME.fullmatch(name) or name.lower() in used:
            name = _free(_cleaned(one.id) or _made(one), taken | used)
        used.add(name.lower())
        offered.append(Offer(one, name))
    return offered


def _cleaned(name: str) -> str:
    """A name as an identifier: `todos/list-all` becomes `todos_list_all`; empty if it cannot be."""
    cleaned = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")[:_MAX_NAME]
    return cleaned if _NAME.fullmatch(cleaned) else ""


def _made(operation: Operation) -> str:
    """A name made of method and path: `GET /pets/{petId}/toys` becomes `getPetsToysByPetId`."""
    steps = [step for step in operation.route.split("/") if not _EMPTY_STEP.fullmatch(step)]
    fixed = [_camel(step) for step in steps if "{" not in step]
    named = [_camel(name) for step in steps for name in re.findall(r"{([^{}]*)}", step)]
    by = f"By{'And'.join(filter(None, named))}" if any(named) else ""
    return f"{operation.method}{''.join(fixed) or 'Operation'}{by}"[:_MAX_NAME]


def _camel(text: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "".join(word[:1].upper() + word[1:] for word in words)


def _free(name: str, taken: Iterable[str]) -> str:
    number, free = 1, name
    while free.lower() in taken:
        number += 1
        free = f"{name[: _MAX_NAME - len(str(number)) - 1]}_{number}"
    return free


def some(offered: Sequence[Offer]) -> list[Offer]:
    """What is chosen for somebody who does not: reading ones, others where none reads."""
    # A home page and what is there for machines are nothing to a model, and a query is no path.
    useful = [
        offer for offer in offered if not re.match(r"/($|\.well-known/)|.*[?#]", offer.key[0])
    ]
    reading = [offer for offer in useful if offer.reads]
    return (reading or useful or list(offered))[:FEW]


def named(offered: Sequence[Offer], names: str) -> list[Offer]:
    """The operations of a list such as `listTodos,GET /todos`; Misuse for one that is not there."""
    known: dict[str, Offer] = {}
    for offer in offered:
        route, method = offer.key
        known.setdefault(f"{method.upper()} {route}", offer)
        known.setdefault(offer.operation.id, offer)
        known[offer.name] = offer
    chosen: dict[Key, Offer] = {}
    for typed in _split(names, known):
        method, space, route = typed.partition(" ")
        name = f"{method.upper()} {route.strip()}" if space else typed
        if name not in known:
            close = spelling.suggestion(name, known) or "."
            raise Misuse(
                f"--operations: no such operation as {name[:120]}{close}",
                "Name each by its operationId, or as in `GET /todos`.",
            )
        chosen[known[name].key] = known[name]
    if not chosen:
        raise Misuse("--operations: names none.", "Name one: by its operationId, or `GET /todos`.")
    return [offer for offer in offered if offer.key in chosen]


def _split(names: str, known: Iterable[str]) -> list[str]:
    """The names between commas; a path may have some, too."""
    whole = names.strip()
    if whole in set(known):
        return [whole]
    return [part.strip() for part in names.split(",") if part.strip()]


class Meter(NamedTuple):
    """How much a choice is: operations, and about how many characters the model reads of them."""

    operations: int
    characters: int

    @property
    def tokens(self) -> int:
        """About how many tokens that is."""
        return self.characters // _CHARACTERS_A_TOKEN

    def __str__(self) -> str:
        plural = "" if self.operations == 1 else "s"
        return (
            f"{self.operations} operation{plural}, {self.characters:,} characters, "
            f"about {self.tokens:,} tokens"
        )


def meter(chosen: Iterable[Offer]) -> Meter:
    """The measure of a choice."""
    sizes = [offer.size for offer in chosen]
    return Meter(len(sizes), sum(sizes))


def title(document: Document) -> str:
    """What the API is called, in a line without characters that nobody can see."""
    named: Any = document.get("info", "title")
    text = named if isinstance(named, str) else ""
    visible = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(visible.split())[:80] or "The API"
