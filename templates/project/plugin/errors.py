"""How things that go wrong are said: one sentence, on the terminal and in every answer."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

DESCRIPTIONS = {
    400: "The body could not be read.",
    404: "There is no such item.",
    413: "The body is too long.",
    422: "A value does not fit.",
}


class PluginError(Exception):
    """What the plugin's author can mend, in one sentence."""


class Problem(BaseModel):
    detail: str = Field(description="What went wrong, in one sentence.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an operation that can answer with these statuses."""
    # Described here because FastAPI's own wording changes with Python's version.
    return {code: {"model": Problem, "description": DESCRIPTIONS[code]} for code in statuses}


def problem(status: int, detail: str) -> JSONResponse:
    return JSONResponse({"detail": detail}, status)


def sentence(errors: Sequence[Any]) -> str:
    """Pydantic's errors as one sentence, which never repeats what was sent."""
    parts = []
    for error in errors:
        # `body` and `query` say nothing to the reader; a JSON error's place is a number.
        names = [name for name in error["loc"][1:] if isinstance(name, str)]
        message = error["msg"].removeprefix("Value error, ")
        parts.append(": ".join([".".join(names) or str(error["loc"][0]), message]))
    return "; ".join(parts) + "."


def add_error_answers(app: FastAPI) -> None:
    """Gives refused values and mistakes in the manifest the shape of a Problem."""

    @app.exception_handler(RequestValidationError)
    async def refused(request: Request, error: RequestValidationError) -> JSONResponse:
        return problem(422, sentence(error.errors()))

    @app.exception_handler(405)
    async def not_allowed(request: Request, error: HTTPException) -> JSONResponse:
        # Each operation is a route of its own; Starlette names the first one's method alone.
        route = request.scope["route"]
        methods = app.openapi()["paths"].get(route.path, route.methods)
        allowed = ", ".join(sorted(method.upper() for method in methods))
        return JSONResponse({"detail": f"Only {allowed} here."}, 405, {"allow": allowed})

    @app.exception_handler(PluginError)
    async def broken(request: Request, error: PluginError) -> JSONResponse:
        return problem(500, str(error))
