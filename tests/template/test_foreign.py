"""Somebody's template: its questions, what it would run, and what it makes, held to Copier."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from foreign_templates import Write, copier, files_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold import git
from scaffold.errors import Failure, Misuse, RejectedAnswers
from scaffold.project import create
from scaffold.template.foreign import fetch
from scaffold.template.foreign import template as foreign
from scaffold.template.foreign.template import Template

# Every kind of question that there is.
KINDS = """
_message_after_copy: "{{ name }} lies in {{ _copier_conf.dst_path.name }}"
name:
  type: str
  help: Your name
  validator: "{% if name | length > 5 %}{{ name }} is longer than five letters.{% endif %}"
slug: "{{ name | lower }}-{{ _folder_name }}"
age: 7
ratio: 0.5
docs:
  type: bool
  default: "{{ name == 'Ada' }}"
licence:
  choices: {The MIT license: mit, Apache 2: apache}
  default: mit
editor:
  choices:
    Ed: ed
    Emacs: {value: emacs, validator: "{% if age < 10 %}Too young for Emacs{% endif %}"}
  default: ed
databases:
  type: yaml
  multiselect: true
  choices: [postgres, sqlite, 3]
  default: [sqlite]
settings:
  type: yaml
  default: {a: [1, two], b: null}
data:
  type: json
  default: '{"a": [1, "two"]}'
