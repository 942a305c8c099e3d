"""`create-ai-plugin --from … --way static`: files for the API's own server."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from in_process import call

from api.conftest import Import
from api.documents import shop
from scaffold.api import offer, taken
from scaffold.check import engine
from scaffold.documents.document import Document


def written(folder: Path, path: str) -> Any:
    return yaml.safe_load((folder / "x" / path).read_text())


def test_the_document_answers_the_questions(imported: Import, folder: Path) -> None:
    said = imported(shop())
    assert (said.code, said.err) == (0, "")
    manifest = json.loads((folder / "x/.well-known/ai-plugin.json").read_text())
    assert manifest == {
        "schema_version": "v1",
        "name_for_human": "Pet shop",
        "name_for_model": "pet_shop",
        "description_for_human": "Everything about the pets of a shop. Prices are in euros.",
        "description_for_model": "Everything about the pets of a shop. Prices are in euros.",
        "auth": {
            "type": "service_http",
            "authorization_type": "bearer",
            "verification_tokens": {},
        },
        "api": {"type": "openapi", "url": "https://api.shop.dev/openapi.yaml"},
        "logo_url": "https://api.shop.dev/logo.png",
        "contact_email": "help@shop.dev",
        "legal_info_url": "https://shop.dev/terms",
    }
    rules = {finding.rule for finding in engine.check(engine.Job("x")).findings}
    # Both are the document's own, and only advice.
    assert rules == {"recursive-schema", "answer-without-schema"}
    assert sorted(p.name for p in (folder / "x").iterdir()) == [
        ".git",
        ".well-known",
        "README.md",
        "logo.png",
        "openapi.yaml",
        "overlay.yaml",
    ]


def test_options_beat_answers_which_beat_the_document(imported: Import, folder: Path) -> None:
    (folder / "a.yml").write_text("name_for_human: From file\ncontact_email: a@file.dev\n")
    said = imported(shop(), "--way static --answers a.yml --contact-email o@option.dev")
    assert said.code == 0
    manifest = written(folder, ".well-known/ai-plugin.json")
    assert manifest["name_for_human"] == "From file"
    assert manifest["name_for_model"] == "from_file"
    assert manifest["contact_email"] == "o@option.dev"
    assert manifest["legal_info_url"] == "https://shop.dev/terms"


def test_it_says_what_it_takes_and_what_is_otherwise(imported: Import) -> None:
    said = imported(shop())
    assert said.out.splitlines()[:6] == [
        "Takes 2 operations, 575 characters, about 143 tokens, of 3: getPets, get_pet.",
        "Others: --operations ID,ID.",
        "- GET /pets is called getPets: it had no operationId.",
        "- GET /pets/{id} is called get_pet: it was `get-pet`.",
        "- description of get_pet: shortened from 438 characters to: Tells of one pet. "
        + "It has a long story. " * 7
        + "It has a long story.",
        "The API takes a key as `Authorization: Bearer KEY`; "
        "the plugin's auth type is service_http.",
    ]


def test_a_hostile_title_is_a_title(imported: Import, folder: Path) -> None:
    document = shop()
    document["info"]["title"] = "{{ 7*7 }} `x`\x1b[31m"
    assert imported(document).code == 0
    assert written(folder, ".well-known/ai-plugin.json")["name_for_human"] == "{{ 7*7 }} `x` [31m"
    git = ["git", "-C", "x", "log", "--format=%s"]
    subject = subprocess.run(git, capture_output=True, text=True, check=True).stdout
    assert subject == "Start from the API {{ 7*7 }} `x` [31m\n"


def test_only_what_is_chosen_is_left(imported: Import, folder: Path) -> None:
    assert imported(shop(), "--way static --operations 'addPet,get /pets/{id}'").code == 0
    document = written(folder, "openapi.yaml")
    assert {route: [*item] for route, item in document["paths"].items()} == {
        "/pets": ["post"],
        "/pets/{id}": ["get"],
    }
    assert [*document["components"]["schemas"]] == ["NewPet"]
    # What the document forgot: a parameter for the name in the path.
    assert document["paths"]["/pets/{id}"]["get"]["parameters"][0]["name"] == "id"


def test_the_overlay_tells_the_choices(imported: Import, folder: Path) -> None:
    imported(shop(), "--way static --operations getPets")
    text = (folder / "x/overlay.yaml").read_text()
    assert text.partition("overlay: 1.0.0\n")[2] == (
        "info:\n  title: What Pet shop takes of its API\n  version: 1.0.0\n"
        "extends: ../api.json\n"
        "actions:\n"
        "- target: $.paths['/pets'].get\n  update:\n    operationId: getPets\n"
        "# Not taken:\n"
        "- target: $.paths['/pets'].post\n  remove: true\n"
        "- target: $.paths['/pets/{id}']\n  remove: true\n"
    )


@pytest.mark.parametrize(
    ("servers", "source", "url"),
    [
        ([{"url": "https://{region}.shop.dev/v1/",
           "variables": {"region": {"default": "eu"}}}], "api.json", "https://eu.shop.dev/v1"),
        ([{"url": "/v1"}], "https://shop.dev/docs/api.json", "https://shop.dev/v1"),
        ([{"url": "/v1"}, {"url": "https://ada:secret@shop.dev?key=1"}], "api.json",
         "https://shop.dev"),
        ([{"url": "https://shop.dev$(reboot)/"}, {"url": "https://`x`.dev"}], "api.json", ""),
        ("https://shop.dev", "api.json", ""),
    ],
)  # fmt: skip
def test_a_server_is_an_absolute_url_without_secrets(servers: Any, source: str, url: str) -> None:
    read = Document(source, "", shop(servers=servers))
    choices = taken.choose(read, offer.offers(read), {}, source)
    assert taken.take(read, choices).api.server == url


def test_a_package_leads_to_the_mcp_server_of_the_api(imported: Import, folder: Path) -> None:
    assert imported(shop(), "--way static --mcp-url https://api.shop.dev/mcp").code == 0
    servers = json.loads((folder / "x/agent-plugin/mcp.json").read_text())["mcpServers"]
    assert servers == {"pet-shop": {"type": "streamable-http", "url": "https://api.shop.dev/mcp"}}
    claude = json.loads((folder / "x/agent-plugin/.claude-plugin/plugin.json").read_text())
    assert claude["mcpServers"]["pet-shop"]["url"] == "https://api.shop.dev/mcp"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--operations addPets", "no such operation as addPets; did you mean addPet?"),
        ("--operations 'GET /pet'", "no such operation as GET /pet; did you mean GET /pets?"),
        ("--operations ,", "--operations: names none."),
        ("--mcp-url x --way static", "--mcp-url x: is no absolute URL of HTTP."),
        ("--mcp-url https://a.dev/mcp --way gateway", "--mcp-url goes with --way static."),
        ("--way statik", "did you mean static?"),
        ("--template ../mine", "--from and --template are two ways to start: name one."),
    ],
)
def test_misuse_is_told(imported: Import, folder: Path, options: str, sentence: str) -> None:
    said = imported(shop(), options)
    assert said.code == 2
    assert sentence in said.err
    assert not (folder / "x").exists()


PLUGIN_CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_what_readme_says_for_fastapi_serves_it_right(
    imported: Import,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    document = shop(servers=[{"url": url}], security=[])
    document["info"]["termsOfService"] = f"{url}/terms"
    del document["components"]["schemas"]["Pet"]["properties"]["friends"]
    imported(document, "--way static --operations getPets")
    code = PLUGIN_CODE.search((folder / "x/README.md").read_text())
    assert code
    source = code[1].replace("/srv/plugin", str(folder / "x"))
    program = f"""from fastapi import FastAPI
app = FastAPI()
@app.get("/pets")
def pets(): return []
@app.get("/terms")
def terms(): return HTMLResponse("terms")
{source}
from fastapi.responses import HTMLResponse
"""
    names: dict[str, Any] = {}
    exec(program, names)  # noqa: S102
    server = uvicorn.Server(uvicorn.Config(names["app"], port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        said = call(f"ai-plugin check {url} --strict", monkeypatch, capsys)
    finally:
        server.should_exit = True
        thread.join()
    assert said.out == f"{url}: 1 of 1 operations answered.\n"
