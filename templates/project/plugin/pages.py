"""The pages that people open in a browser: the home page and the legal information."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from fastapi.templating import Jinja2Templates

from plugin.manifest import Manifest

HTML = Path(__file__).parent / "html"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(HTML)
READ = ["GET", "HEAD"]


def page(request: Request, name: str, manifest: Manifest) -> Response:
    context = {"plugin": manifest, "public_url": request.app.state.settings.public_url}
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
