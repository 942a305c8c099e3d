"""Converse: say something, see what is called and why, let it be sent or not."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.host import MAX_PLUGINS
from scaffold.host.items import Answer, Card, Form
from scaffold.host.models import Model
from scaffold.host.registration import DEVELOPER
from scaffold.host.sees import pseudo_code
from scaffold.host.tools import Tool
from scaffold.host.web import forms
from scaffold.host.web.pages import Pages, Sent


class Converse:
    """The screen."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.models = pages.host.models

    def routes(self) -> list[Route]:
        """Its addresses."""
        act = self.pages.action
        return [
            Route("/conversations", self.list, methods=["GET"]),
            Route("/conversations", act(self.begin, self.list), methods=["POST"]),
            Route("/conversations/{id}", self.show),
            Route("/conversations/{id}/say", act(self.say, self.failed), methods=["POST"]),
            Route(
                "/conversations/{id}/items/{at:int}/{action}",
                act(self.decide, self.failed),
                methods=["POST"],
            ),
            Route("/conversations/{id}/items/{at:int}/preview/{number:int}", self.preview),
        ]

    def list(self, request: Request, problem: Failure | None = None) -> Response:
        """All conversations, and a form for one more."""
        user = request.query_params.get("user", DEVELOPER)
        search = request.query_params.get("search", "").strip()
        return self.pages.page(
            "conversations.html",
            422 if problem else 200,
            problem=problem,
            user=user,
            most=MAX_PLUGINS,
            models=self.models,
            rows=self.pages.host.shelf.rows(search),
            search=search,
        )

    def begin(self, _: Request, sent: Sent) -> Response:
        """A new conversation, with the plugins that were ticked."""
        known = self.pages.host.registrations
        chosen = [known[id] for id in known if f"plugin:{id}" in sent]  # noqa: A001
        user = sent.get("user", "").strip() or DEVELOPER
        conversation = self.pages.host.converse(
            chosen, user=user, model=self._model(sent), region=sent.get("region", "").strip()
        )
        return self.pages.go(f"/conversations/{conversation.id}")

    def show(self, request: Request) -> Response:
        """A conversation."""
        return self.shown(request)

    def failed(self, request: Request, problem: Failure) -> Response:
        """The same after something went wrong."""
        return self.shown(request, problem)

    def shown(
        self, request: Request, problem: Failure | None = None, *, saved: Path | None = None
    ) -> Response:
        """The same, also after it was saved as a test."""
        return self.pages.page(
            "conversation.html",
            422 if problem else 200,
            conversation=(conversation := held(self.pages, request)),
            code=pseudo_code(conversation.tools),
            problem=problem,
            models=self.models,
            saved=saved,
            draft=request.query_params.get("draft", ""),
        )

    def say(self, request: Request, sent: Sent) -> Response:
        """The user says something."""
        conversation = held(self.pages, request)
        conversation.model = self._model(sent)
        conversation.say(sent.get("text", ""))
        return self.pages.go(f"/conversations/{conversation.id}")

    def decide(self, request: Request, sent: Sent) -> Response:
        """The user's word on a call, or what a model asked for."""
        conversation = held(self.pages, request)
        item = self._item(conversation, request)
        action = request.path_params["action"]
        if isinstance(item, Card) and action == "confirm":
            conversation.confirm(item, forms.arguments(item.tool, sent))
        elif isinstance(item, Card) and action == "refuse":
            conversation.refuse(item)
        elif isinstance(item, Card) and action == "again":
            conversation.again(item, forms.arguments(item.tool, sent))
        elif isinstance(item, Form) and action == "pick":
            conversation.pick(item, _tool(conversation, sent))
        elif isinstance(item, Form) and action == "call" and item.tool:
            conversation.fill(item, item.tool, forms.arguments(item.tool, sent))
        elif isinstance(item, Form) and action == "answer":
            conversation.answer(item, sent.get("text", ""))
        else:
            raise HTTPException(404, "There is nothing to be decided.")
        return self.pages.go(f"/conversations/{conversation.id}")

    def preview(self, request: Request) -> Response:
        """The image of a preview."""
        item = self._item(held(self.pages, request), request)
        number = request.path_params["number"]
        if not isinstance(item, Answer) or number >= len(item.previews):
            raise HTTPException(404)
        return Response(item.previews[number].image, media_type="image/png")

    def _item(self, conversation: Conversation, request: Request) -> object:
        at = request.path_params["at"]
        if at >= len(conversation.items):
            raise HTTPException(404)
        return conversation.items[at]

    def _model(self, sent: Sent) -> Model:
        return self.models.get(sent.get("model", ""), next(iter(self.models.values())))


def held(pages: Pages, request: Request) -> Conversation:
    """The conversation that an address names; HTTPException 404 without one."""
    if conversation := pages.host.open(request.path_params["id"]):
        return conversation
    raise HTTPException(404, "There is no such conversation.")


def _tool(conversation: Conversation, sent: Sent) -> Tool | None:
    return next((tool for tool in conversation.tools if tool.name == sent.get("tool")), None)
