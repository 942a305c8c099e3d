"""The project of each example and auth type says how to get in, and speaks of no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from answers import PROJECTS
from openapi_spec_validator import validate

from scaffold.manifest import problems
from scaffold.template import questions, render
from scaffold.template.render import File

EXAMPLES = {"todo": "todos", "facts": "facts", "blank": "hello"}


def rendered(name: str) -> dict[str, File]:
    answers = questions.complete(PROJECTS[name], Path("x"))
    assert answers == PROJECTS[name]
    return render.project(answers, version="1.1.0", source="x")


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
@pytest.mark.parametrize("example", EXAMPLES)
def test_its_manifest_says_how_to_get_in(example: str, kind: str, auth: dict[str, object]) -> None:
    manifest = json.loads(rendered(f"{example}-{kind}")[".well-known/ai-plugin.json"].content)
    if "scope" in auth:
        auth = {**auth, "scope": EXAMPLES[example]}
    assert manifest["auth"] == auth
    assert problems(manifest) == []


@pytest.mark.parametrize("name", PROJECTS)
def test_its_manifest_tells_users_what_they_are_to_be_told(name: str) -> None:
    told = 'Ask Ada for a "key".'
    answers = questions.complete({**PROJECTS[name], "auth_instructions": told}, Path("x"))
    files = render.project(answers, version="1.1.0", source="x")
    manifest = json.loads(files[".well-known/ai-plugin.json"].content)
    assert manifest["auth"].get("instructions") == (None if name.endswith("-none") else told)
    assert problems(manifest) == []


@pytest.mark.parametrize("name", PROJECTS)
def test_its_openapi_document_says_how_to_get_in(name: str) -> None:
    document = yaml.safe_load(rendered(name)["openapi.yaml"].content)
    validate(document)
    schemes = document["components"].get("securitySchemes", {})
    is_open = name.endswith("-none")
    assert len(schemes) == (not is_open)
    for path in document["paths"].values():
        for operation in path.values():
            assert operation.get("security", []) == [{name: []} for name in schemes]
            assert ("401" in operation["responses"]) == (not is_open)


# What only projects of another type may speak of.
FOREIGN = {
    "none": "api_key|users add|oauth|authlib|jwt|verification_token|secret_|401|caller",
    "service_http": "users add|oauth|authlib|jwt|caller:",
    "user_http": "oauth|authlib|jwt|verification_token|secretstr",
    "oauth": "jwt|jwks|plugin_api_key|key_hash",
    "external": "authlib|plugin_api_key|users add|scrypt|client_secret",
}


# What projects of another example, or without a database, do not speak of.
TODO = r"\bto-?do|_todo|milk|(?<![.'\"])\bitems\b(?![:'\"])|\b(an|one|the|such) item"
FACTS = r"\bfacts?\b|\bgreetings\b|\bpi\b"
BLANK = r"\bsay_?hello\b|greeted"
DATABASE = r"database|sql|postgres|psycopg|\.db\b|/data\b|(?<!http)session"


@pytest.mark.parametrize("name", PROJECTS)
def test_it_speaks_of_no_other_kind(name: str) -> None:
    example, kind, *_ = name.split("-")
    others = {"todo": TODO, "facts": FACTS, "blank": BLANK}
    foreign = [FOREIGN[kind], *(words for other, words in others.items() if other != example)]
    if example != "todo" and kind not in ("user_http", "oauth"):
        foreign.append(DATABASE)
    for path, file in rendered(name).items():
        # The versions are one list for every kind of project.
        if path.endswith((".png", "manifest.schema.json", "constraints.txt")):
            continue
        # README tells how to change the type, and the exact versions are those of all types.
        # Databases stay out of git for whoever has had one.
        text = re.sub(
            r"--set auth_type=\w+|[\w.-]+==.*|^\*\.db.*", "", file.content.decode(), flags=re.M
        )
        found = re.search("|".join(foreign), path + text, re.IGNORECASE)
        assert not found, (path, found)
        assert "{%" not in text or path.endswith(".html")


@pytest.mark.parametrize("name", PROJECTS)
def test_it_has_a_database_only_where_something_is_kept(name: str) -> None:
    example, kind, *_ = name.split("-")
    keeps = example == "todo" or kind in ("user_http", "oauth")
    assert ("plugin/database.py" in rendered(name)) == keeps