home: {type: path, default: ./x}
story: {type: str, multiline: true, default: "one\\ntwo"}
token: {type: str, secret: true, default: s3cret}
tool: {type: str, when: "{{ age > 10 }}", default: drill}
label: {type: str, when: false, default: "{{ name }}, {{ age }}"}
"""

SHOW = "{{ [name, slug, age, ratio, docs, licence, editor, databases, settings, data, home, story, token, tool, label] }}"


@contextmanager
def opened(source: Path | str, *, trusted: bool = False) -> Iterator[Template]:
    with fetch.fetched(str(source)) as fetched, foreign.opened(fetched, trusted=trusted) as theirs:
        yield theirs


def make(
    source: Path, directory: Path, answers: Mapping[str, object], *, trusted: bool = False
) -> dict[str, Any]:
    """A project, as the command makes it without a question; its answers."""
    with opened(source, trusted=trusted) as theirs:
        complete = theirs.complete(theirs.accept(answers, directory), directory)
        rendered = theirs.render(complete, directory)
    create.create(directory, rendered.files, create.Origin("", "Start", True), commit=False)
    return rendered.answers


@pytest.mark.parametrize(
    "answers",
    [
        {"name": "Ada"},
        {"name": "Eve", "age": "11", "tool": "saw", "docs": "yes", "editor": "emacs"},
        {"name": "", "databases": "[3, postgres]", "settings": "[1, {b: 2}]", "data": "[null]"},
        {"name": "yes", "ratio": "1.50", "licence": "apache", "settings": "'no'", "home": "~"},
        {"name": "{{x}}", "story": 'a: "b"\n# c', "token": "other", "databases": "[]"},
    ],
)
def test_a_project_is_what_plain_copier_makes(
    template: Write, tmp_path: Path, answers: dict[str, str]
) -> None:
    source = template(copier__yml=KINDS, **{"a/{{ slug }}.txt.jinja": SHOW})
    make(source, tmp_path / "ours/plugin", answers)
    data = [word for name, answer in answers.items() for word in ("--data", f"{name}={answer}")]
    copier("copy", *data, source, tmp_path / "plain/plugin", cwd=tmp_path)
    assert files_of(tmp_path / "ours/plugin") == files_of(tmp_path / "plain/plugin")


def test_answers_from_a_file_are_values(template: Write, tmp_path: Path) -> None:
    source = template(copier__yml=KINDS, **{"a.txt.jinja": SHOW})
    values = {"name": "Ada", "age": 12, "docs": False, "databases": ["postgres", 3]}
    kept = make(
        source, tmp_path / "one", {**values, "settings": [1, {"b": None}], "data": {"x": 1}}
    )
    assert {**values, "settings": [1, {"b": None}], "data": {"x": 1}}.items() <= kept.items()
    assert kept["tool"] == "drill"
    assert "token" not in kept
    assert b"s3cret" not in (tmp_path / "one/.copier-answers.yml").read_bytes()


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"name": "Adalbert"}, {"name": "Adalbert is longer than five letters."}),
        ({"nmae": "Ada"}, {"nmae": "no such question; did you mean name?"}),
        ({"name": ["Ada"]}, {"name": "must be one text or number"}),
        (
            {"age": "x", "ratio": "y", "docs": "maybe", "settings": "[", "data": "{"},
            {
                "age": "must be a whole number",
                "ratio": "must be a number",
                "docs": "must be true or false",
                "settings": "must be YAML",
                "data": "must be JSON",
            },
        ),
        ({"licence": "gpl"}, {"licence": "must be mit or apache"}),
        ({"licence": "mti"}, {"licence": "must be mit or apache; did you mean mit?"}),
        ({"editor": "emacs"}, {"editor": "Too young for Emacs"}),
        (
            {"databases": "[postgres, mysql]"},
            {"databases": "must be postgres or sqlite or 3"},
        ),
        ({"databases": "postgres"}, {"databases": "must be a list, such as [postgres, sqlite]"}),
    ],
)
def test_an_answer_that_is_none_is_refused_with_a_sentence(
    template: Write, tmp_path: Path, answers: dict[str, object], problems: dict[str, str]
) -> None:
    with opened(template(copier__yml=KINDS)) as theirs, pytest.raises(RejectedAnswers) as rejected:
        theirs.accept(answers, tmp_path / "x")
    assert rejected.value.problems == problems


def test_a_question_without_a_default_has_to_be_answered(template: Write, tmp_path: Path) -> None:
    source = template(copier__yml="a: {type: str}\nb: {type: int, default: x}\nc: 1\n")
    with opened(source) as theirs, pytest.raises(RejectedAnswers) as rejected:
        theirs.complete({}, tmp_path / "x")
    assert rejected.value.problems == dict.fromkeys("ab", "has no default")
    assert rejected.value.hint == "Give it with --set a=ANSWER."


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_given_is_an_answer_or_a_sentence(
    many: tuple[Template, Path], data: st.DataObject
) -> None:
    theirs, directory = many
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
    answers = data.draw(st.dictionaries(st.sampled_from(theirs.names), values, max_size=4))
    try:
        accepted = theirs.accept(answers, directory)
    except RejectedAnswers as rejected:
        assert all(problem for problem in rejected.problems.values())
    else:
        # What is accepted is accepted again.
        assert theirs.accept(accepted, directory) == accepted


@pytest.fixture
def many(template: Write, tmp_path: Path) -> Iterator[tuple[Template, Path]]:
    with opened(template(copier__yml=KINDS)) as theirs:
        yield theirs, tmp_path / "x"


CODE = {
    "_tasks: [touch ran, [echo, two words]]": "the task `touch ran`, the task `echo two words`",
    "_tasks: [{command: touch ran, when: false}]": "the task `touch ran`",
    "_jinja_extensions: [evil.Extension]": "the Jinja extension `evil.Extension`",
}


@pytest.mark.parametrize("code", CODE)
def test_a_template_that_would_run_code_is_refused(
    template: Write, tmp_path: Path, code: str
) -> None:
    source = template(copier__yml=f"{code}\nname: Ada\n")
    with pytest.raises(Failure) as failure:
        make(source, tmp_path / "x", {})
    assert failure.value.sentence == (f"The template would run code on this machine: {CODE[code]}.")
    assert failure.value.hint == "Read it first; --trust lets it run."
    assert not (tmp_path / "x").exists()


def test_nothing_of_an_untrusted_template_is_evaluated_before_it_is_refused(
    template: Write, tmp_path: Path
) -> None:
    source = template(copier__yml="_tasks: [ls]\n_message_before_copy: '{{ x.y }}'\nname: Ada\n")
    with opened(source) as theirs:
        for call in (
            lambda: theirs.accept({}, tmp_path),
            lambda: theirs.message("before_copy", {}, tmp_path),
            lambda: theirs.render({"name": "Ada"}, tmp_path),
        ):
            with pytest.raises(Failure, match="would run code"):
                call()


BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "a path outside": (
        {"{% if true %}..{% endif %}/out.txt.jinja": "x"},
        'The template would reach out of its place: ".." is forbidden.',
    ),
    "a path outside, made of an answer": (
        {"{{ where }}/out.txt.jinja": "x", "copier__yml": "where: ../.."},
        'The template would reach out of its place: "../.." is forbidden.',
    ),
    "a subdirectory outside": (
        {"copier__yml": "_subdirectory: ..\nname: Ada"},
        'The template would reach out of its place: ".." is forbidden.',
    ),
    "no YAML": (
        {"copier__yml": "name: [\n"},
        "The template's copier.yml is no YAML: line 2: expected the node content, but found '<stream end>'.",
    ),
    "a list instead of questions": ({"copier__yml": "- a\n"}, "The template is broken: "),
    "a question of no kind": (
        {"copier__yml": "name: {type: colour}"},
        'The template is broken: Unsupported type "colour" in question "name".',
    ),
    "Jinja that does not parse": (
        {"copier__yml": "name: Ada", "b.txt.jinja": "a\n{% if %}"},
        "The template is broken at b.txt.jinja, line 2: Expected an expression, got 'end of statement block'.",
    ),
    "Jinja that uses what is not there": (
        {"copier__yml": "name: Ada", "b.txt.jinja": "{{ a.b.c }}"},
        "The template is broken: 'a' is undefined.",
    ),
    "a question that uses what is not there": (
        {"copier__yml": "name: '{{ a.b.c }}'"},
        "'a' is undefined.",
    ),
    "a newer Copier": (
        {"copier__yml": "_min_copier_version: '99'\nname: Ada"},
        "This template requires Copier version >= 99",
    ),
    "no files": (
        {"copier__yml": "name: Ada\n_exclude: ['*']"},
        "The template makes no file with these answers.",
    ),
    "a file of somebody else": (
        {"copier__yml": "name: Ada", "b.txt.jinja": "{% include '../secret' %}"},
        "The template is broken: ",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_template_is_a_sentence(template: Write, tmp_path: Path, kind: str) -> None:
    files, sentence = BROKEN[kind]
    (tmp_path / "secret").write_text("secret")
    source = template(**{"copier__yml": "name: Ada", **files})
    before = set(tmp_path.rglob("*"))
    with pytest.raises(Failure) as failure:
        make(source, tmp_path / "x", {})
    assert failure.value.sentence.startswith(sentence)
    assert "\n" not in failure.value.sentence
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("README.md", "x", "is no template of Copier: it has no copier.yml"),
        ("copier.yml", "_subdirectory: .\n", "asks nothing: its copier.yml has no questions"),
        ("copier.yml", "a: 1\n" * 300_000, "is larger than 1 MB, so no list of questions"),
    ],
)
def test_what_is_no_template_is_told(
    template: Write, tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    with pytest.raises(Failure, match=sentence):
        make(template(**{name: content}), tmp_path / "x", {})


def test_links_are_kept_where_the_template_wants_it(template: Write, tmp_path: Path) -> None:
    source = template(None, copier__yml="_preserve_symlinks: true\nname: Ada", **{"a.md": "a"})
    (source / "b.md").symlink_to("a.md")
    (source / "folder").symlink_to(".")
    make(source, tmp_path / "x", {})
    files = files_of(tmp_path / "x")
    assert (files["a.md"], files["b.md"], files["folder"]) == (b"a", "a.md", ".")


@pytest.mark.parametrize("preserved", [True, False])
@pytest.mark.parametrize("target", ["/etc/passwd", "../secret", "../../x/../../secret"])
def test_a_link_out_of_the_tree_is_refused(
    template: Write, tmp_path: Path, target: str, preserved: bool
) -> None:
    (tmp_path / "secret").write_text("secret")
    source = template(None, copier__yml=f"_preserve_symlinks: {preserved}\nname: Ada", a="a")
    (source / "b").symlink_to(target)
    with pytest.raises(Failure, match=r"reach out of its place|leads out of the project"):
        make(source, tmp_path / "x", {})
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("folder", [".git", ".GIT", "a/.git", "git~1", "a/../.git"])
def test_nothing_is_written_where_git_would_run_it(
    template: Write, tmp_path: Path, folder: str
) -> None:
    """A hook or a setting there is code that the first commit would run."""
    parts = [f"{{% if true %}}{part}{{% endif %}}" for part in folder.split("/")]
    source = template(
        copier__yml="_exclude: [copier.yml]\nname: Ada",
        **{f"{'/'.join(parts)}/hooks/pre-commit.jinja": "x"},
    )
    make(source, tmp_path / "x", {})
    assert list(files_of(tmp_path / "x")) == [".copier-answers.yml"]
    assert not list((tmp_path / "x").rglob("hooks"))


def test_a_path_is_noted_whole_and_one_at_home_as_it_was_given(
    template: Write, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = template(copier__yml="name: Ada")
    (home / "theirs").symlink_to(source)
    monkeypatch.chdir(tmp_path)
    for given_, noted in ((f"./{source.name}", str(source)), ("~/theirs", "~/theirs")):
        with opened(given_) as theirs:
            files = theirs.render({"name": "Ada"}, tmp_path / "x").files
        assert f"_src_path: {noted}\n" in files[".copier-answers.yml"].content.decode()


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("nowhere", "`nowhere` is no directory, and no address of git."),
        ("", "The template's address is empty or holds what no terminal shows."),
        ("a\x1b[2J", "The template's address is empty or holds what no terminal shows."),
        ("x" * 5000, f"`{'x' * 5000}` is no directory, and no address of git."),
        (
            "https://ada:secret@git.example/x.git",
            "The template's address holds a password, which every project would keep.",
        ),
        (
            "git+https://token@git.example/x",
            "The template's address holds a password, which every project would keep.",
        ),
    ],
)
def test_what_is_no_address_is_told(source: str, sentence: str) -> None:
    with pytest.raises(Misuse) as misuse, opened(source):
        pass
    assert misuse.value.sentence == sentence
    assert "secret" not in misuse.value.sentence


def test_a_file_that_is_no_bundle_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.bundle").write_text("no bundle")
    with (
        pytest.raises(Misuse, match="is a file, and no bundle of git"),
        opened(tmp_path / "x.bundle"),
    ):
        pass


def test_a_url_is_fetched_once_and_leaves_no_copy(
    template: Write, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain Copier keeps a copy of all that it ever fetched; ours reads its own, then drops it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    source = template(copier__yml="name: Ada", **{"a.txt.jinja": "{{ name }}"})
    bare = tmp_path / "theirs.git"
    git.run("clone", "--quiet", "--bare", str(source), str(bare), cwd=tmp_path)
    with opened(f"file://{bare}") as theirs:
        # From now on there is no source to be fetched from.
        bare.rename(tmp_path / "gone.git")
        rendered = theirs.render({"name": "Eve"}, tmp_path / "x")
    assert rendered.files["a.txt"].content == b"Eve"
    assert f"_src_path: file://{bare}\n" in rendered.files[".copier-answers.yml"].content.decode()
    assert not list((tmp_path / "tmp").iterdir())
    assert not list(home.rglob("copier"))


def test_a_source_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_TO_ANSWER", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"git://127.0.0.1:{silent.getsockname()[1]}/x.git"
        begun = time.monotonic()
        with pytest.raises(Failure) as failure, opened(url):
            pass
    assert time.monotonic() - begun < 10
    assert failure.value.sentence == f"`{url}` cannot be fetched: no end within 1 seconds."


@pytest.mark.parametrize("address", ["https://127.0.0.1:{}/x.git", "ssh://git@127.0.0.1:{}/x.git"])
def test_a_source_that_is_not_there_is_a_sentence(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = address.format(listener.getsockname()[1])
    with pytest.raises(Failure) as failure, opened(url):
        pass
    assert failure.value.sentence.startswith(f"`{url}` cannot be fetched: ")
    assert re.search(r"Connection refused|connect", failure.value.sentence)
    assert fetch._TO_ANSWER < 30


def test_nobody_is_asked_for_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that wants one is told as it is: with no terminal, window or helper to ask in."""
    import http.server
    import threading

    class Closed(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    asked = tmp_path / "asked"
    helper = tmp_path / "askpass"
    helper.write_text(f"#!/bin/sh\ntouch {asked}\necho secret\n")
    helper.chmod(0o755)
    for name in ("GIT_ASKPASS", "SSH_ASKPASS"):
        monkeypatch.setenv(name, str(helper))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Closed) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/x.git"
        with pytest.raises(Failure) as failure, opened(url):
            pass
        server.shutdown()
        thread.join()
    assert "it asks for a password" in failure.value.sentence
    assert not asked.exists()


def test_the_environment_is_what_it_was_afterwards(template: Write, tmp_path: Path) -> None:
    before = dict(os.environ)
    make(template(copier__yml="name: Ada"), tmp_path / "x", {})
    assert dict(os.environ) == before
