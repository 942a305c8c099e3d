"""The rules of references: they lead somewhere, within the document, and in no circle."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import document, resolve, walked
from scaffold.check.plugin import Plugin


@rule(
    Severity.WARNING,
    why="The model sees nothing where the reference stands; strict clients refuse the document.",
    mend="Correct its name, or define what it points to under `components`.",
)
def unresolved_reference(plugin: Plugin) -> Iterator[Problem]:
    """Every `$ref` points to something."""
    found = document(plugin)
    if found and found.complete:
        for path, target in walked(plugin).references:
            if target.startswith("#") and resolve(found, target) is None:
                yield Problem(f"`{target[:120]}` points to nothing", found, path)


@rule(
    Severity.WARNING,
    why="Hosts fetch one document and follow no reference out of it; neither does this check.",
    mend="Copy it into `components` of this document.",
)
def external_reference(plugin: Plugin) -> Iterator[Problem]:
    """Every `$ref` stays within the document."""
    if found := document(plugin):
        for path, target in walked(plugin).references:
            if not target.startswith("#"):
                yield Problem(f"`{target[:120]}` leads out of the document", found, path)


@rule(
    Severity.ADVICE,
    why="Hosts write schemas out for the model; one that contains itself never ends.",
    mend="Cut the circle: answer with an id in place of the whole object.",
)
def recursive_schema(plugin: Plugin) -> Iterator[Problem]:
    """No schema contains itself."""
    if (found := document(plugin)) is None:
        return
    uses: dict[str, list[str]] = {}
    for path, target in walked(plugin).references:
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
                yield Problem(f"`{following[:80]}` contains itself", found, path, on_key=True)
            elif following not in done:
                way[following] = iter(uses.get(following, ()))
