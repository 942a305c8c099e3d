"""The three manifests, which point to each other: the app, its agent, and the agent's plugin.

https://developer.microsoft.com/json-schemas has the schema of each. Where Microsoft would cut a
text off, a PluginError says which one is too long.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from plugin.errors import PluginError
from plugin.m365.document import CONSEQUENTIAL

APP = "manifest.json"
AGENT = "declarativeAgent.json"
PLUGIN = "ai-plugin.json"
OPENAPI = "openapi.json"
COLOR = "color.png"
OUTLINE = "outline.png"

SCHEMAS = "https://developer.microsoft.com/json-schemas"
TEAMS = "https://developer.microsoft.com/en-us/json-schemas/teams"
CLASSIC = ".well-known/ai-plugin.json"

# Characters: the shortest of the limits in the three manifests.
NAME = 20
DESCRIPTION = 80
NAME_FOR_MODEL = 50
DESCRIPTION_FOR_MODEL = 2048
INSTRUCTIONS = 8000
DEVELOPER = 32
URL = 2048
# Line breaks that Microsoft's patterns for texts know nothing of.
SEPARATORS = "\u2028\u2029"


def app(
    about: dict[str, Any], *, app_id: str, url: str, version: str, developer: Any, accent: str
) -> dict[str, Any]:
    """What Teams shows and an administrator decides about."""
    if not re.fullmatch(r"\d{1,9}\.\d{1,9}\.\d{1,9}", version, re.ASCII):
        raise PluginError(
            f"version in pyproject.toml is {version}, and Microsoft 365 takes three numbers, "
            "such as 1.2.0."
        )
    legal = legal_info(about)
    description = text(about, "description_for_human", DESCRIPTION)
    return {
        "$schema": f"{TEAMS}/v1.30/MicrosoftTeams.schema.json",
        "manifestVersion": "1.30",
        "version": version,
        "id": app_id,
        "developer": {
            "name": checked(developer, "The author's name in agent-plugin/plugin.json", DEVELOPER),
            "websiteUrl": url,
            "privacyUrl": legal,
            "termsOfUseUrl": legal,
        },
        "name": {"short": text(about, "name_for_human", NAME)},
        "description": {"short": description, "full": description},
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": accent,
        "copilotAgents": {"declarativeAgents": [{"id": "agent", "file": AGENT}]},
        "validDomains": [urlsplit(url).netloc],
    }


def agent(about: dict[str, Any], instructions: str) -> dict[str, Any]:
    """Whom people talk to in Copilot, and how it goes about it."""
    return {
        "$schema": f"{SCHEMAS}/copilot/declarative-agent/v1.8/schema.json",
        "version": "v1.8",
        "name": text(about, "name_for_human", NAME),
        "description": text(about, "description_for_human", DESCRIPTION),
        "instructions": checked(instructions, "SKILL.md", INSTRUCTIONS, lines=True),
        "actions": [{"id": "plugin", "file": PLUGIN}],
    }


def api_plugin(
    about: dict[str, Any], auth: dict[str, str], document: dict[str, Any]
) -> dict[str, Any]:
    """What the agent can call: each operation of the OpenAPI document."""
    functions = [
        function(method, operation)
        for methods in document["paths"].values()
        for method, operation in methods.items()
    ]
    names = [each["name"] for each in functions]
    runtime = {"type": "OpenApi", "auth": auth, "spec": {"url": OPENAPI}}
    return plugin(about, functions, runtime | {"run_for_functions": names})


def mcp_plugin(about: dict[str, Any], auth: dict[str, str], url: str) -> dict[str, Any]:
    """What the agent can call: the tools that the MCP server has by then."""
    runtime = {"type": "RemoteMCPServer", "auth": auth, "spec": {"url": url}}
    return plugin(about, [], runtime | {"run_for_functions": ["*"]})


def plugin(
    about: dict[str, Any], functions: list[dict[str, Any]], runtime: dict[str, Any]
) -> dict[str, Any]:
    namespace = re.sub("[^A-Za-z0-9]", "", text(about, "name_for_model", NAME_FOR_MODEL))
    if not namespace:
        raise PluginError(f"name_for_model in {CLASSIC} needs a letter or a digit.")
    return {
        "$schema": f"{SCHEMAS}/copilot/plugin/v2.4/schema.json",
        "schema_version": "v2.4",
        "name_for_human": text(about, "name_for_human", NAME),
        "namespace": namespace,
        "description_for_model": text(about, "description_for_model", DESCRIPTION_FOR_MODEL),
        "description_for_human": text(about, "description_for_human", DESCRIPTION),
        "contact_email": text(about, "contact_email", URL),
        "legal_info_url": legal_info(about),
        "functions": functions,
        "runtimes": [runtime],
    }


def function(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """An operation as the model knows it, and what Copilot asks the user before it is called."""
    reads = method in ("get", "head") and not operation.get(CONSEQUENTIAL)
    data = "GetPrivateData" if operation.get("security") else "GetPublicData"
    asking = {"type": "AdaptiveCard", "title": operation["summary"]}
    return {
        "name": operation["operationId"],
        "description": operation.get("description") or operation["summary"],
        "capabilities": {
            # Who allowed it once need not be asked again, but only where nothing changes.
            "confirmation": asking | ({"isNonConsequential": True} if reads else {}),
            "security_info": {"data_handling": [data if reads else "ResourceStateUpdate"]},
        },
    }


def text(about: dict[str, Any], name: str, longest: int) -> str:
    """A text of the classic manifest; all but the model's are one line."""
    return checked(about[name], f"{name} in {CLASSIC}", longest, lines=name.endswith("model"))


def legal_info(about: dict[str, Any]) -> str:
    url = text(about, "legal_info_url", URL)
    if not re.fullmatch(r"https://[\w.~:/?#\[\]@!$&'()*+,;=%-]+", url, re.ASCII):
        raise PluginError(f"legal_info_url in {CLASSIC} must be an https:// address.")
    return url


def checked(value: Any, name: str, longest: int, *, lines: bool = False) -> str:
    """The text; PluginError if Microsoft 365 would refuse it, or cut it off."""
    if not isinstance(value, str) or not value.strip():
        raise PluginError(f"{name} must be a text.")
    if len(value) > longest:
        limit = f"and Microsoft 365 takes {longest:,}: shorten it"
        raise PluginError(f"{name} has {len(value):,} characters, {limit}.")
    if set(value) & set(SEPARATORS if lines else f"\n\r{SEPARATORS}"):
        raise PluginError(f"{name} must {'have plain line breaks' if lines else 'be one line'}.")
    # In a longer text only its ends matter, and a nested list in an example may be right.
    ends = (value[:2], value[-2:]) if lines else value
    if "[[" in ends or "]]" in ends:
        raise PluginError(f"{name} has [[ or ]], which name translations in Microsoft 365.")
    return value
