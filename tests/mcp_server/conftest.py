"""The code of a generated project, in this process: its tools, without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import anyio
import pytest
from answers import DEFAULTS
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from projects import imported, write

from mcp_server.operations import echo

NAMES = "errors", "limits", "mcp.call", "mcp.tools"


class Probe(NamedTuple):
    """An application of operations to try, and the tools that they become."""

    code: SimpleNamespace
    app: FastAPI
    tools: dict[str, Any]

    def call(self, name: str, arguments: dict[str, Any]) -> Any:
        """What the tool gives, as `plugin.mcp.call.Result`."""
        scope = {
            "type": "http",
            "app": self.app,
            "headers": [(b"host", b"plugin.example.com")],
            "state": {},
        }
        call, tool = self.code.call.call, self.tools[name]
        return anyio.run(lambda: call(tool, arguments, Request(scope), None))


Make = Callable[[APIRouter], Probe]


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Modules of a project's `plugin`, by the last part of their names."""
    project = write(tmp_path_factory.mktemp("code") / "project", DEFAULTS)
    with imported(project, *NAMES) as modules:
        yield modules


@pytest.fixture(scope="module")
def probe(code: SimpleNamespace) -> Make:
    """Makes an application of a router's operations."""

    def make(router: APIRouter) -> Probe:
        app = FastAPI()
        app.include_router(router)
        code.errors.add_error_answers(app)
        app.add_middleware(code.limits.AnswerLimit)
        document = get_openapi(title="Probe", version="1.0.0", routes=app.routes)
        return Probe(code, app, code.tools.read(document))

    return make


@pytest.fixture(scope="module")
def echoing(probe: Make) -> Probe:
    return probe(echo)
