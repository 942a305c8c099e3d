"""The filter `to_nice_yaml`, with and without PyYAML."""

from __future__ import annotations

import subprocess
import sys

import yaml
from answers import HOSTILE_TEXTS
from hypothesis import given
from hypothesis import strategies as st

from scaffold.template.nice_yaml import to_nice_yaml

WORDS = [
    "yes", "No", "null", "~", "~/", "~/.x", "1.2.0", "1.2", "1:20", "a: b", "a:b", "a:", "a: ",
    "on", "a #b", "#", "- a", "-", ".", "...", "---", ".inf", ".5", "a, b", "[", "a  b", "a b ",
    "=", "a" * 79, "e: 5",
]  # fmt: skip
texts = st.sampled_from([*HOSTILE_TEXTS, *WORDS]) | st.text("aZ0_.,:/@+()- ~'#", max_size=8)
texts |= st.lists(st.sampled_from(WORDS + ["word"] * 20), max_size=20).map(" ".join)


@given(st.dictionaries(st.sampled_from("abcdefgh"), texts | st.integers() | st.booleans()))
def test_pairs_are_written_as_pyyaml_writes_them(pairs: dict[str, object]) -> None:
    assert to_nice_yaml(pairs) == yaml.dump(
        pairs, indent=4, allow_unicode=True, default_flow_style=False
    )


def test_the_usual_answers_need_no_pyyaml() -> None:
    code = (
        "import sys; from pathlib import Path; from scaffold.template import nice_yaml, questions\n"
        "notes = {'_commit': '1.2.0', '_src_path': '~/.local/share/x/releases.bundle'}\n"
        "answers = {**notes, **questions.complete({'auth_type': 'oauth'}, Path('my-plugin'))}\n"
        # A checkout reads the questions with it.
        "sys.modules = {name: sys.modules[name] for name in sys.modules if 'yaml' not in name}\n"
        "sys.modules['yaml'] = None\n"
        "nice_yaml.to_nice_yaml(answers)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
