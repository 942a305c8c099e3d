"""The three files that classic hosts fetch: the manifest, the OpenAPI document, the logo."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from plugin import openapi
from plugin.manifest import Manifest
from plugin.pages import READ
from plugin.settings import ROOT

router = APIRouter(include_in_schema=False)


@router.api_route("/.well-known/ai-plugin.json", methods=READ)
async def manifest(manifest: Manifest) -> JSONResponse:
    return JSONResponse(manifest)


@router.api_route("/openapi.yaml", methods=READ)
def openapi_document(request: Request) -> Response:
    text = openapi.to_yaml(openapi.document(request.app))
    # Not application/yaml: browsers would save it rather than show it.
    return Response(text, media_type="text/yaml")


@router.api_route("/logo.png", methods=READ)
async def logo() -> FileResponse:
    return FileResponse(ROOT / "logo.png")
