"""Activate: each user lets a plugin be used, and signs in where it asks for that."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scaffold.errors import Failure
from scaffold.host.registration import DEVELOPER, Registration
from scaffold.host.signin import SignIn
from scaffold.host.web.pages import Action, Pages, Sent
from scaffold.host.web.views.register import named


class Activate:
    """The screen."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def routes(self) -> list[Route]:
        """Its addresses."""

        def act(path: str, work: Action) -> Route:
            return Route(path, self.pages.action(work, self.failed), methods=["POST"])

        callback = "/aip/{id}/oauth/callback"
        return [
            Route("/activate", self.list),
            Route("/plugins/{id}/activate", self.show, methods=["GET"]),
            act("/plugins/{id}/activate", self.activate),
            act("/plugins/{id}/deactivate", self.deactivate),
            act("/plugins/{id}/user", self.make_user),
            act("/plugins/{id}/sign-in/{step}", self.step),
            Route(callback, self.come_back, methods=["GET"]),
            act(callback, self.exchange),
        ]

    def list(self, _: Request) -> Response:
        """Every plugin, with its users; straight to the only one."""
        plugins = list(self.pages.host.registrations.values())
        if len(plugins) == 1:
            return self.pages.go(f"/plugins/{plugins[0].id}/activate")
        return self.pages.page("activate-list.html", plugins=plugins)

    def show(self, request: Request) -> Response:
        """One plugin for one user."""
        return self._show(request, request.query_params.get("user", DEVELOPER))

    def failed(self, request: Request, problem: Failure) -> Response:
        """The same after something went wrong."""
        return self._show(request, request.query_params.get("user", DEVELOPER), problem=problem)

    def _show(
        self,
        request: Request,
        user: str,
        *,
        problem: Failure | None = None,
        password: str = "",
        address: str = "",
    ) -> Response:
        plugin = named(self.pages, request)
        access = plugin.users.get(user)
        return self.pages.page(
            "activate.html",
            422 if problem else 200,
            plugin=plugin,
            user=user,
            sign_in=access if isinstance(access, SignIn) else None,
            problem=problem,
            password=password,
            address=address,
            back=None,
        )

    def activate(self, request: Request, sent: Sent) -> Response:
        """A user lets it be used."""
        plugin, user = named(self.pages, request), _user(sent)
        plugin.activate(user, sent.get("key", ""))
        if plugin.auth == "oauth":
            return self._begin(request, plugin.sign_in(user), user)
        return self.pages.go(f"/plugins/{plugin.id}/activate", user=user)

    def deactivate(self, request: Request, sent: Sent) -> Response:
        """A user does not, any more."""
        plugin, user = named(self.pages, request), _user(sent)
        plugin.deactivate(user)
        return self.pages.go(f"/plugins/{plugin.id}/activate", user=user)

    def make_user(self, request: Request, sent: Sent) -> Response:
        """Let a project of ours add a user: who has a key is active at once."""
        plugin, user = named(self.pages, request), _user(sent)
        if plugin.served is None:
            raise Failure("Only a project that the host serves can be told to.")
        try:
            secret = plugin.served.run("users", "add", user).split()[-1]
        except Failure as failure:
            removing = f"python -m plugin users remove {user}"
            raise Failure(failure.sentence, f"`{removing}` removes one.") from failure
        if plugin.auth == "user_http":
            plugin.activate(user, secret)
            return self.pages.go(f"/plugins/{plugin.id}/activate", user=user)
        # The way on stays where it was.
        address = plugin.sign_in(user).start() if user in plugin.users else ""
        return self._show(request, user, password=secret, address=address)

    def step(self, request: Request, sent: Sent) -> Response:
        """One step of the dance, as often as one likes."""
        plugin, user = named(self.pages, request), _user(sent)
        sign_in = plugin.sign_in(user)
        step = request.path_params["step"]
        if step == "start":
            return self._begin(request, sign_in, user)
        if step == "exchange":
            sign_in.exchange()
        elif step == "refresh":
            sign_in.refresh()
        elif step == "expire":
            sign_in.expire()
        return self.pages.go(f"/plugins/{plugin.id}/activate", user=user)

    def _begin(self, request: Request, sign_in: SignIn, user: str) -> Response:
        # Shown, not followed: the address is the plugin's, and the user is to see it first.
        return self._show(request, user, address=sign_in.start())

    def come_back(self, request: Request) -> Response:
        """The browser is back: nothing changes before the user says so."""
        plugin = named(self.pages, request)
        asked = request.query_params
        user = _whose(plugin, asked.get("state", ""))
        names = ("code", "state", "error", "error_description")
        back = {name: asked.get(name, "") for name in names}
        if user is None:
            return self.pages.page("stranger.html", 403)
        return self.pages.page(
            "activate.html",
            plugin=plugin,
            user=user,
            sign_in=plugin.sign_in(user),
            problem=None,
            password="",
            address="",
            back=back,
        )

    def exchange(self, request: Request, sent: Sent) -> Response:
        """The user goes on: the code becomes tokens."""
        plugin = named(self.pages, request)
        user = _whose(plugin, sent.get("state", ""))
        if user is None:
            return self.pages.page("stranger.html", 403)
        sign_in = plugin.sign_in(user)
        try:
            sign_in.come_back(
                sent["state"],
                sent.get("code", ""),
                sent.get("error", ""),
                sent.get("error_description", ""),
            )
            sign_in.exchange()
        except Failure as failure:
            return self._show(request, user, problem=failure)
        return self.pages.go(f"/plugins/{plugin.id}/activate", user=user)


def _user(sent: Sent) -> str:
    return sent.get("user", "").strip()[:64] or DEVELOPER


def _whose(plugin: Registration, state: str) -> str | None:
    """The user whose sign-in has this state."""
    for user, access in plugin.users.items():
        if isinstance(access, SignIn) and access.is_asked(state):
            return user
    return None
