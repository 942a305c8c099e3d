"""The project of each auth type: its own tests, style and types are in order, and no leftovers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from answers import AUTH, DEFAULTS
from auth_fixtures import Make
from openapi_spec_validator import validate

from scaffold import questions, rules, template
from scaffold.template import File


def rendered(kind: str) -> dict[str, File]:
    answers = questions.complete({**DEFAULTS, **AUTH[kind]}, Path("x"))
    assert answers == {**DEFAULTS, **AUTH[kind]}
    return template.render(answers, version="1.1.0", source="x")


@pytest.mark.parametrize("kind", sorted(AUTH))
@pytest.mark.parametrize(
    "command",
    [
        ["pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
        ["ruff", "check", "--no-cache"],
        ["ruff", "format", "--check", "--no-cache"],
        ["mypy", "--cache-dir"],
    ],
    ids=["tests", "style", "format", "types"],
)
def test_it_passes_its_own_checks(
    make: Make, kind: str, command: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = make(kind)
    if command[0] == "mypy":
        # Shared by the types of project: most of what it reads is the same libraries.
        command = [*command, str(tmp_path_factory.getbasetemp() / "mypy")]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=directory,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("kind", "auth"),
    [
        ("none", {"type": "none"}),
        ("service_http-bearer", {"type": "service_http", "authorization_type": "bearer", "verification_tokens": {}}),
        ("service_http-basic", {"type": "service_http", "authorization_type": "basic", "verification_tokens": {}}),
        ("user_http-bearer", {"type": "user_http", "authorization_type": "bearer"}),
        ("user_http-basic", {"type": "user_http", "authorization_type": "basic"}),
        ("oauth", {"type": "oauth", "client_url": "http://localhost:3333/oauth/authorize", "authorization_url": "http://localhost:3333/oauth/token", "scope": "todos", "authorization_content_type": "application/json", "verification_tokens": {}}),
        ("external", {"type": "oauth", "client_url": "https://id.example.com/authorize", "authorization_url": "https://id.example.com/token", "scope": "todos", "authorization_content_type": "application/json", "verification_tokens": {}}),
    ],
)  # fmt: skip
def test_its_manifest_says_how_to_get_in(kind: str, auth: dict[str, object]) -> None:
    manifest = json.loads(rendered(kind)[".well-known/ai-plugin.json"].content)
    assert manifest["auth"] == auth
    assert rules.manifest_violations(manifest) == []


@pytest.mark.parametrize("kind", sorted(AUTH))
def test_its_openapi_document_says_how_to_get_in(kind: str) -> None:
    document = yaml.safe_load(rendered(kind)["openapi.yaml"].content)
    validate(document)
    schemes = document["components"].get("securitySchemes", {})
    assert len(schemes) == (kind != "none")
    for path in document["paths"].values():
        for operation in path.values():
            assert operation.get("security", []) == [{name: []} for name in schemes]
            assert ("401" in operation["responses"]) == (kind != "none")


# What only projects of another type may speak of.
FOREIGN = {
    "none": "api_key|users add|oauth|authlib|jwt|verification_token|secret_|401|caller",
    "service_http": "users add|oauth|authlib|jwt|caller:",
    "user_http": "oauth|authlib|jwt|verification_token|api_key|secretstr",
    "oauth": "jwt|jwks|plugin_api_key|key_hash",
    "external": "authlib|plugin_api_key|users add|scrypt|client_secret",
}


@pytest.mark.parametrize("kind", sorted(AUTH))
def test_it_speaks_of_no_other_type(kind: str) -> None:
    files = rendered(kind)
    for path, file in files.items():
        if path.endswith((".png", "manifest.schema.json")):
            continue
        text = file.content.decode()
        found = re.search(FOREIGN[kind.partition("-")[0]], text, re.IGNORECASE)
        assert not found, (path, found)
        assert "{%" not in text or path.endswith(".html")
