"""The two ways from a choice to files: a gateway of one's own, and files for the API's server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scaffold.api import defaults, gateway, overlay, security, static
from scaffold.api.chosen import Api
from scaffold.api.overlay import Overlay
from scaffold.api.security import Security
from scaffold.api.taken import Taken
from scaffold.errors import Failure
from scaffold.project import contents
from scaffold.template.questions import Answer, Answers
from scaffold.template.render import File

# The document as a gateway has it: what its functions were written from.
UPSTREAM = "upstream.yaml"


class Plan(NamedTuple):
    """What is to be made, but for the answers.

    `mcp` is the URL of the API's own MCP server, `logo` a picture in the place of a drawn one.
    """

    way: str
    taken: Taken
    overlay: Overlay
    security: Security
    mcp: str = ""
    logo: bytes | None = None

    @property
    def where(self) -> static.Addresses:
        """Where a static plugin is met."""
        return static.Addresses(static.origin(self.taken.api), self.mcp)


def plan(
    way: str, taken: Taken, overlay: Overlay, given: Mapping[str, Answer], mcp: str = ""
) -> Plan:
    """Map the API's credentials; Failure where that cannot be done.

    Whoever gives an auth type for files of their own server knows better than the document.
    """
    try:
        needs = security.required(taken.document, taken.operations)
        if way == "static":
            static.require_sendable(needs)
    except Failure:
        if way != "static" or "auth_type" not in given:
            raise
        needs = Security()
    return Plan(way, taken, overlay, needs, mcp)


def fixed(plan: Plan) -> Answers:
    """Answers that follow from the document and the way, and are nobody's to give."""
    if plan.way == "static":
        return static.FIXED
    return dict(gateway.hidden(plan.taken.api, plan.security))


def suggested(plan: Plan) -> Answers:
    """What the document suggests as answers."""
    origin = plan.where.origin if plan.way == "static" else ""
    return defaults.suggestions(plan.taken.document, plan.security, origin)


def files(plan: Plan, answers: Answers, extends: str) -> dict[str, File]:
    """Every file, by its path; `extends` is the document as it is named from the directory."""
    name = str(answers["name_for_human"])
    choices = overlay.text(plan.overlay._replace(extends=extends), name)
    api = plan.taken.api
    whole = (
        static.files(api, answers, plan.where)
        if plan.way == "static"
        else contents.of(answers) | made(plan.way, api, answers)
    )
    pictures = {path: File(plan.logo) for path in whole if plan.logo and path.endswith("logo.png")}
    return {**whole, **pictures, overlay.FILE: File(choices.encode())}


def document_file(way: str) -> str:
    """Where a project of that way has the trimmed document."""
    return static.DOCUMENT if way == "static" else UPSTREAM


def made(way: str, api: Api, answers: Answers) -> dict[str, File]:
    """What is made from the document alone, and made again when that changes."""
    document = {document_file(way): static.document(api)}
    if way == "static":
        return document
    written = gateway.files(api, answers)
    return {**{path: File(text.encode()) for path, text in written.items()}, **document}
