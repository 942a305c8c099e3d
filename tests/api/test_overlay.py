"""overlay.yaml: exact paths, the specification's merging, and what is beyond them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.conftest import Import
from api.documents import shop
from scaffold.api import overlay
from scaffold.api.overlay import Action
from scaffold.errors import Failure

STEPS = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 999))


@given(st.lists(STEPS))
def test_a_path_is_read_as_it_was_written(path: list[str | int]) -> None:
    assert overlay.path_of(overlay.target(tuple(path))) == tuple(path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("$.paths['/a'].get", ("paths", "/a", "get")),
        ('$["paths"]["/it\'s"]', ("paths", "/it's")),
        ("$.servers[0].url", ("servers", 0, "url")),
        ("$", ()),
        ("$.paths.*", None),
        ("$..summary", None),
        ("$.paths[?@.get]", None),
        ("paths", None),
    ],
)
def test_only_paths_to_one_place_are_read(text: str, path: tuple[str | int, ...] | None) -> None:
    assert overlay.path_of(text) == path


def test_updates_merge_objects_go_on_with_lists_and_replace_the_rest() -> None:
    value = {"a": {"text": "old", "list": [1], "kept": {"x": 1}}, "b": 1, "c": 2}
    actions = [
        Action(("a",), {"text": "new", "list": [2], "kept": {"y": 2}}),
        Action(("b",), remove=True),
        Action(("d", "e"), remove=True),
    ]
    changed, missing = overlay.apply(value, actions)
    assert changed == {"a": {"text": "new", "list": [1, 2], "kept": {"x": 1, "y": 2}}, "c": 2}
    assert missing == ["$.d.e"]
    assert value["a"] == {"text": "old", "list": [1], "kept": {"x": 1}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("overlay: 1.0.0\nextends: x\nactions:\n- target: $.a\n- target: $..b\n  remove: true",
         "o.yaml:4: action 1 has neither `remove: true` nor an `update`."),
        ("overlay: 1.0.0\nextends: x\nactions:\n- target: $..b\n  remove: true",
         "o.yaml:4: action 1: the target `$..b` is no path to one place."),
        ("overlay: 1.0.0\nactions: []", "o.yaml: needs `extends`, a text, and `actions`, a list."),
        ("openapi: 3.0.0", "o.yaml: is no overlay: it lacks `overlay: 1.0.0`."),
        ("a: [", "o.yaml:1: "),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_is_told_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(Failure) as failed:
        overlay.read(text.encode(), "o.yaml")
    assert failed.value.sentence.startswith(sentence)


@pytest.mark.network
def test_another_tool_makes_the_same_of_it(imported: Import, folder: Path, tmp_path: Path) -> None:
    """oas-patch, from the package index, whose implementation is not ours."""
    imported(shop(), "--way static --operations addPet,get_pet")
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", tmp_path / "env"], check=True)
    python = tmp_path / "env/bin/python"
    subprocess.run([*uv, "pip", "install", "-q", "--python", python, "oas-patch"], check=True)
    result = str(folder / "theirs.yaml")
    command = [
        str(python.with_name("oas-patch")),
        "overlay",
        "api.json",
        "x/overlay.yaml",
        "-o",
        result,
    ]
    subprocess.run(command, cwd=folder, check=True)
    theirs: Any = yaml.safe_load(Path(result).read_text())
    actions = overlay.read((folder / "x/overlay.yaml").read_bytes(), "overlay.yaml").actions
    assert theirs == overlay.apply(shop(), actions)[0]
