"""The filter `to_nice_yaml`, with and without PyYAML."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import yaml
from answers import HOSTILE_TEXTS
from hypothesis import given
from hypothesis import strategies as st

from scaffold.template.nice_yaml import to_nice_yaml

WORDS = [
    "yes", "No", "null", "~", "~/", "~/.x", "1.2.0", "1.2", "1:20", "a: b", "a:b", "a:", "a: ",
    "on", "a #b", "#", "- a", "-", ".", "...", "---", ".inf", ".5", "a, b", "[", "a  b", "a b ",
    "=", "a" * 79, "e: 5", "",
]  # fmt: skip
texts = st.sampled_from([*HOSTILE_TEXTS, *WORDS]) | st.text("aZ0_.,:/@+()- ~'#", max_size=8)
texts |= st.lists(st.sampled_from(WORDS + ["word"] * 20), max_size=20).map(" ".join)


names = st.sampled_from(["name", "url", "_src_path", "on", "a", "_", "x-y", "info"])
pairs = st.recursive(
    st.dictionaries(names, texts | st.integers() | st.booleans()),
    lambda inner: st.dictionaries(names, inner | st.lists(inner, max_size=2) | texts),
    max_leaves=4,
)
settings: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"indent": 2, "sort_keys": False, "width": 100}, {"indent": 2}, {"width": 40}]
)


@given(pairs, settings)
def test_pairs_are_written_as_pyyaml_writes_them(
    value: dict[str, object], options: dict[str, Any]
) -> None:
    others = {"indent": 4, "allow_unicode": True, "default_flow_style": False, **options}
    # Values that are in two places are written once, with a reference.
    value = copy_of(value)
    assert to_nice_yaml(value, **options) == yaml.dump(value, **others)


def copy_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: copy_of(part) for name, part in value.items()}
    return [copy_of(part) for part in value] if isinstance(value, list) else value


def test_a_project_of_the_usual_answers_needs_no_pyyaml() -> None:
    code = (
        "import sys; from pathlib import Path; from scaffold.template import questions, render\n"
        "answers = questions.complete({'auth_type': 'oauth'}, Path('my-plugin'))\n"
        # A checkout reads the questions with it.
        "sys.modules['yaml'] = None\n"
        "render.project(answers, version='1.2.0', source='~/.local/x/releases.bundle')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
