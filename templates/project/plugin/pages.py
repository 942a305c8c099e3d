"""The pages that people open in a browser: the home page and the legal information."""

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from fastapi.templating import Jinja2Templates

from plugin.manifest import Manifest
from plugin.mcp.schemas import in_words
from plugin.skill import sample

HTML = Path(__file__).parent / "html"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def example(schema: dict[str, Any]) -> str:
    """An answer that the schema allows, as JSON."""
    return json.dumps(sample(schema), ensure_ascii=False)


router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(HTML)
templates.env.filters |= {"example": example, "in_words": in_words}
READ = ["GET", "HEAD"]


def page(request: Request, name: str, manifest: Manifest) -> Response:
    state = request.app.state
    context = {
        "plugin": manifest,
        "public_url": state.settings.public_url,
        "tools": state.tools.values(),
    }
    return templates.TemplateResponse(request, name, context, headers=HEADERS)


@router.api_route("/", methods=READ)
async def home(request: Request, manifest: Manifest) -> Response:
    return page(request, "home.html", manifest)


@router.api_route("/legal", methods=READ)
async def legal(request: Request, manifest: Manifest) -> Response:
    return page(request, "legal.html", manifest)


@router.api_route("/style.css", methods=READ)
async def style() -> FileResponse:
    return FileResponse(HTML / "style.css")
