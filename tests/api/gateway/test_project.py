"""A project made of a document that holds every odd thing: it is in step, clean, and works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaffold.api import gateway
from scaffold.api.chosen import Api
from scaffold.api.security import Security
from scaffold.project import contents
from scaffold.template import questions

ODD = Path(__file__).parent / "odd.yaml"
SCHEMES: dict[str, tuple[Security, dict[str, str]]] = {
    "key in the query, open door": (
        Security("api_key", "query", "api_key"),
        {"auth_type": "none"},
    ),
    "exchanged tokens": (
        Security("oauth", token_url="https://id.example.com/token"),
        {"auth_type": "oauth", "oauth_provider": "external"},
    ),
}


@pytest.fixture(scope="module", params=SCHEMES, ids=str)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    security, auth = SCHEMES[request.param]
    folder = tmp_path_factory.mktemp("odd")
    api = Api(yaml.safe_load(ODD.read_text("utf-8")), "odd.yaml")
    names = {"name_for_human": "Odd", "description_for_human": "Odd things."}
    answers = questions.complete({**gateway.hidden(api, security), **names, **auth}, folder)
    texts = {path: text.encode() for path, text in gateway.files(api, answers).items()}
    files = {path: file.content for path, file in contents.of(answers).items()} | texts
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def run(project: Path, *arguments: str) -> str:
    env: dict[str, Any] = {**os.environ, "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=project, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_its_document_and_its_skill_are_what_it_exports_itself(project: Path) -> None:
    assert run(project, "plugin", "openapi") == "Everything is in step already.\n"


def test_its_functions_are_in_style(project: Path) -> None:
    run(project, "ruff", "check", "--no-cache", "plugin/operations", "plugin/upstream", "tests")
    run(project, "ruff", "format", "--no-cache", "--check", "plugin/operations", "plugin/upstream")


def test_its_own_tests_pass_against_the_stand_in(project: Path) -> None:
    run(
        project,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "tests/test_upstream.py",
    )
