"""The texts that a model sees: edited, tried on the same questions, written to the project."""

from __future__ import annotations

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scaffold.errors import Failure
from scaffold.host.editing import texts
from scaffold.host.editing.write import write
from scaffold.host.keeping.replay import replay
from scaffold.host.registration import Registration
from scaffold.host.web.pages import Action, Pages, Sent
from scaffold.host.web.views.register import named

_PREFIX = "text:"
_MAX_QUESTIONS = 5


class Texts:
    """The screen."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def routes(self) -> list[Route]:
        """Its addresses."""
        at = "/plugins/{id}/texts"

        def act(path: str, work: Action) -> Route:
            return Route(path, self.pages.action(work, self.failed), methods=["POST"])

        return [
            Route(at, self.show, methods=["GET"]),
            act(at, self.edit),
            act(f"{at}/undo", self.undo),
            act(f"{at}/write", self.write),
            act(f"{at}/ask", self.ask),
        ]

    def show(self, request: Request) -> Response:
        """Every text in a form, and what was edited so far as a diff."""
        return self._show(request)

    def failed(self, request: Request, problem: Failure) -> Response:
        """The same after something went wrong."""
        return self._show(request, problem)

    def _show(
        self, request: Request, problem: Failure | None = None, written: str = ""
    ) -> Response:
        plugin = named(self.pages, request)
        held = self.pages.host.conversations.values()
        asked = [each for each in held if plugin in each.registrations and each.items]
        before = {text.place: text.value for text in texts.texts(plugin.plugin_as_read)}
        listed = texts.texts(plugin.plugin)
        changed = [text for text in listed if text.place in plugin.edits]
        return self.pages.page(
            "texts.html",
            422 if problem else 200,
            plugin=plugin,
            problem=problem,
            written=written,
            groups=[(name, list(group)) for name, group in groupby(listed, _operation)],
            prefix=_PREFIX,
            diffs=[(text, texts.difference(before[text.place], text.value)) for text in changed],
            asked=asked[: -_MAX_QUESTIONS - 1 : -1],
        )

    def edit(self, request: Request, sent: Sent) -> Response:
        """From now on the model is told these."""
        plugin = named(self.pages, request)
        for text in texts.texts(plugin.plugin_as_read):
            # Browsers send lines with CR LF.
            given = sent.get(f"{_PREFIX}{text.id}", text.value).replace("\r\n", "\n").strip()
            if given == text.value.strip():
                plugin.edits.pop(text.place, None)
            else:
                plugin.edits[text.place] = given
        plugin.show()
        plugin.check()
        return self._to(plugin)

    def undo(self, request: Request, sent: Sent) -> Response:
        """The plugin's own text again."""
        plugin = named(self.pages, request)
        plugin.edits.pop(_named(plugin, sent).place, None)
        plugin.show()
        plugin.check()
        return self._to(plugin)

    def write(self, request: Request, sent: Sent) -> Response:
        """One text goes to where it comes from."""
        plugin = named(self.pages, request)
        text = _named(plugin, sent)
        if text.place not in plugin.edits:
            raise Failure("This text was not edited.")
        written = write(plugin, text, plugin.edits[text.place])
        plugin.check()
        return self._show(request, written=written)

    def ask(self, request: Request, sent: Sent) -> Response:
        """The same questions again, and both runs side by side; nothing is written by it."""
        plugin = named(self.pages, request)
        before = self.pages.host.open(sent.get("conversation", ""))
        if before is None:
            raise Failure("There is no such conversation.")
        again = replay(self.pages.host, before, send_writes=False)
        again.name = f"{plugin.name} with other texts: {before.title}"
        return self.pages.go(f"/conversations/{before.id}/beside/{again.id}")

    def _to(self, plugin: Registration) -> Response:
        return self.pages.go(f"/plugins/{plugin.id}/texts")


def _operation(text: texts.Text) -> str:
    return text.operation


def _named(plugin: Registration, sent: Sent) -> texts.Text:
    for text in texts.texts(plugin.plugin_as_read):
        if text.id == sent.get("text"):
            return text
    raise Failure("The plugin has no such text any more.")
