"""Pages: Jinja's templates with what all of them need, and what a form sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from scaffold.errors import Failure
from scaffold.host.calls import curl
from scaffold.host.host import Host
from scaffold.host.web import markdown
from scaffold.host.web.forms import fields

STATIC = Path(__file__).parent / "static"
_TEMPLATES = Path(__file__).parent / "templates"
_MAX_FORM = 1_000_000
# Characters of an argument beside the name of what was called.
_MAX_SHOWN = 300

Sent = Mapping[str, str]
# Does what a form asks for; answers with where to go on.
Action = Callable[[Request, Sent], Response]


class Pages:
    """Writes pages for one host; every link within them holds the secret of the launch."""

    def __init__(self, host: Host, key: str) -> None:
        self.host = host
        self.key = key

    def link(self, path: str, **query: str) -> str:
        """An address of the host's own."""
        return f"{path}?{urlencode({**query, 'key': self.key})}"

    def page(self, name: str, status: int = 200, **context: Any) -> Response:
        """A page, whole."""
        return HTMLResponse(self.html(name, **context), status)

    def html(self, name: str, **context: Any) -> str:
        """The text of a page."""
        return self._environment.get_template(name).render(context)

    def go(self, path: str, **query: str) -> Response:
        """On to a page, after a form."""
        return RedirectResponse(self.link(path, **query), 303)

    def action(
        self, work: Action, failed: Callable[[Request, Failure], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that takes a form; `failed` shows the page again, with what went wrong."""

        async def endpoint(request: Request) -> Response:
            raw = b""
            async for piece in request.stream():
                raw += piece
                if len(raw) > _MAX_FORM:
                    return PlainTextResponse("This form is too long.\n", 413)
            pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
            sent = dict(pairs)

            def run() -> Response:
                try:
                    done = work(request, sent)
                    self.host.remember()
                except Failure as failure:
                    return failed(request, failure)
                return done

            return await run_in_threadpool(run)

        return endpoint

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {
            "hide": self.host.secrets.hide,
            "markdown": markdown.render,
            "json": _json,
            "flat": lambda value: json.dumps(value, ensure_ascii=False)[:_MAX_SHOWN],
            "pretty": _pretty,
        }
        environment.globals |= {
            "key": self.key,
            "link": self.link,
            "host": self.host,
            "fields": fields,
            "curl": curl,
        }
        return environment


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def _pretty(text: str) -> str:
    """JSON in lines that can be read; other text as it is."""
    if len(text) > _MAX_FORM:
        return text
    try:
        return _json(json.loads(text))
    except (ValueError, RecursionError):
        return text
