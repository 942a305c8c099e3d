"""`create-ai-plugin --from`: a plugin for an API that exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scaffold import urls
from scaffold.api import WAYS, logo, offer, refresh, source, taken, texts, ways
from scaffold.api.links import Links
from scaffold.api.ways import Plan
from scaffold.cli import console, outcome
from scaffold.errors import Misuse
from scaffold.project import create as project
from scaffold.project.create import Origin, Project
from scaffold.template import questions

if TYPE_CHECKING:
    from scaffold.api.offer import Offer
    from scaffold.cli.manner import Manner
    from scaffold.documents.document import Document
    from scaffold.documents.problem import Pointer
    from scaffold.template.questions import Answers


class Wishes(NamedTuple):
    """What the options say of an API; empty is not said."""

    source: str
    operations: str = ""
    way: str = ""
    mcp_url: str = ""


class Choice(NamedTuple):
    """What is taken of a document, and in which words where its own are too long."""

    way: str
    operations: list[Offer]
    shortened: Mapping[Pointer, str]


def create(
    wishes: Wishes, directory: Path | None, given: dict[str, object], manner: Manner
) -> None:
    """Read the document, agree on what is taken of it, make the project, say what came of it.

    `directory` is None only where somebody can be asked for it.
    """
    accepted = questions.accept(given)
    _require_fitting(wishes, accepted, manner)
    plan, choice, told = _prepare(wishes, accepted, asks=manner.asks)
    if not (manner.json or manner.dry_run):
        console.say("\n".join([*map(console.printable, told), ""]))
    directory, answers = _agree(plan, accepted, directory, asks=manner.asks)
    files = ways.files(plan, answers, refresh.named_from(directory, wishes.source))
    commands = _next_commands(plan, directory)
    origin = _origin(plan)
    if manner.dry_run:
        made = project.plan(directory, files, origin.release)
    else:
        made = project.create(directory, files, origin, commit=manner.commit)
    url = f"http://localhost:{answers['port']}"
    with console.output("" if manner.dry_run else f"{made.directory} is complete. "):
        if manner.json:
            names = [one.name for one in choice.operations]
            more = {"way": plan.way, "operations": names, "notes": told}
            console.say_json({**outcome.as_json(made, answers, commands), **more})
        elif manner.dry_run:
            console.say("\n".join(made.files))
        elif plan.way == "gateway":
            outcome.tell(made, url, commands)
        else:
            _tell_of_static(plan, made, commands)
    if manner.asks and not manner.dry_run and plan.way == "gateway":
        from scaffold.cli import starting

        starting.offer(made.directory, url, commands)


def _prepare(wishes: Wishes, accepted: Answers, *, asks: bool) -> tuple[Plan, Choice, list[str]]:
    """What is to be made, of which choice, and what has to be told of it beforehand."""
    document = source.read(wishes.source)
    problems = source.told(document)
    document = Links(document).inline()
    offered = offer.offers(document)
    if not offered:
        raise Misuse(f"{wishes.source}: describes no operation that could be called.")
    choice = _choose(wishes, document, offered, asks=asks)
    overlay = taken.choose(document, choice.operations, choice.shortened, wishes.source)
    took = taken.take(document, overlay)
    plan = ways.plan(choice.way, took, overlay, accepted, wishes.mcp_url)
    notes = [*problems, *_notes(choice, document), *took.notes]
    if address := logo.url(document):
        plan = plan._replace(logo=logo.fetch(address))
        if plan.logo is None:
            notes.append(f"The logo at {address[:200]} cannot be used: one is drawn.")
    return plan, choice, [*_told(plan, choice, offered, notes, accepted)]


def _agree(
    plan: Plan, accepted: Answers, directory: Path | None, *, asks: bool
) -> tuple[Path, Answers]:
    """Where, and the answers: the given ones, the document's, or those of who is asked."""
    suggested, settled = ways.suggested(plan), ways.fixed(plan)
    if directory is not None and not asks:
        return directory, questions.complete({**accepted, **settled}, directory, suggested)
    from scaffold import wizard

    return wizard.ask(
        accepted,
        directory,
        lambda answers: ways.files(plan, answers, ""),
        suggested=suggested,
        settled=settled,
    )


def _require_fitting(wishes: Wishes, accepted: Answers, manner: Manner) -> None:
    if "example" in accepted:
        raise Misuse("--example is another start than --from: leave one out.")
    if not manner.asks and not manner.yes:
        raise Misuse("Missing: --yes.", "Or run it in a terminal, which asks what to take.")
    if wishes.mcp_url and wishes.way != "static":
        raise Misuse("--mcp-url goes with --way static.", "A gateway has an MCP server of its own.")
    if wishes.mcp_url and not urls.is_url(wishes.mcp_url):
        raise Misuse(f"--mcp-url {wishes.mcp_url}: is no absolute URL of HTTP.")


def _choose(wishes: Wishes, document: Document, offered: list[Offer], *, asks: bool) -> Choice:
    way = wishes.way or next(iter(WAYS))
    chosen = offer.named(offered, wishes.operations) if wishes.operations else offer.some(offered)
    if asks:
        from scaffold.wizard import importing

        way = wishes.way or importing.ask_way(WAYS)
        chosen = chosen if wishes.operations else importing.ask_operations(offered)
        return Choice(way, chosen, importing.ask_texts(texts.long_texts(document, chosen)))
    long = texts.long_texts(document, chosen)
    return Choice(way, chosen, {one.path: one.suggestion for one in long})


def _notes(choice: Choice, document: Document) -> Iterator[str]:
    """What is otherwise than in the document."""
    for one in choice.operations:
        if one.is_renamed:
            before = f"was `{one.operation.id[:80]}`" if one.operation.id else "had no operationId"
            yield f"{one.operation} is called {one.name}: it {before}."
        if not one.summary:
            yield f"{one.name} is not described: write a `summary` into overlay.yaml."
    for text in texts.long_texts(document, choice.operations):
        new = choice.shortened.get(text.path)
        if new == text.suggestion:
            yield f"{text.owner}: shortened from {len(text.text)} characters to: {new}"


def _told(
    plan: Plan, choice: Choice, offered: list[Offer], notes: Iterable[str], accepted: Answers
) -> Iterator[str]:
    """What is taken, and how it is called: all that is to be known before anything is written."""
    names = ", ".join(one.name for one in choice.operations)
    yield f"Takes {offer.meter(choice.operations)}, of {len(offered)}: {names}."
    if len(offered) > len(choice.operations):
        yield "Others: --operations ID,ID."
    for note in notes:
        yield f"- {note}"
    auth_type = {**ways.suggested(plan), **accepted}["auth_type"]
    yield f"The API {plan.security}; the plugin's auth type is {auth_type}."


def _origin(plan: Plan) -> Origin:
    """A gateway is a project of our template; files for another server are of no template."""
    if plan.way == "gateway":
        return project.ours()
    title = offer.title(plan.taken.document)
    return Origin(None, f"Start from the API {title}", updatable=False)


def _next_commands(plan: Plan, directory: Path) -> list[str]:
    if plan.way == "gateway":
        return outcome.next_commands(directory)
    return [*outcome.enter_commands(directory), "ai-plugin check"]


def _tell_of_static(plan: Plan, made: Project, commands: list[str]) -> None:
    outcome.tell_of_files(made, needing_git="ai-plugin refresh")
    outcome.tell_next(commands)
    console.say(
        f"\nThen add the files to {plan.where.origin}: README.md says where, and "
        f"`ai-plugin check {plan.where.origin}` whether it is right."
    )
