"""The package that hosts install: in step with the project, and complete in itself."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from plugin import export, package, skill
from plugin.errors import PluginError
from plugin.mcp import tools
from plugin.settings import ROOT
from plugin.typed import command

MARKETPLACES = [".agents/plugins/marketplace.json", ".claude-plugin/marketplace.json"]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package to write to."""
    folder = tmp_path / "agent-plugin"
    shutil.copytree(package.FOLDER, folder)
    monkeypatch.setattr(package, "FOLDER", folder)
    return folder


def released() -> list[dict[str, Any]]:
    return [package.load(package.PLUGIN), package.load(package.CLAUDE)]


def addresses() -> list[str]:
    files = [package.SERVERS, package.CLAUDE]
    return [package.load(file)["mcpServers"][package.own_name()]["url"] for file in files]


def test_every_text_is_in_step_with_the_code() -> None:
    for path, text in export.texts().items():
        assert path.read_text(encoding="utf-8") == text, f"run `{command('openapi')}`"


def test_its_logo_is_the_logo() -> None:
    copied = (package.FOLDER / package.LOGO).read_bytes()
    assert copied == export.LOGO.read_bytes(), f"run `{command('openapi')}`"


def test_it_has_the_version_of_the_project_and_one_address() -> None:
    versions = [manifest["version"] for manifest in released()]
    assert versions == [package.project_version()] * 2, f"run `{command('package')}`"
    assert len(set(addresses())) == 1, f"run `{command('package')}`"


def test_it_has_one_name_everywhere() -> None:
    name = package.own_name()
    assert [manifest["name"] for manifest in released()] == [name, name]
    for marketplace in MARKETPLACES:
        text = (ROOT / marketplace).read_text(encoding="utf-8")
        assert name in [plugin["name"] for plugin in json.loads(text)["plugins"]]


def test_nothing_in_it_leads_out_of_it() -> None:
    inside = package.FOLDER.resolve()
    assert all(path.resolve().is_relative_to(inside) for path in inside.rglob("*"))


def test_a_release_moves_it_to_the_public_address(copy: Path) -> None:
    package.write(package.released("https://plugin.example.com"))
    assert addresses() == ["https://plugin.example.com/mcp"] * 2
    assert package.write(package.released("https://plugin.example.com")) == []


def test_what_somebody_added_stays(copy: Path) -> None:
    file = copy / package.PLUGIN
    file.write_text(json.dumps(package.load(package.PLUGIN) | {"license": "MIT", "version": "0"}))
    package.write(package.released("https://plugin.example.com"))
    assert package.load(package.PLUGIN)["license"] == "MIT"
    assert package.load(package.PLUGIN)["version"] == package.project_version()


def test_an_operation_is_written_between_the_markers_only() -> None:
    text = f"Mine.\n{skill.BEGIN}\nold\n{skill.END}\nMine, too.\n"
    about = {"operationId": "sayHi", "summary": "Say hi", "description": "Says\nhi."}
    responses = {"responses": {"204": {"description": "It is said."}}}
    made = tools.read({"paths": {"/hi": {"get": about | responses}}})
    assert skill.in_step(text, made.values()) == (
        f"Mine.\n{skill.BEGIN}\n\n{skill.LOOK}\n\n"
        f"- `sayHi()`: Says hi. Result: It is said.\n\n{skill.END}\nMine, too.\n"
    )


def test_a_skill_without_its_markers_is_not_overwritten() -> None:
    with pytest.raises(PluginError, match="lacks one of the lines"):
        skill.in_step("All mine.", [])


@pytest.mark.parametrize(
    ("text", "sentence"), [("{", "is not JSON: "), ("[]", "must hold one JSON object")]
)
def test_a_mistake_in_a_file_is_said_in_one_sentence(copy: Path, text: str, sentence: str) -> None:
    (copy / package.SERVERS).write_text(text)
    with pytest.raises(PluginError, match=rf"^agent-plugin/mcp\.json {sentence}"):
        package.released("https://plugin.example.com")


@pytest.mark.parametrize("name", [None, "", "../elsewhere", "Two_words"])
def test_a_name_that_no_host_takes_is_refused(copy: Path, name: str | None) -> None:
    (copy / package.PLUGIN).write_text(json.dumps({"name": name}))
    with pytest.raises(PluginError, match="needs a name of lower-case letters"):
        package.own_name()
