"""The Microsoft 365 app before Microsoft's own schemas, and its own parser of OpenAPI documents."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from answers import DEFAULTS, HOSTILE_TEXTS, PROJECTS
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from projects import Make, imported, run, write

from hosts import npm

PARSER = "@microsoft/m365-spec-parser", "0.3.2"
ADDRESS = "https://todo.example.com"
SCRIPT = Path(__file__).with_name("m365.mjs")

pytestmark = pytest.mark.hosts


def modules() -> Path:
    """The folder of the parser and of what it stands on, the schemas among that."""
    return npm.programs(*PARSER).parent


def problems(manifest: dict[str, Any]) -> list[str]:
    """What the schema that a manifest names has against it."""
    name = manifest["$schema"].partition("/json-schemas/")[2]
    file = modules() / "@microsoft/app-manifest/build/json-schemas" / name
    schema = json.loads(file.read_text())
    if name == "copilot/plugin/v2.4/schema.json":
        # Here each server fits two shapes, of which it may fit one; Microsoft has mended it since.
        spec = schema["$defs"]["runtime"]["properties"]["spec"]
        spec["anyOf"] = spec.pop("oneOf")
    # They call themselves draft 4, and use words of draft 6.
    return [error.message for error in Draft7Validator(schema).iter_errors(manifest)]


def made(project: Path, *arguments: str) -> Path:
    """A folder with the files of the project's app."""
    env = {"PLUGIN_PUBLIC_URL": ADDRESS, "M365_REFERENCE_ID": "the-id"}
    done = run(project, "-m", "plugin", "package", "m365", "-o", "app.zip", *arguments, **env)
    assert done.returncode == 0, done.stderr
    ZipFile(project / "app.zip").extractall(project / "app")
    return project / "app"


def manifests(app: Path) -> list[dict[str, Any]]:
    names = ("manifest.json", "declarativeAgent.json", "ai-plugin.json")
    return [json.loads((app / name).read_text()) for name in names]


@pytest.mark.parametrize("name", [name for name in PROJECTS if not name.endswith("basic")])
def test_microsoft_finds_nothing_wrong(make: Make, name: str) -> None:
    app = made(make(PROJECTS[name]))
    ours = manifests(app)[2]
    assert [problems(manifest) for manifest in manifests(app)] == [[], [], []]
    # It adds to the files.
    command = [npm.node() / "node", SCRIPT, modules(), app]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == {"errors": [], "warnings": [], "refused": []}
    theirs = json.loads((app / "their-plugin.json").read_text())
    assert [function["name"] for function in theirs["functions"]] == [
        function["name"] for function in ours["functions"]
    ]
    [mine], [its] = ours["runtimes"], theirs["runtimes"]
    for key in ("type", "run_for_functions"):
        assert mine[key] == its[key]
    assert mine["auth"]["type"] == its["auth"]["type"]


def test_microsoft_takes_the_mcp_server(make: Make) -> None:
    app = made(make(PROJECTS["todo-oauth"]), "--mcp")
    assert [problems(manifest) for manifest in manifests(app)] == [[], [], []]


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    project = write(tmp_path_factory.mktemp("code") / "project", DEFAULTS)
    with imported(project, "errors", "m365.app", "m365.manifests") as modules:
        yield modules


TEXTS = {
    **{name: DEFAULTS[name] for name in DEFAULTS if name.startswith(("name_", "description_"))},
    "contact_email": "ada@example.com",
    "legal_info_url": "https://example.com/legal",
    "instructions": "Try it.",
    "developer": "Ada",
}
ODD = [*HOSTILE_TEXTS, "[[key]]", "a]]", "a\u2028b", "\ud800", "x\n", "", 7, None]
LENGTHS = st.sampled_from([20, 21, 32, 33, 50, 51, 80, 81, 2048, 2049, 8000, 8001]).map("x".__mul__)
URLS = st.text('a/?#[]%é"{ ', max_size=9).map("https://".__add__)


@given(st.sampled_from(sorted(TEXTS)), st.text() | st.sampled_from(ODD) | LENGTHS | URLS)
@example("name_for_human", "[[key]]")
@example("description_for_human", "a ]] b")
@example("instructions", "[[1]] is a list, [[2]], too.\n[[3]]")
@example("instructions", "A list: [[1]].")
def test_any_text_is_valid_or_refused(code: SimpleNamespace, name: str, text: Any) -> None:
    about = {**TEXTS, name: text}
    make, auth = code.manifests, {"type": "None"}
    try:
        apps = [
            make.app(
                about,
                app_id="9239c965-8994-5907-8261-18be67bfd250",
                url=ADDRESS,
                version="1.0.0",
                developer=about["developer"],
                accent="#006060",
            ),
            make.agent(about, about["instructions"]),
            make.mcp_plugin(about, auth, f"{ADDRESS}/mcp"),
        ]
        texts = [code.app.to_json(manifest) for manifest in apps]
    except code.errors.PluginError:
        return
    assert [problems(json.loads(text)) for text in texts] == [[], [], []]
