"""What people see: the home page, the legal information, the logo."""

import json
import re
import struct
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from plugin import manifest

HOSTILE = """</title><script>alert("1" + '2')</script> {{ 7 * 7 }}"""


def open_graph(page: str) -> dict[str, str]:
    found = re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', page)
    return {name: unescape(content) for name, content in found}


def test_a_link_to_the_plugin_has_a_preview(client: TestClient) -> None:
    about = client.get("/.well-known/ai-plugin.json").json()
    assert open_graph(client.get("/").text) == {
        "og:type": "website",
        "og:title": about["name_for_human"],
        "og:description": about["description_for_human"],
        "og:image": "https://plugin.example.com/logo.png",
        "og:url": "https://plugin.example.com/",
    }


@pytest.mark.parametrize("path", ["/", "/legal"])
def test_texts_are_shown_and_never_run(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    hostile = json.loads(manifest.FILE.read_text(encoding="utf-8"))
    hostile |= {"name_for_human": HOSTILE, "description_for_human": HOSTILE}
    edited = tmp_path / "ai-plugin.json"
    edited.write_text(json.dumps(hostile))
    monkeypatch.setattr(manifest, "FILE", edited)
    page = client.get(path).text
    assert "<script" not in page
    assert HOSTILE in unescape(page)


@pytest.mark.parametrize("path", ["/", "/legal"])
def test_a_page_loads_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "style=" not in answer.text


def test_the_legal_page_says_whom_to_write_to(client: TestClient) -> None:
    email = client.get("/.well-known/ai-plugin.json").json()["contact_email"]
    assert email in unescape(client.get("/legal").text)


def test_the_logo_is_a_png_of_512_by_512_pixels(client: TestClient) -> None:
    answer = client.get("/logo.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", answer.content[16:24]) == (512, 512)


@pytest.mark.parametrize(
    "path",
    ["/", "/legal", "/style.css", "/logo.png", "/openapi.yaml", "/.well-known/ai-plugin.json"],
)
def test_what_can_be_read_can_be_asked_about(client: TestClient, path: str) -> None:
    asked, read = client.head(path), client.get(path)
    assert asked.status_code == 200
    assert asked.headers["content-length"] == read.headers["content-length"]
