"""What the model sees: the pseudo-code of 2023 and the `tools` of today, with their sizes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scaffold.host import sees
from scaffold.host.tools import tools
from scaffold.host.web.pages import Pages


class Sees:
    """The screen."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/sees", self.show)]

    def show(self, request: Request) -> Response:
        """Of the plugins that are named, or all."""
        known = self.pages.host.registrations
        named = request.query_params.getlist("plugin")
        chosen = [known[id] for id in known if not named or id in named]  # noqa: A001
        operations = tools(chosen)
        return self.pages.page(
            "sees.html",
            chosen=chosen,
            code=sees.pseudo_code(operations),
            tools=sees.tools_json(operations),
            sizes=sees.sizes(operations),
            total=sees.total(operations),
            limits=sees.LIMITS,
        )
