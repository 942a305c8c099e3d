"""Operations to try: what they take, and how a function becomes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field


class Size(BaseModel):
    width: int


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


class Note(BaseModel):
    text: str | None = "none"
    size: Size | None = None
    extra: Any = None


class Open(BaseModel, extra="allow"):
    name: str


class Odd(BaseModel):
    ref: str = Field(alias="$ref")
    default: Size = Field(description="How large.")
    kind: str = Field("#/components/schemas/Nothing", examples=[{"$ref": "#/nowhere"}])


def operation(
    method: str, path: str = "/x", name: str = "x", extra: dict[str, Any] | None = None
) -> Callable[[Callable[..., Any]], APIRouter]:
    """Makes a function a router's one operation."""

    def decorate(function: Callable[..., Any]) -> APIRouter:
        router = APIRouter()
        router.add_api_route(
            path, function, methods=[method], operation_id=name, openapi_extra=extra
        )
        return router

    return decorate


@operation("PUT", "/notes/{name}")
def echo(
    name: str,
    note: Note,
    words: Annotated[list[str] | None, Query()] = None,
    exact: bool | None = None,
    ratio: float | None = None,
) -> dict[str, Any]:
    return {"name": name, "words": words, "exact": exact, "ratio": ratio, **note.model_dump()}
