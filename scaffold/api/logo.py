"""The logo that a document names (`x-logo`, as Redoc has it), as a plugin needs it."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urljoin

from scaffold import urls
from scaffold.documents.document import Document
from scaffold.plugin.images import raster
from scaffold.plugin.model import MAX_LOGO
from scaffold.project.logo import SIZE

# Seconds: nobody waits longer for a picture that can be drawn.
_TIME = 5.0


def url(document: Document) -> str:
    """Where the logo is; empty where the document names none."""
    named: Any = document.get("info", "x-logo", "url")
    if not isinstance(named, str):
        return ""
    address = urljoin(document.name, named) if urls.is_url(document.name) else named
    return address if urls.is_url(address) else ""


def fetch(address: str) -> bytes | None:
    """The picture at a URL as a square PNG; None where there is none that can be used."""
    # Connections and TLS take their time to import.
    from scaffold.fetch.client import Client

    response = Client(address).fetch(address, limit=MAX_LOGO, seconds=_TIME)
    if response.problem or response.status != 200 or len(response.body) > MAX_LOGO:
        return None
    return square(response.body)


def square(raw: bytes) -> bytes | None:
    """A raster picture, whole, on a transparent square; None for what is no such picture."""
    from PIL import Image

    if not (harmless := raster(raw)):
        return None
    canvas = Image.new("RGBA", (SIZE, SIZE), (0, 0, 0, 0))
    with Image.open(io.BytesIO(harmless)) as picture:
        canvas.paste(picture, ((SIZE - picture.width) // 2, (SIZE - picture.height) // 2))
    written = io.BytesIO()
    canvas.save(written, "PNG")
    return written.getvalue()
