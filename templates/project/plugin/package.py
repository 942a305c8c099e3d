"""agent-plugin/, the package that hosts install: what of it follows from other files."""

import json
import re
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugin import skill
from plugin.errors import PluginError
from plugin.mcp import tools
from plugin.settings import ROOT

FOLDER = ROOT / "agent-plugin"
LOGO = "assets/logo.png"

# Agent Plugins 1.0.0, for every host but Claude, which has a file of its own.
PLUGIN = "plugin.json"
SERVERS = "mcp.json"
CLAUDE = ".claude-plugin/plugin.json"


def described(document: dict[str, Any]) -> dict[Path, str]:
    """Each text that follows from the OpenAPI document; PluginError where one cannot be read."""
    name, description = document["info"]["title"], document["info"]["description"]
    openai = {"interface": {"displayName": name, "shortDescription": description}}
    return {
        **changed(PLUGIN, {"description": description, "extensions": {"com.openai": openai}}),
        **changed(CLAUDE, {"displayName": name, "description": description}),
        FOLDER / skill_file(): guide(document),
    }


def guide(document: dict[str, Any]) -> str:
    """The skill, with the operations of the OpenAPI document."""
    return skill.in_step(read(skill_file()), tools.read(document).values())


def skill_file() -> str:
    return f"skills/{own_name()}/SKILL.md"


def released(public_url: str) -> dict[Path, str]:
    """Each text that tells the version, or where the server is."""
    version = {"version": project_version()}
    servers = {"mcpServers": {own_name(): {"url": f"{public_url}/mcp"}}}
    return {
        **changed(PLUGIN, version),
        **changed(SERVERS, servers),
        **changed(CLAUDE, version | servers),
    }


def own_name() -> str:
    """The one name of the plugin, its server and its skill; PluginError if it can be none."""
    name = str(load(PLUGIN).get("name"))
    # It is also the name of a folder, which must not be anywhere else.
    if not re.fullmatch("[a-z0-9]+([.-][a-z0-9]+)*", name):
        raise PluginError(f"agent-plugin/{PLUGIN} needs a name of lower-case letters and digits.")
    return name


def author() -> Any:
    about = load(PLUGIN).get("author")
    return about.get("name") if isinstance(about, dict) else None


def project_version() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version: str = tomllib.loads(text)["project"]["version"]
    return version


def changed(file: str, part: dict[str, Any]) -> dict[Path, str]:
    """A JSON file with new values for `part`; all else in it stays, and so does its form."""
    before = load(file)
    after = merged(before, part)
    text = json.dumps(after, indent=2, ensure_ascii=False) + "\n"
    return {FOLDER / file: read(file) if after == before else text}


def merged(whole: Any, part: Any) -> Any:
    if not (isinstance(whole, dict) and isinstance(part, dict)):
        return part
    return whole | {name: merged(whole.get(name), value) for name, value in part.items()}


def load(file: str) -> dict[str, Any]:
    text = read(file)
    try:
        content = json.loads(text)
    except ValueError as error:
        raise PluginError(f"agent-plugin/{file} is not JSON: {error}.") from error
    if not isinstance(content, dict):
        raise PluginError(f"agent-plugin/{file} must hold one JSON object.")
    return content


def read(file: str) -> str:
    try:
        return (FOLDER / file).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise PluginError(f"agent-plugin/{file} cannot be read: {error}.") from error


def write(texts: Mapping[Path, str]) -> list[Path]:
    """Writes the texts that differ from their files; tells which."""
    differ = [
        path
        for path, text in texts.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in differ:
        path.write_text(texts[path], encoding="utf-8", newline="\n")
    return differ


def copy_logo(logo: Path) -> list[Path]:
    """Copies the logo into the package if another one is there; tells where."""
    copy = FOLDER / LOGO
    if copy.is_file() and copy.read_bytes() == logo.read_bytes():
        return []
    copy.parent.mkdir(exist_ok=True)
    shutil.copyfile(logo, copy)
    return [copy]
