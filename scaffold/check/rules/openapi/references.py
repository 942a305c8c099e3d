"""The rules of references: they lead somewhere, within the document, and in no circle."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem
from scaffold.openapi.references import resolve


@rule(
    Severity.WARNING,
    why="The model sees nothing where the reference stands; strict clients refuse the document.",
    fix="Correct its name, or define what it points to under `components`.",
)
def unresolved_reference(subject: Subject) -> Iterator[Located]:
    """Every `$ref` points to something."""
    api = subject.plugin.api
    if api and api.document.complete:
        for path, target in api.walk.references:
            if target.startswith("#") and resolve(api.document, target) is None:
                yield api.document, Problem(f"`{target[:120]}` points to nothing", path)


@rule(
    Severity.WARNING,
    why="Hosts fetch one document and follow no reference out of it; neither does this check.",
    fix="Copy it into `components` of this document.",
)
def external_reference(subject: Subject) -> Iterator[Located]:
    """Every `$ref` stays within the document."""
    if api := subject.plugin.api:
        for path, target in api.walk.references:
            if not target.startswith("#"):
                yield api.document, Problem(f"`{target[:120]}` leads out of the document", path)


@rule(
    Severity.ADVICE,
    why="Hosts write schemas out for the model; one that contains itself never ends.",
    fix="Cut the circle: answer with an id in place of the whole object.",
)
def recursive_schema(subject: Subject) -> Iterator[Located]:
    """No schema contains itself."""
    if (api := subject.plugin.api) is None:
        return
    uses: dict[str, list[str]] = {}
    for path, target in api.walk.references:
        if path[:2] == ("components", "schemas"):
            uses.setdefault(str(path[2]), []).append(target.removeprefix("#/components/schemas/"))
    done: set[str] = set()
    for first in uses:
        # A dictionary, as it keeps the order of the way and finds a schema on it at once.
        way = {} if first in done else {first: iter(uses[first])}
        while way:
            last, others = next(reversed(way.items()))
            following = next(others, None)
            if following is None:
                done.add(last)
                del way[last]
            elif following in way:
                path = ("components", "schemas", following)
                yield (
                    api.document,
                    Problem(f"`{following[:80]}` contains itself", path, on_key=True),
                )
            elif following not in done:
                way[following] = iter(uses.get(following, ()))
