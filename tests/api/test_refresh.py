"""`ai-plugin refresh`: what changed in an API's document, and what is made of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from in_process import call

from api.conftest import Import
from api.documents import shop


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


def test_nothing_changed_nothing_to_do(imported: Import, refreshed: Import) -> None:
    imported(shop())
    said = refreshed(shop())
    assert said == (
        0,
        "Reads ../api.json.\nNothing to do: the project is what the document makes of it.\n",
        "",
    )


def test_it_tells_what_is_gone_new_and_changed_in_meaning(
    imported: Import, refreshed: Import, folder: Path
) -> None:
    imported(shop())
    later = shop()
    later["paths"]["/pets"]["get"]["parameters"][0] |= {"name": "text", "required": True}
    later["paths"]["/pets"]["get"]["summary"] = "Another text, which means the same"
    del later["components"]["schemas"]["Pet"]["properties"]["name"]
    later["paths"]["/shops"] = {"get": {"responses": {"200": {"description": "Shops"}}}}
    del later["paths"]["/pets/{id}"]
    said = refreshed(later)
    assert said.code == 1
    assert said.out.splitlines()[1:7] == [
        "  gone      GET /pets/{id}",
        "  new       GET /shops",
        "  changed   getPets: parameter `text` is new and required, parameter `q` is gone, "
        "its responses changed",
        "What is new is left out: `update: {}` in overlay.yaml takes it.",
        "  changed   openapi.yaml",
        "  changed   overlay.yaml",
    ]
    document = yaml.safe_load((folder / "x/openapi.yaml").read_text())
    assert [*document["paths"]] == ["/pets"]
    assert (
        (folder / "x/overlay.yaml")
        .read_text()
        .endswith("- target: $.paths['/shops'].get\n  remove: true\n")
    )
    assert git(folder / "x", "diff", "--staged", "--name-only").split() == [
        "openapi.yaml",
        "overlay.yaml",
    ]


def test_an_edited_overlay_is_applied(imported: Import, refreshed: Import, folder: Path) -> None:
    imported(shop())
    file = folder / "x/overlay.yaml"
    head, _, tail = file.read_text().rpartition("remove: true")
    file.write_text(f"{head}update: {{}}{tail}  # by hand\n")
    git(folder / "x", "commit", "--quiet", "--all", "--message", "Take it")
    assert refreshed(shop()).code == 0
    document = yaml.safe_load((folder / "x/openapi.yaml").read_text())
    assert document["paths"]["/pets"]["post"]["operationId"] == "addPet"
    assert file.read_text().endswith("# by hand\n")


def test_another_document_is_noted(
    imported: Import,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    imported(shop())
    (folder / "new.json").write_text(json.dumps(shop(servers=[{"url": "https://new.shop.dev"}])))
    said = call("ai-plugin refresh x --from new.json --json", monkeypatch, capsys)
    assert said.code == 0
    assert json.loads(said.out) == {
        "directory": str(folder / "x"),
        "gone": [],
        "new": [],
        "changed": [],
        "notes": ["The API is at https://new.shop.dev now."],
        "files": [
            {"path": "openapi.yaml", "kind": "changed"},
            {"path": "overlay.yaml", "kind": "changed"},
        ],
        "conflicts": [],
        "undo": "git -C x restore --source=HEAD --staged --worktree .",
    }
    assert "\nextends: ../new.json\n" in (folder / "x/overlay.yaml").read_text()


def test_a_dry_run_changes_nothing(imported: Import, refreshed: Import, folder: Path) -> None:
    imported(shop())
    later = shop()
    later["paths"]["/pets"]["get"]["summary"] = "Other words"
    said = refreshed(later, "--dry-run")
    assert said.out.endswith("  changed   openapi.yaml\n\nA dry run: nothing was changed.\n")
    assert git(folder / "x", "status", "--porcelain") == ""


def test_a_gateway_keeps_its_owners_edits(
    imported: Import, refreshed: Import, folder: Path
) -> None:
    assert imported(shop(), "--way gateway").code == 0
    functions = folder / "x/plugin/operations/pets.py"
    edited = functions.read_text() + "\n\n# Mine.\n"
    functions.write_text(edited)
    git(folder / "x", "commit", "--quiet", "--all", "--message", "Edit")
    later = shop()
    later["paths"]["/pets"]["get"]["parameters"][0]["name"] = "text"
    said = refreshed(later)
    assert said.code == 0, said.out + said.err
    assert "text" in functions.read_text()
    assert functions.read_text().endswith("# Mine.\n")


@pytest.mark.parametrize(
    ("spoil", "code", "sentence"),
    [
        ("rm x/overlay.yaml", 2, "`x` has no overlay.yaml."),
        ("echo '# mine' >> x/README.md", 1, "Not everything is committed: README.md."),
        (
            "rm -rf x/.git",
            1,
            "`x` is not committed to git, so a refresh could not keep your edits.",
        ),
    ],
)
def test_what_cannot_be_refreshed_is_told(
    imported: Import, refreshed: Import, folder: Path, spoil: str, code: int, sentence: str
) -> None:
    imported(shop())
    subprocess.run(spoil, shell=True, cwd=folder, check=True)
    said = refreshed(shop())
    assert (said.code, said.err.splitlines()[0]) == (code, f"Error: {sentence}")
