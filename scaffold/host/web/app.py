"""The application: a list of routes behind the guard."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from scaffold.host.host import Host
from scaffold.host.web.guard import Guard
from scaffold.host.web.live import Live
from scaffold.host.web.pages import STATIC, Pages
from scaffold.host.web.starting import Starting
from scaffold.host.web.views.activate import Activate
from scaffold.host.web.views.converse import Converse
from scaffold.host.web.views.keep import Keep
from scaffold.host.web.views.register import Register
from scaffold.host.web.views.sees import Sees
from scaffold.host.web.views.texts import Texts


def create_app(host: Host, live: Live, starting: Starting, *, key: str, port: int) -> Starlette:
    """The pages of a host; `key` is the secret of the launch."""
    pages = Pages(host, key)
    converse = Converse(pages)

    def missing(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = error.detail if isinstance(error, HTTPException) else "Something went wrong."
        return pages.page("problem.html", status, message=detail)

    return Starlette(
        routes=[
            *Register(pages, starting).routes(),
            *Activate(pages).routes(),
            *converse.routes(),
            *Keep(pages, converse).routes(),
            *Sees(pages).routes(),
            *Texts(pages).routes(),
            Route("/events", live.events),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, key=key, port=port)],
        exception_handlers={HTTPException: missing},
    )
