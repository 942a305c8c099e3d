"""A document and its overlay become what files are made from; choices become the overlay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from scaffold import urls
from scaffold.api import offer, repair, texts
from scaffold.api.chosen import Api
from scaffold.api.links import Links
from scaffold.api.offer import Offer
from scaffold.api.overlay import Action, Overlay, apply
from scaffold.api.trim import Key, trim
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer
from scaffold.openapi.operations import Operation, operations
from scaffold.openapi.validity.shape import METHODS


class Taken(NamedTuple):
    """What an overlay takes of a document.

    `missing` are targets that match nothing; `unmentioned` are operations that the overlay neither
    takes nor removes, and that are not taken; `notes` are sentences.
    """

    api: Api
    operations: Sequence[Operation]
    document: Document
    missing: Sequence[str]
    unmentioned: Sequence[Operation]
    notes: Sequence[str]


def take(document: Document, overlay: Overlay) -> Taken:
    """Apply an overlay to a document as it was read, and trim it."""
    links = Links(document)
    value, missing = apply(links.inline().value, overlay.actions)
    applied = Document(document.name, "", value)
    keys = chosen_keys(overlay.actions)
    chosen = [one for one in offer.offers(applied) if one.key in keys]
    final, notes = _final(applied, chosen)
    unmentioned = [one for one in operations(applied) if (one.route, one.method) not in keys]
    listed = [one for one in operations(final) if (one.route, one.method) in keys]
    server, told = _server(final, listed)
    trimmed = trim(final.value, keys, links, server)
    sentences = [*notes, *told, *links.notes]
    if mended := repair.mend(trimmed):
        trimmed = trim(trimmed, keys, Links(Document(document.name, "", trimmed)), server)
        faults = "One fault" if mended == 1 else f"{mended} faults"
        check = f"`ai-plugin check --openapi {document.name}` tells which"
        sentences.append(f"{faults} of the document left out: {check}.")
    return Taken(Api(trimmed, overlay.extends), listed, final, missing, unmentioned, sentences)


def chosen_keys(actions: Sequence[Action]) -> set[Key]:
    """The operations that an overlay takes: those it has an `update` for."""
    return {
        (str(action.path[1]), str(action.path[2]))
        for action in actions
        if not action.remove and len(action.path) == 3 and action.path[0] == "paths"
    }


def _final(document: Document, chosen: Sequence[Offer]) -> tuple[Document, list[str]]:
    """The document with names and texts as they must be, which an overlay of ours saw to before."""
    long = texts.long_texts(document, chosen)
    actions = [*_named(chosen), *(_shortened(one.path, one.suggestion) for one in long)]
    value, _ = apply(document.value, actions)
    notes = [f"{one.owner}: {len(one.text)} characters, shortened." for one in long]
    return Document(document.name, "", value), notes


def choose(
    document: Document,
    chosen: Sequence[Offer],
    shortened: Mapping[Pointer, str],
    extends: str,
) -> Overlay:
    """The overlay that takes some operations, with `shortened` in the place of longer texts."""
    keys = {one.key for one in chosen}
    actions = [*_named(chosen, always=True)]
    for path, text in shortened.items():
        actions.append(_shortened(path, text))
    return Overlay(extends, [*_joined(actions), *_removals(document, keys)])


def _named(chosen: Sequence[Offer], *, always: bool = False) -> Iterator[Action]:
    """Give each operation its name, and one without texts a summary."""
    for one in chosen:
        update = {"operationId": one.name} if always or one.is_renamed else {}
        if not one.summary:
            update["summary"] = texts.shorter(str(one.operation))
        if update:
            yield Action(one.operation.path, update)


def _shortened(path: Pointer, text: str) -> Action:
    return Action(path[:-1], {str(path[-1]): text})


def _joined(actions: Sequence[Action]) -> list[Action]:
    """One action for each place."""
    by_path: dict[Pointer, dict[str, Any]] = {}
    for action in actions:
        by_path.setdefault(action.path, {}).update(action.update)
    return [Action(path, update) for path, update in by_path.items()]


def _removals(document: Document, keys: set[Key]) -> Iterator[Action]:
    for route, item in document.value["paths"].items():
        if not isinstance(item, dict) or route.startswith("x-"):
            continue
        methods = [name for name in item if name in METHODS]
        kept = [name for name in methods if (route, name) in keys]
        if methods and not kept:
            yield Action(("paths", route), remove=True)
        elif kept:
            unwanted = (name for name in methods if name not in kept)
            yield from (Action(("paths", route, name), remove=True) for name in unwanted)


def removals(unmentioned: Sequence[Operation]) -> list[Action]:
    """What leaves out operations that an overlay does not mention."""
    return [Action(one.path, remove=True) for one in unmentioned]


def _server(document: Document, chosen: Sequence[Operation]) -> tuple[str, list[str]]:
    """Where the operations are called, and what has to be said of it."""
    shared = _first(document, document.get("servers"))
    own = {
        str(one): _first(document, one.value.get("servers"))
        or _first(document, document.get("paths", one.route, "servers"))
        for one in chosen
    }
    others = {url for url in own.values() if url and url != shared}
    if len(others) == 1 and all(own.values()):
        return others.pop(), []
    notes = [
        f"{name} is called at {url}, not at {shared}." for name, url in own.items() if url in others
    ]
    return shared or next(iter(others), ""), notes


def _first(document: Document, servers: Any) -> str:
    """The first absolute URL; a relative one begins where the document was read."""
    for server in servers if isinstance(servers, list) else ():
        if not isinstance(server, dict) or not isinstance(url := server.get("url"), str):
            continue
        variables = server.get("variables")
        for name, variable in variables.items() if isinstance(variables, dict) else ():
            default = variable.get("default") if isinstance(variable, dict) else None
            url = url.replace(f"{{{name}}}", str(default or ""))
        if urls.is_url(document.name):
            url = urljoin(document.name, url)
        if clean := _clean(url):
            return clean
    return ""


def _clean(url: str) -> str:
    """An absolute URL without credentials, query and final slash; empty where it is none."""
    if not urls.is_url(url) or not re.fullmatch(r"[!-~]{1,500}", url) or "{" in url:
        return ""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    # Commands that are printed name it: nothing in it may mean anything to a shell.
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", host):
        return ""
    return f"{parts.scheme}://{host}{parts.path}".rstrip("/")
