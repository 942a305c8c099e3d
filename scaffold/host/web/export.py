"""A conversation as one HTML file: no scripts, no links to anything it needs, no secrets."""

from __future__ import annotations

from base64 import b64encode

from markupsafe import Markup

from scaffold.host.conversation import Conversation
from scaffold.host.web.pages import STATIC, Pages
from scaffold.plugin.images import raster

_STYLES = ("base", "parts", "talk", "export")


def exported(pages: Pages, conversation: Conversation) -> str:
    """The file's text."""
    style = "\n".join((STATIC / f"{name}.css").read_text("utf-8") for name in _STYLES)
    logos = {each.id: _data(raster(each.plugin.logo or b"")) for each in conversation.registrations}
    return pages.html(
        "export.html",
        conversation=conversation,
        style=Markup(style),  # noqa: S704
        logos=logos,
    )


def _data(image: bytes) -> str:
    return f"data:image/png;base64,{b64encode(image).decode()}" if image else ""
