"""Answers from a file, whatever is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from answers import HOSTILE_TEXTS, accepted_answers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import Failure, Misuse, RejectedAnswers
from scaffold.project import answers_file
from scaffold.template import questions
from scaffold.template.questions import Answers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.yml"


@pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump])
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_json_and_yaml_give_the_same_answers(file: Path, dump: object, text: str) -> None:
    assert callable(dump)
    file.write_text(dump({"name_for_human": text}))
    assert answers_file.read(str(file)) == {"name_for_human": text}


@given(accepted_answers)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_survive_the_file(file: Path, answers: Answers) -> None:
    file.write_text(json.dumps(answers))
    assert answers_file.read(str(file)) == answers


def test_the_answers_of_another_project_serve(file: Path) -> None:
    file.write_text("_commit: 1.0.0\n_src_path: ~/x.bundle\nport: 8000\n")
    assert answers_file.read(str(file)) == {"port": 8000}


def test_a_byte_order_mark_is_no_part_of_a_key(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfport: 8000\n")
    assert answers_file.read(str(file)) == {"port": 8000}


def test_a_misspelt_key_is_told_with_the_right_one(file: Path) -> None:
    file.write_text("name_for_humans: x\ncolour: red\n")
    with pytest.raises(RejectedAnswers) as rejected:
        questions.accept(answers_file.read(str(file)))
    assert rejected.value.sentence.splitlines() == [
        "name_for_humans: no such question; did you mean name_for_human?",
        "colour: no such question",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no `question: answer` pairs."),
        (b"- a\n- b\n", "holds no `question: answer` pairs."),
        (b"a: [\n", "is neither YAML nor JSON: "),
        (b"a: !!python/object/apply:os.system [ls]\n", "is neither YAML nor JSON: "),
        (b"a: \x01\n", "is neither YAML nor JSON: "),
        (b"a: \xff\n", "is not UTF-8 at byte 3."),
        (b"a: 2024-99-99\n", "is neither YAML nor JSON: "),
        (b'a: !!int ""\n', "is neither YAML nor JSON: "),
        (b"a: !!bool foo\n", "is neither YAML nor JSON: "),
        (b"a: !!timestamp foo\n", "is neither YAML nor JSON: "),
        (b"[" * 100_000, "is nested too deeply."),
        (b"a: " + b"x" * 1_000_001, "is larger than 1 MB, so no answers file."),
    ],
)
def test_what_holds_no_answers_is_told(file: Path, content: bytes, sentence: str) -> None:
    file.write_bytes(content)
    with pytest.raises(Misuse) as misuse:
        answers_file.read(str(file))
    assert sentence in misuse.value.sentence
    assert misuse.value.sentence.startswith(str(file))
    assert "\n" not in misuse.value.sentence


@pytest.mark.parametrize("value", ["2024-01-01", "!!binary aGk=", "!!set {a}", "[a]", "{a: b}"])
def test_only_text_and_numbers_are_answers(file: Path, value: str) -> None:
    file.write_text(f"name_for_human: {value}\n")
    with pytest.raises(RejectedAnswers) as rejected:
        questions.accept(answers_file.read(str(file)))
    assert rejected.value.sentence == (
        "name_for_human: must be one text or number; put quotes around a text"
    )


def test_references_that_explode_take_no_time(file: Path) -> None:
    levels = [f"_x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 30)]
    file.write_text("\n".join(["_x0: &x0 [lol]", *levels, "name_for_human: *x29"]))
    with pytest.raises(Misuse, match="repeats itself too often"):
        questions.accept(answers_file.read(str(file)))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"cannot be read: No such file or directory\.$"):
        answers_file.read(str(tmp_path / "none.yml"))
    with pytest.raises(Misuse, match=r"cannot be read: Is a directory\.$"):
        answers_file.read(str(tmp_path))


_tags = st.sampled_from(["int", "float", "bool", "timestamp", "binary", "set", "map", "omap"])
_values = st.sampled_from(["", "''", "x", "2024-01-01", "1e3", "[a]", "{a: b}", "*a", "&a b"])
_tagged = st.tuples(_tags, _values).map(lambda pair: f"port: !!{pair[0]} {pair[1]}\n".encode())


@given(
    _tagged
    | st.binary(max_size=200)
    | st.text(alphabet="{}[]:,-?&*!|>'\"%@`#\n\t a1", max_size=60).map(str.encode)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_content_is_a_crash(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        questions.accept(answers_file.read(str(file)))
    except Failure as failure:
        assert failure.exit_code == 2
