"""What is done with a conversation that was held: named, branched, replayed, exported, tested."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.items import Question
from scaffold.host.keeping import as_test
from scaffold.host.keeping.replay import replay
from scaffold.host.keeping.turns import beside
from scaffold.host.web.export import exported
from scaffold.host.web.pages import Action, Pages, Sent
from scaffold.host.web.views.converse import Converse, held


class Keep:
    """Its addresses."""

    def __init__(self, pages: Pages, converse: Converse) -> None:
        self.pages = pages
        self.converse = converse

    def routes(self) -> list[Route]:
        """Each below the address of a conversation."""
        at = "/conversations/{id}"

        def act(name: str, work: Action) -> Route:
            action = self.pages.action(work, self.converse.failed)
            return Route(f"{at}/{name}", action, methods=["POST"])

        return [
            act("rename", self.rename),
            act("delete", self.delete),
            act("branch/{at:int}", self.branch),
            act("replay", self.replay),
            act("test", self.save_test),
            Route(f"{at}/beside/{{other}}", self.beside),
            Route(f"{at}/test.yaml", self.test),
            Route(f"{at}/export.html", self.export),
        ]

    def rename(self, request: Request, sent: Sent) -> Response:
        """Another title."""
        conversation = held(self.pages, request)
        self.pages.host.rename(conversation, sent.get("name", ""))
        return self._to(conversation)

    def delete(self, request: Request, _: Sent) -> Response:
        """Gone for good."""
        conversation = held(self.pages, request)
        self.pages.host.forget(conversation.id)
        return self.pages.go("/conversations")

    def branch(self, request: Request, _: Sent) -> Response:
        """A new conversation up to a question, which may be asked otherwise there."""
        conversation = held(self.pages, request)
        at = request.path_params["at"]
        item = conversation.items[at] if at < len(conversation.items) else None
        if not isinstance(item, Question):
            raise HTTPException(404, "There is no such question.")
        made = self.pages.host.branch(conversation, at)
        return self.pages.go(f"/conversations/{made.id}", draft=item.text)

    def replay(self, request: Request, sent: Sent) -> Response:
        """All of it again, and both side by side."""
        conversation = held(self.pages, request)
        again = replay(self.pages.host, conversation, send_writes="send_writes" in sent)
        return self.pages.go(f"/conversations/{conversation.id}/beside/{again.id}")

    def beside(self, request: Request) -> Response:
        """Two conversations, question by question."""
        left = held(self.pages, request)
        right = self.pages.host.open(request.path_params["other"])
        if right is None:
            raise HTTPException(404, "There is no such conversation.")
        return self.pages.page(
            "beside.html", left=left, right=right, pairs=beside(left.items, right.items)
        )

    def save_test(self, request: Request, _: Sent) -> Response:
        """Into the project, as a file that `--test` plays."""
        conversation = held(self.pages, request)
        path = as_test.write(conversation, self.pages.host.secrets.hide)
        return self.converse.shown(request, saved=path)

    def test(self, request: Request) -> Response:
        """The same to be downloaded."""
        conversation = held(self.pages, request)
        place = next((plugin.place for plugin in conversation.plugins), ".")
        try:
            text = as_test.file_text(conversation, self.pages.host.secrets.hide, plugin=place)
        except Failure as failure:
            return self.converse.failed(request, failure)
        return _download(text, f"conversation-{conversation.id}.yaml", "application/yaml")

    def export(self, request: Request) -> Response:
        """One HTML file that needs nothing else."""
        conversation = held(self.pages, request)
        name = f"conversation-{conversation.id}.html"
        return _download(exported(self.pages, conversation), name, "text/html")

    def _to(self, conversation: Conversation) -> Response:
        return self.pages.go(f"/conversations/{conversation.id}")


def _download(text: str, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers, media_type=media_type)
