"""The manifest: a file that people edit, served with the address that the plugin has today."""

import json
import re
from typing import Annotated, Any

from fastapi import Depends, Request

from plugin.errors import PluginError
from plugin.settings import ROOT

FILE = ROOT / ".well-known" / "ai-plugin.json"
LOCAL = re.compile(r"https?://(localhost|127\.0\.0\.1)(:\d+)?(?=[/?#]|$)", re.IGNORECASE)
NEEDED = {
    "name_for_human",
    "description_for_human",
    "logo_url",
    "contact_email",
    "legal_info_url",
}


def read(public_url: str) -> dict[str, Any]:
    """The manifest with its local URLs moved to `public_url`; PluginError where it is broken."""
    try:
        manifest = json.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PluginError(f".well-known/ai-plugin.json cannot be read: {error}.") from error
    if not isinstance(manifest, dict):
        raise PluginError(".well-known/ai-plugin.json must hold one JSON object.")
    if missing := NEEDED - manifest.keys():
        raise PluginError(f".well-known/ai-plugin.json lacks {', '.join(sorted(missing))}.")
    return {name: moved(name, value, public_url) for name, value in manifest.items()}


def moved(name: str, value: Any, public_url: str) -> Any:
    if isinstance(value, dict):
        return {inner: moved(inner, item, public_url) for inner, item in value.items()}
    if isinstance(value, str) and name.endswith("url"):
        return LOCAL.sub(lambda _: public_url, value, count=1) if LOCAL.match(value) else value
    return value


async def served(request: Request) -> dict[str, Any]:
    # Read for each request, so that an edit shows at once.
    return read(request.app.state.settings.plugin_public_url)


Manifest = Annotated[dict[str, Any], Depends(served)]
