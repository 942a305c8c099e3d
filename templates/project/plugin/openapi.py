"""The OpenAPI document: all that the host and the model know of the API."""

from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from plugin import manifest


def document(app: FastAPI) -> dict[str, Any]:
    public_url = app.state.settings.plugin_public_url
    about = manifest.read(public_url)
    return get_openapi(
        openapi_version="3.1.0",
        title=about["name_for_human"],
        description=about["description_for_human"],
        version="1.0.0",
        servers=[{"url": public_url}],
        routes=app.routes,
    )


def to_yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)
