"""What people wrote by hand: said where it is wrong, read all the same, within bounds."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from scaffold.documents import load
from scaffold.documents.document import Document

LIMIT = 5_000_000

VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def problems(document: Document) -> list[str]:
    places = (document.place(*problem.span or (0, 0)) for problem in document.problems)
    return [
        f"{place.line}:{place.column} {problem.message}"
        for place, problem in zip(places, document.problems, strict=True)
    ]


def read_json(text: str) -> Document:
    return load.json_only(text.encode(), "x.json", LIMIT)


def read_yaml(text: str) -> Document:
    return load.json_or_yaml(text.encode(), "x.yaml", LIMIT)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
@example({"a": [{}, [], "\U0001f600\u2028"], "": {"": 1e300}}, None, True)
def test_json_is_read_as_the_standard_library_reads_it(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = load.json_only(text.encode("utf-8", "surrogatepass"), "x.json", LIMIT)
    if "\ud800" <= max(text, default="") <= "\udfff":
        return
    assert document.value == json.loads(text)
    assert document.problems == []


@given(VALUES)
def test_every_value_is_where_its_mark_says(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=True, indent=1)
    document = read_json(text)

    def look(part: Any, path: tuple[str | int, ...]) -> None:
        parts = part.items() if isinstance(part, dict) else enumerate(part)
        for step, inner in parts:
            mark = document.spans[id(part)][step]
            assert json.loads(text[mark[2] : mark[3]]) == inner
            if isinstance(step, str):
                assert json.loads(text[mark[0] : mark[1]]) == step
            if isinstance(inner, dict | list):
                look(inner, (*path, step))

    if isinstance(document.value, dict | list):
        look(document.value, ())


@pytest.mark.parametrize(
    ("text", "value", "wanted"),
    [
        ('{"a": 1,}', {"a": 1}, ["1:8 a comma follows the last value"]),
        ('{"a": [1, 2,\n]}', {"a": [1, 2]}, ["1:12 a comma follows the last value"]),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}, ["1:9 a comma is missing before this"]),
        ('{"a" 1}', {"a": 1}, ["1:6 a colon is missing"]),
        ('{"a": , "b": 1}', {"b": 1}, ["1:2 `a` has no value"]),
        ('{"a": 1,, "b": 2}', {"a": 1, "b": 2}, ["1:9 `,` stands where the name of a field should"]),
        ('{a: 1}', {"a": 1}, ["1:2 the name of a field stands in double quotes"]),
        ("{'a': 'b'}", {"a": "b"}, ["1:2 text stands in double quotes", "1:7 text stands in double quotes"]),
        ('// x\n{"a": 1 /* y */} # z', {"a": 1}, ["1:1 JSON has no comments", "2:9 JSON has no comments", "2:18 JSON has no comments"]),
        ('{"a": True, "b": NaN}', {"a": True, "b": "NaN"}, ["1:7 `True` is no JSON value", "1:18 `NaN` is no JSON value"]),
        ('{"a": "x\ny"}', {"a": "x\ny"}, ["1:7 text holds a line break"]),
        ('{"a": "x\\q"}', {"a": "x\\q"}, ["1:9 text holds an escape or a character that JSON forbids"]),
        ('{"a": "x', {"a": "x"}, ["1:7 the text is not closed", "1:1 the file ends before the `{` is closed"]),
        ('{"a": {"b": [1', {"a": {"b": [1]}}, ["1:13 the file ends before the `[` is closed"]),
        ('{"a": [1}', {"a": [1]}, ["1:9 `}` closes nothing here; `]` is missing", "1:7 the file ends before the `[` is closed"]),
        ('{"a": 1} {}', {"a": 1}, ["1:10 there is text after the end of the value"]),
        ('{"a":\u00a01}', {"a": 1}, ["1:6 U+00A0 is an invisible character that JSON does not know"]),
        ('{"a": 1,\n "a": 2}', {"a": 2}, ["2:2 `a` is given twice, first in line 1"]),
        ("", None, ["1:1 the file is empty"]),
        (" \n", None, ["1:1 the file is empty"]),
        ("<html>", "<html>", ["1:1 `<html>` is no JSON value"]),
    ],
)  # fmt: skip
def test_broken_json_is_told_of_and_read_on(text: str, value: object, wanted: list[str]) -> None:
    document = read_json(text)
    assert (document.value, problems(document)) == (value, wanted)


def test_what_is_no_json_at_all_is_given_up() -> None:
    document = read_json("all work and no play makes jack a dull boy\n" * 1000)
    assert len(document.problems) <= 20


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b'\xef\xbb\xbf{"a": "\xc3\xa9"}', ["begins with a byte order mark"]),
        ('{"a": "é"}'.encode("utf-16"), ["is UTF-16, not UTF-8"]),
        ('{"a": "é"}'.encode("utf-32"), ["is UTF-32, not UTF-8"]),
        (b'{"a": "\xe9"}', ["is not UTF-8: byte 0xE9"]),
        (b'{"a": "\xc3\xa9"}', []),
    ],
)
def test_every_encoding_is_read_and_told_of(raw: bytes, wanted: list[str]) -> None:
    document = load.json_only(raw, "x.json", LIMIT)
    assert document.value == {"a": "é"}
    assert [problem.message for problem in document.problems] == wanted


def test_a_wrong_byte_has_its_place() -> None:
    assert problems(load.json_only(b'{"\xc3\xa9": 1,\n "b": "\xe9"}', "x", LIMIT))[0].startswith(
        "2:8 "
    )


@given(VALUES)
def test_yaml_is_read_as_the_library_reads_it(value: Any) -> None:
    text = yaml.safe_dump({"openapi": value}, allow_unicode=True)
    document = read_yaml(text)
    assert document.problems == []
    assert document.value == yaml.safe_load(text)


def test_yaml_keeps_names_and_dates_as_text() -> None:
    document = read_yaml("200: 2020-01-01\nno: no\n'201': 0x1F\n1.5: ~\n")
    assert document.value == {"200": "2020-01-01", "no": False, "201": 31, "1.5": None}
    assert {name for _, name in document.unquoted} == {"200"}


def test_yaml_aliases_and_merges_share() -> None:
    document = read_yaml("a: &x {b: 1, c: 2}\nd: *x\ne: {<<: *x, c: 3}\n")
    assert document.value == {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 2}, "e": {"b": 1, "c": 3}}
    assert document.value["a"] is document.value["d"]
    assert document.place(*document.span(("e", "b"))).line == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: 1\n\tb: 2", "2:1 a tab stands where only spaces may"),
        ("a: b: c", "1:5 mapping values are not allowed in this context"),
        ("a: 1\na: 2", "2:1 `a` is given twice, first in line 1"),
        ("a: !!python/object:os.system x", "1:4 the tag `python/object:os.system` means nothing here"),
        ("a: !include x", "1:4 the tag `!include` means nothing here"),
        ("a: *b", "1:4 `*b` names nothing above"),
        ("a: &b [*b]", "1:8 `*b` contains itself"),
        ("? [a]\n: b", "1:3 the name of a field must be text"),
        ("a: 1\n---\nb: 2", "2:1 a second document begins here"),
        ("a: '", "1:5 found unexpected end of stream"),
    ],
)  # fmt: skip
def test_broken_yaml_has_its_line_and_column(text: str, wanted: str) -> None:
    document = read_yaml(text)
    assert problems(document) == [wanted]
    assert document.value in ({"a": 1}, {"a": 2}, {"a": "b"}, {"a": "x"}, {}, {"a": []})


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (BOMB.encode(), "alias-bomb"),
        (b"a: " + b"[" * 100_000, "too-deep"),
        (b"- " * 100_000, "too-deep"),
        (b'{"a": ' + b"[" * 2_000_000, "too-deep"),
        (b"a: b\n" * 10_000_000, "too-large"),
    ],
)
def test_hostile_files_are_bounded(raw: bytes, kind: str) -> None:
    started = time.perf_counter()
    document = load.json_or_yaml(raw, "x.yaml", LIMIT)
    assert kind in [problem.rule for problem in document.problems]
    assert not document.complete
    # A bound, not a measure: without limits it would be minutes and gigabytes.
    assert time.perf_counter() - started < 10


@given(st.binary(max_size=300) | st.text(alphabet="{}[]:,\"'\\ \n\tab1-#&*!|>/u", max_size=80))
def test_no_bytes_are_too_strange(given: bytes | str) -> None:
    raw = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
    for document in (
        load.json_only(raw, "x.json", LIMIT),
        load.json_or_yaml(raw, "x.yaml", LIMIT),
        load.json_or_yaml(raw, "x.json", LIMIT),
    ):
        for problem in document.problems:
            place = document.place(*problem.span or (0, 0))
            assert place.line >= 1
            assert place.column >= 1
