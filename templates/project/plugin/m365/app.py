"""What is in the app, file by file."""

import json
import uuid
from typing import Any

from plugin import manifest, package, skill
from plugin.errors import PluginError
from plugin.m365 import document, icons, manifests
from plugin.m365.auth import authentication
from plugin.settings import ROOT, Settings


def files(described: dict[str, Any], settings: Settings, *, mcp: bool) -> dict[str, bytes]:
    """The app of an OpenAPI document; with `mcp` Copilot calls /mcp in place of the API.

    PluginError where Microsoft 365 would refuse it, or change what it says.
    """
    url = settings.public_url
    if not url.lower().startswith("https://"):
        raise PluginError(
            f"Microsoft 365 calls HTTPS only, and PLUGIN_PUBLIC_URL is {url}: "
            "set it to the public address (docs/ngrok.md)."
        )
    auth = authentication(settings, mcp=mcp)
    about = manifest.read(url)
    color, outline, accent = icons.draw(ROOT / "logo.png")
    app = manifests.app(
        about,
        app_id=str(uuid.uuid5(uuid.NAMESPACE_URL, url.lower())),
        url=url,
        version=package.project_version(),
        developer=package.author(),
        accent=accent,
    )
    agent = manifests.agent(about, skill.instructions(package.guide(described)))
    if mcp:
        plugin = manifests.mcp_plugin(about, auth, f"{url}/mcp")
        called = {}
    else:
        older = document.older(described)
        plugin = manifests.api_plugin(about, auth, older)
        called = {manifests.OPENAPI: to_json(older)}
    return {
        manifests.APP: to_json(app),
        manifests.AGENT: to_json(agent),
        manifests.PLUGIN: to_json(plugin),
        **called,
        manifests.COLOR: color,
        manifests.OUTLINE: outline,
    }


def to_json(value: dict[str, Any]) -> bytes:
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
        return f"{text}\n".encode()
    except ValueError as error:
        reason = "a number that is infinite or none, or half a character"
        raise PluginError(f"A text or a schema has what JSON cannot say: {reason}.") from error
