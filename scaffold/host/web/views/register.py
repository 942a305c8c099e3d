"""Register: a plugin is looked at as hosts did, and told what its type needs."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from scaffold.errors import Failure
from scaffold.host.registration import Registration
from scaffold.host.sees import sizes, total
from scaffold.host.tools import tools
from scaffold.host.web.pages import Pages, Sent
from scaffold.host.web.starting import Starting
from scaffold.plugin.images import raster


class Register:
    """The screen."""

    def __init__(self, pages: Pages, starting: Starting) -> None:
        self.pages = pages
        self.starting = starting

    def routes(self) -> list[Route]:
        """Its addresses."""

        def change(name: str, work: Callable[[Registration, Sent], None]) -> Route:
            def act(request: Request, sent: Sent) -> Response:
                plugin = self.plugin(request)
                work(plugin, sent)
                plugin.check()
                return self.pages.go(f"/plugins/{plugin.id}")

            path = f"/plugins/{{id}}/{name}"
            return Route(path, self.pages.action(act, self.show_problem), methods=["POST"])

        act = self.pages.action
        return [
            Route("/", self.list),
            Route("/plugins", act(self.register, self.list), methods=["POST"]),
            Route("/plugins/{id}", self.show),
            Route("/plugins/{id}/logo", self.logo),
            Route("/plugins/{id}/remove", act(self.remove, self.list), methods=["POST"]),
            change("look", lambda plugin, _: plugin.look()),
            change("token", lambda plugin, _: plugin.show_token()),
            change("finish", lambda plugin, _: plugin.finish()),
            change("restart", lambda plugin, _: plugin.restart()),
            change("credentials", _enter),
        ]

    def list(self, _: Request, problem: Failure | None = None) -> Response:
        """All plugins, and a form for one more."""
        status = 422 if problem else 200
        return self.pages.page("register.html", status, problem=problem, starting=self.starting)

    def register(self, _: Request, sent: Sent) -> Response:
        """Take a plugin."""
        if not sent.get("target", "").strip():
            raise Failure("Name a domain, an address or a directory.")
        plugin = self.pages.host.register(sent["target"])
        plugin.check()
        return self.pages.go(f"/plugins/{plugin.id}")

    def show(self, request: Request) -> Response:
        """One plugin: what it says, what is wrong with it, what it still needs."""
        return self._show(self.plugin(request), None)

    def show_problem(self, request: Request, problem: Failure) -> Response:
        """The same after something went wrong."""
        return self._show(self.plugin(request), problem)

    def _show(self, plugin: Registration, problem: Failure | None) -> Response:
        operations = tools([plugin])
        return self.pages.page(
            "plugin.html",
            422 if problem else 200,
            plugin=plugin,
            problem=problem,
            tools=operations,
            sizes=sizes(operations),
            total=total(operations),
        )

    def remove(self, request: Request, _: Sent) -> Response:
        """Forget a plugin."""
        self.pages.host.remove(self.plugin(request))
        return self.pages.go("/")

    def logo(self, request: Request) -> Response:
        """Its logo, written anew."""
        image = raster(self.plugin(request).plugin.logo or b"")
        if not image:
            return PlainTextResponse("No image that is shown.\n", 404)
        return Response(image, media_type="image/png")

    def plugin(self, request: Request) -> Registration:
        """The plugin that an address names; HTTPException 404 without one."""
        return named(self.pages, request)


def named(pages: Pages, request: Request) -> Registration:
    """The plugin that an address names; HTTPException 404 where it is gone."""
    from starlette.exceptions import HTTPException

    try:
        return pages.host.registrations[request.path_params["id"]]
    except KeyError as error:
        raise HTTPException(404, "There is no such plugin.") from error


def _enter(plugin: Registration, sent: Sent) -> None:
    plugin.enter(
        api_key=sent.get("api_key", ""),
        client_id=sent.get("client_id", ""),
        client_secret=sent.get("client_secret", ""),
    )
