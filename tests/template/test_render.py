"""The rendered project: Copier's own result, and safe for any answers."""

from __future__ import annotations

import ast
import json
import re
import shutil
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import copier
import pytest
import yaml
from answers import AUTH, DEFAULTS, HOSTILE_TEXTS, accepted_answers, with_text
from conftest import EXAMPLES
from hatch_build import compile_templates
from hypothesis import HealthCheck, given, settings

from scaffold import resources
from scaffold.manifest import problems
from scaffold.template import questions, releases, render
from scaffold.template.questions import Answers
from scaffold.template.render import File

QUESTIONS = questions.load()


def rendered(answers: Answers) -> dict[str, File]:
    return render.project(answers, version=releases.newest(), source=releases.SOURCE)


def copied(source: str, answers: Answers) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        copier.run_copy(source, folder, data=answers, defaults=True, quiet=True)
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_project_is_what_copier_makes_of_the_newest_release() -> None:
    releases.publish()
    ours = {path: file.content for path, file in rendered(DEFAULTS).items()}
    assert ours == copied(releases.SOURCE, DEFAULTS)


@given(accepted_answers)
@settings(max_examples=EXAMPLES // 5, suppress_health_check=[HealthCheck.too_slow])
def test_a_project_is_what_copier_makes_of_any_answers(answers: Answers) -> None:
    ours = {path: file.content for path, file in rendered(answers).items()}
    theirs = copied(str(render.ROOT), answers)
    notes = yaml.safe_load(ours.pop(render.ANSWERS_FILE))
    assert notes == {"_commit": releases.newest(), "_src_path": releases.SOURCE, **answers}
    assert {**notes, **yaml.safe_load(theirs.pop(render.ANSWERS_FILE))} == {
        **notes,
        "_src_path": str(render.ROOT),
    }
    assert ours == theirs


def check_files(files: dict[str, File], answers: Answers) -> None:
    """Every file parses, and the manifest gives the answers back."""
    for path, file in files.items():
        text = "" if path.endswith(".png") else file.content.decode()
        match path.rsplit(".", 1)[-1]:
            case "json":
                json.loads(text)
            case "yml" | "yaml":
                yaml.safe_load(text)
            case "toml":
                tomllib.loads(text)
            case "py":
                ast.parse(text)
    manifest = json.loads(files[".well-known/ai-plugin.json"].content)
    assert problems(manifest) == []
    assert manifest["auth"]["type"] == answers["auth_type"]
    for name in manifest.keys() & answers.keys():
        assert manifest[name] == answers[name]
    described = yaml.safe_load(files["openapi.yaml"].content)["info"]
    assert described["title"] == answers["name_for_human"]
    assert described["description"] == answers["description_for_human"]
    assert json.loads(files["tests/manifest.schema.json"].content) == resources.schema()
    check_package(files, answers)


def check_package(files: dict[str, File], answers: Answers) -> None:
    """The package keeps the rules of Agent Plugins 1.0.0 for names, and of agentskills.io."""
    plugin = json.loads(files["agent-plugin/plugin.json"].content)
    name = plugin["name"]
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 64
    assert list(json.loads(files["agent-plugin/mcp.json"].content)["mcpServers"]) == [name]
    claude = json.loads(files["agent-plugin/.claude-plugin/plugin.json"].content)
    assert claude["name"] == name
    assert claude["description"] == plugin["description"] == answers["description_for_human"]
    skill = files[f"agent-plugin/skills/{name}/SKILL.md"].content.decode()
    about = yaml.safe_load(skill.split("---\n")[1])
    assert about["name"] == name
    assert 1 <= len(about["description"]) <= 1024
    assert about["description"] in (
        answers["description_for_model"],
        answers["description_for_human"],
    )


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_texts_come_back_exactly(text: str) -> None:
    answers = questions.accept(with_text(text))
    check_files(rendered(answers), answers)


@given(accepted_answers)
def test_any_answers_come_back_exactly(answers: Answers) -> None:
    check_files(rendered(questions.accept(answers)), answers)


def test_a_project_holds_its_manifest_server_and_tests() -> None:
    files = rendered(DEFAULTS)
    assert {".well-known/ai-plugin.json", "openapi.yaml", "plugin/__main__.py", "README.md"} <= set(
        files
    )
    assert any(path.startswith("tests/test_") for path in files)
    assert not [path for path in files if "jinja" in path or "pycache" in path]
    assert json.loads(files[".well-known/ai-plugin.json"].content) == {
        "schema_version": "v1",
        "name_for_human": "Todo list",
        "name_for_model": "todo_list",
        "description_for_human": "Manage a to-do list: add, view and remove items.",
        "description_for_model": "Manage a to-do list: add, view and remove items.",
        "auth": {"type": "none"},
        "api": {"type": "openapi", "url": "http://localhost:3333/openapi.yaml"},
        "logo_url": "http://localhost:3333/logo.png",
        "contact_email": "support@example.com",
        "legal_info_url": "http://localhost:3333/legal",
    }


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
@pytest.mark.parametrize(
    "answer",
    [
        "",
        " ",
        "a" * 21,
        "a" * 101,
        "a" * 8001,
        "a b",
        "x\ny",
        "\0",
        "é",
        "0",
        "65536",
        "a@b.co",
        "https://example.com",
    ],
)
def test_plain_copier_refuses_what_the_command_refuses(
    question: questions.Question, answer: str
) -> None:
    """With the same sentence, though Copier reads the rules through Jinja."""
    raw = int(answer) if question.kind == "int" and answer.isdecimal() else answer
    try:
        question.parse(raw)
        ours = None
    except ValueError as error:
        ours = str(error)
    if question.choices or (isinstance(raw, str) and question.kind == "int"):
        return  # Copier has words of its own for these.
    validator = resources.config()[question.name]["validator"]
    theirs = render.environment().from_string(validator).render({question.name: raw})
    assert theirs == (ours or "")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a" * 21, "name_for_human': 21 characters, at most 20"),
        ("待办", "name_for_model': is empty"),
    ],
)
def test_plain_copier_refuses_a_wrong_answer(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        copier.run_copy(
            str(render.ROOT),
            tmp_path / "x",
            data={"name_for_human": name},
            defaults=True,
            quiet=True,
        )


def test_names_keep_their_letters_in_plain_copier(tmp_path: Path) -> None:
    copier.run_copy(str(render.ROOT), tmp_path / "Vögel finden", defaults=True, quiet=True)
    assert "name_for_model: vogel_finden\n" in (
        tmp_path / "Vögel finden/.copier-answers.yml"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name_for_model", "package_name"),
    [("todo_list", "todo-list"), ("My__Plugin_", "my-plugin"), ("X", "x"), ("a1_2", "a1-2")],
)
def test_a_package_has_a_name_without_capitals_and_underscores(
    name_for_model: str, package_name: str
) -> None:
    files = rendered({**DEFAULTS, "name_for_model": name_for_model})
    assert json.loads(files["agent-plugin/plugin.json"].content)["name"] == package_name


def test_what_a_wheel_has_compiled_renders_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "templates"
    shutil.copytree(render.ROOT, root)
    compile_templates(render.compiled(root))
    wanted = [
        render.project({**DEFAULTS, **auth}, version="1", source="x") for auth in AUTH.values()
    ]
    defaults = [render.fill(str(question.default), DEFAULTS) for question in QUESTIONS[2:]]

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a template was left out")

    monkeypatch.setattr("jinja2.Environment.compile", refuse)
    for auth, files in zip(AUTH.values(), wanted, strict=True):
        rendered = render.project({**DEFAULTS, **auth}, version="1", source="x", root=root)
        assert rendered == files
    assert [
        render.fill(str(question.default), DEFAULTS, root) for question in QUESTIONS[2:]
    ] == defaults
