"""What people see: the home page, the legal information, the logo."""

import dataclasses
import json
import re
import struct
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from plugin import manifest
from plugin.mcp.tools import Tool

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


def test_the_home_page_shows_each_operation_as_the_model_sees_it(
    app: FastAPI, client: TestClient
) -> None:
    page = unescape(client.get("/").text)
    assert manifest.read("")["description_for_model"] in page
    tools: dict[str, Tool] = app.state.tools
    for tool in tools.values():
        shown = page.partition(f'<article class="card" id="{tool.name}">')[2]
        shown = shown.partition("</article>")[0]
        assert ("asks nobody" in shown) == tool.read_only
        for text in (tool.title, tool.description, tool.success):
            assert text in shown
        for name, schema in tool.input_schema["properties"].items():
            assert f"<code>{name}</code>" in shown
            assert schema.get("description", "") in shown


def test_what_an_operation_says_is_shown_and_never_run(app: FastAPI, client: TestClient) -> None:
    name, tool = next(iter(app.state.tools.items()))
    schema = {"properties": {HOSTILE: {"description": HOSTILE, "enum": [HOSTILE]}}, "required": []}
    app.state.tools[name] = dataclasses.replace(
        tool,
        title=HOSTILE,
        description=HOSTILE,
        success=HOSTILE,
        input_schema=schema,
        output_schema={"examples": [HOSTILE]},
    )
    page = client.get("/").text
    assert "<script" not in page
    assert unescape(page).count(HOSTILE) == 5


def test_every_document_opens_in_a_browser(client: TestClient) -> None:
    mine = r'<a href="(?:https://plugin\.example\.com)?(/[^"]*)"'
    links = re.findall(mine, client.get("/").text)
    assert {"/.well-known/ai-plugin.json", "/openapi.yaml", "/logo.png"} <= set(links)
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert "content-disposition" not in answer.headers
        # What is of another type, such as application/yaml, is saved instead.
        assert re.match(r"text/|image/png$|application/json$", answer.headers["content-type"])


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
