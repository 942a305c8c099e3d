"""The manifest: valid on disk, and served with the plugin's address of today."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft7Validator

from plugin import manifest
from plugin.errors import PluginError

URL = "/.well-known/ai-plugin.json"
SCHEMA = Path(__file__).parent / "manifest.schema.json"


def on_disk() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest.FILE.read_text(encoding="utf-8"))
    return found


def problems(found: dict[str, Any]) -> list[str]:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return [error.message for error in Draft7Validator(schema).iter_errors(found)]


def test_the_file_is_a_valid_manifest() -> None:
    assert problems(on_disk()) == []


def test_the_served_manifest_is_valid_json(client: TestClient) -> None:
    answer = client.get(URL)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert problems(answer.json()) == []


def test_only_urls_differ_between_the_file_and_what_is_served(client: TestClient) -> None:
    served, written = client.get(URL).json(), on_disk()
    for name in written.keys() - {"api", "auth", "logo_url", "legal_info_url"}:
        assert served[name] == written[name]


def test_the_host_finds_the_api_and_the_logo_at_the_public_address(client: TestClient) -> None:
    served = client.get(URL).json()
    assert served["api"]["url"] == "https://plugin.example.com/openapi.yaml"
    assert served["logo_url"] == "https://plugin.example.com/logo.png"


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("http://localhost:3333/legal?a=b#c", "https://plugin.example.com/legal?a=b#c"),
        ("http://127.0.0.1/legal", "https://plugin.example.com/legal"),
        ("HTTP://LOCALHOST:5003", "https://plugin.example.com"),
        ("https://localhost.example.com/legal", "https://localhost.example.com/legal"),
        ("https://example.com/?to=http://localhost", "https://example.com/?to=http://localhost"),
    ],
)
def test_local_urls_follow_the_public_address_and_others_stay(written: str, served: str) -> None:
    assert manifest.moved("legal_info_url", written, "https://plugin.example.com") == served


def test_texts_are_never_rewritten() -> None:
    text = "http://localhost:3333/ is where it lives"
    assert manifest.moved("description_for_model", text, "https://plugin.example.com") == text


def test_an_edit_shows_at_once(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = tmp_path / "ai-plugin.json"
    edited.write_text(json.dumps(on_disk() | {"contact_email": "new@example.com"}))
    monkeypatch.setattr(manifest, "FILE", edited)
    assert client.get(URL).json()["contact_email"] == "new@example.com"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"name_for_human": "Birds",}', "cannot be read: "),
        ("[]", "must hold one JSON object"),
        ("{}", "lacks contact_email, description_for_human, "),
    ],
)
def test_a_mistake_in_it_is_said_in_one_sentence(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    broken = tmp_path / "ai-plugin.json"
    broken.write_text(text)
    monkeypatch.setattr(manifest, "FILE", broken)
    with pytest.raises(PluginError, match=sentence):
        manifest.read("https://plugin.example.com")
    answer = client.get(URL)
    assert answer.status_code == 500
    assert sentence in answer.json()["detail"]
