"""What is asked of an API that exists, before the questions about the plugin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from scaffold import signals
from scaffold.api import offer
from scaffold.api.offer import Offer
from scaffold.api.texts import LongText
from scaffold.check.rules.openapi.operations import MAX_OPERATIONS
from scaffold.check.rules.openapi.texts import ADVISED_TEXT
from scaffold.documents.problem import Pointer
from scaffold.wizard import asker
from scaffold.wizard.prompts import Checklist, Choice, Prompt, Select, T, Text


def ask_way(ways: Mapping[str, str]) -> str:
    """May files be added to the API's own server? `ways` are what is made, with what each is."""
    choices = [
        Choice(f"{'no' if way == 'gateway' else 'yes'}: {what}", way) for way, what in ways.items()
    ]
    return _ask(Select("May you add files to the API's own server?", choices[0].value, choices))


def ask_operations(offered: Sequence[Offer]) -> list[Offer]:
    """Which operations the plugin takes; reading ones stand first, and few are ticked at once."""
    first = sorted(offered, key=lambda one: not one.reads)
    few = len(first) <= offer.FEW
    choices = [Choice(_label(one), one) for one in first]
    prompt: Checklist[Offer] = Checklist(
        f"Which of the {len(first)} operations does the plugin take?",
        first if few else [],
        choices,
        lambda ticked: None if ticked else "tick at least one",
        _measure,
        many=not few,
    )
    ticked = {one.key for one in _ask(prompt)}
    return [one for one in offered if one.key in ticked]


def _label(one: Offer) -> str:
    name = f"{one.name} ({one.operation.route[:60]})"
    return f"{one.operation.method.upper():6} {name}  {one.summary[:100]}".rstrip()


def _measure(ticked: Sequence[Offer]) -> str:
    measure = offer.meter(ticked)
    more = f"; hosts take {MAX_OPERATIONS} at most" if len(ticked) > MAX_OPERATIONS else ""
    return f"Ticked: {measure}{more}"


def ask_texts(long: Sequence[LongText]) -> dict[Pointer, str]:
    """Texts in the place of those that are too long for a model."""
    if not long:
        return {}
    count = "One text has" if len(long) == 1 else f"{len(long)} texts have"
    prompt = Select(
        f"{count} more than {ADVISED_TEXT} characters, and the model reads them all.",
        "",
        [
            Choice("Shorten to the first sentences", ""),
            Choice("Ask for each, with that as a suggestion", "each"),
        ],
    )
    if _ask(prompt):
        return {one.path: _ask(_shortening(one)) for one in long}
    return {one.path: one.suggestion for one in long}


def _shortening(one: LongText) -> Text:
    def problem(text: str) -> str | None:
        too_long = len(text) > ADVISED_TEXT
        return f"{len(text)} characters, at most {ADVISED_TEXT}" if too_long else None

    flat = " ".join(one.text.split())
    title = f"{one.owner} ({len(one.text)} characters: {flat[:400]})"
    return Text(title, one.suggestion, problem, ADVISED_TEXT)


def _ask(prompt: Prompt[T]) -> T:
    with signals.raising():
        # Without a way back, there is nothing but an answer.
        return cast("T", asker().ask(prompt, (), back=False))
