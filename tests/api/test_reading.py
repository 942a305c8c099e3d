"""What `--from` reads, what it refuses, and what it makes of broken and hostile documents."""

from __future__ import annotations

import copy
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from api.conftest import Import
from api.documents import SHOP, shop
from scaffold.api import offer, overlay, source, taken, texts, ways
from scaffold.api.links import Links
from scaffold.documents.document import Document
from scaffold.errors import Failure
from scaffold.fetch.client import Client
from scaffold.fetch.response import Response
from scaffold.openapi.validity.walk import walk


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<!DOCTYPE html><p>docs", "api.json: is a page (HTML), no OpenAPI document."),
        ({"swagger": "2.0"}, "api.json: is Swagger 2.0; OpenAPI 3.0 or 3.1 is needed."),
        ({"openapi": "3.2.0"}, "api.json: is OpenAPI 3.2.0; 3.0 or 3.1 is needed."),
        ({"a": 1}, "api.json: has no field `openapi`: this is no OpenAPI document."),
        ("", "api.json: has no field `openapi`: this is no OpenAPI document."),
        ('{"a" 1', "api.json:1:6: a colon is missing: this is no OpenAPI document."),
        (shop(paths=[]), "api.json: describes no `paths`, so nothing that could be called."),
        (shop(paths={}), "api.json: describes no operation that could be called."),
    ],
)
def test_what_is_no_such_document_is_refused(
    imported: Import, folder: Path, text: Any, sentence: str
) -> None:
    said = imported(text)
    assert (said.code, said.err.splitlines()[0]) == (2, f"Error: {sentence}")
    assert not (folder / "x").exists()


def test_what_can_be_read_of_a_broken_one_is_used(imported: Import) -> None:
    said = imported(json.dumps(shop())[:-1] + ",}")
    assert said.code == 0
    assert "- api.json:1:" in said.out
    assert "a comma follows the last value" in said.out


def test_files_beside_the_document_are_read_and_no_others(imported: Import, folder: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "secret.yaml").write_text("type: string\nenum: [hunter2]\n")
    (folder / "parts/pets.yaml").write_text(
        "get:\n  operationId: pets\n  summary: Pets\n  responses:\n    '200':\n"
        "      description: Pets\n      content:\n        application/json:\n"
        "          schema: {$ref: 'pet.yaml#/Pet'}\n"
    )
    (folder / "parts/pet.yaml").write_text(
        "Pet:\n  properties:\n    owner: {$ref: 'pet.yaml#/Owner'}\n"
        "    secret: {$ref: '../../../../etc/passwd'}\n"
        "Owner: {type: object, properties: {pet: {$ref: '#/Pet'}}}\n"
    )
    said = imported(shop(paths={"/pets": {"$ref": "parts/pets.yaml"}}, security=[]))
    assert said.code == 0
    assert "does not lie beside the document, so it is not read." in said.out
    document = yaml.safe_load((folder / "x/openapi.yaml").read_text())
    assert document["components"]["schemas"] == {
        "Owner": {"type": "object", "properties": {"pet": {"$ref": "#/components/schemas/Pet"}}},
        "Pet": {"properties": {"owner": {"$ref": "#/components/schemas/Owner"}, "secret": {}}},
    }


@pytest.mark.parametrize(
    ("scheme", "way", "sentence"),
    [
        ({"type": "http", "scheme": "basic"}, "static", "takes a name and a password"),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "static",
         "The API takes its key as the header `X-Key`; hosts send one as `Authorization` only."),
        ({"type": "apiKey", "in": "query", "name": "key"}, "gateway",
         "takes a key as the query `key`; the plugin's auth type is service_http."),
        ({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.dev/t"}}},
         "gateway", "takes a program's tokens from https://a.dev/t"),
        ({"type": "oauth2", "flows": {"authorizationCode": {
            "tokenUrl": "https://a.dev/t", "authorizationUrl": "https://a.dev/in"}}},
         "static", "sign in at https://a.dev/in; the plugin's auth type is oauth."),
        ({"type": "oauth2", "flows": {"implicit": {}}}, "gateway",
         "asks for `key`: its OAuth flows (implicit) cannot be mapped."),
        ({"type": "mutualTLS"}, "gateway", "credentials of the type `mutualTLS` cannot be mapped"),
        (None, "static", "the document does not describe it under `securitySchemes`."),
    ],
)  # fmt: skip
def test_credentials_are_mapped_or_refused_before_anything_is_written(
    imported: Import, folder: Path, scheme: Any, way: str, sentence: str
) -> None:
    document = shop()
    document["components"]["securitySchemes"] = {"key": scheme} if scheme else {}
    said = imported(document, f"--way {way}")
    assert sentence in said.out + said.err
    assert (folder / "x").exists() is (said.code == 0)


def test_whoever_owns_the_server_may_know_better(imported: Import) -> None:
    document = shop()
    document["components"]["securitySchemes"] = {"key": {"type": "mutualTLS"}}
    assert imported(document, "--way static --auth-type user_http").code == 0


def test_the_logo_of_the_document_is_the_plugins(
    imported: Import, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = io.BytesIO()
    Image.new("RGB", (200, 100), "red").save(wide, "PNG")
    bodies = {"https://shop.dev/logo.png": wide.getvalue(), "https://shop.dev/x.svg": b"<svg/>"}
    monkeypatch.setattr(
        Client, "fetch", lambda _self, url, **_: Response(url, 200, {}, bodies[url])
    )
    document = shop()
    document["info"]["x-logo"] = {"url": "https://shop.dev/logo.png"}
    assert imported(document).code == 0
    with Image.open(folder / "x/logo.png") as picture:
        assert (picture.size, picture.mode) == ((512, 512), "RGBA")
        assert [picture.getpixel(place) for place in ((256, 256), (256, 20))] == [
            (255, 0, 0, 255),
            (0, 0, 0, 0),
        ]
    document["info"]["x-logo"] = {"url": "https://shop.dev/x.svg"}
    shutil.rmtree(folder / "x")
    said = imported(document)
    assert "- The logo at https://shop.dev/x.svg cannot be used: one is drawn." in said.out


JUNK: list[Any] = [
    None, True, -1, "", "{{ x }}", "\ud800", "a\nb", "é" * 300, [], {}, [None], {"$ref": 5},
    {"$ref": "#/nowhere"}, {"$ref": "../x#/y"}, {"$ref": "#/components/schemas/Pet"}, float("nan"),
]  # fmt: skip


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every object or list of a document, with each of its steps."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in steps:
        yield value, step
        if isinstance(part, dict | list):
            yield from places(part)


@given(st.data())
def test_any_document_becomes_a_sound_one_or_a_sentence(data: st.DataObject) -> None:
    document = copy.deepcopy(SHOP)
    for _ in range(data.draw(st.integers(1, 5))):
        holder, step = data.draw(st.sampled_from([*places(document)]))
        how = data.draw(st.sampled_from(["replace", "delete", "rename"]))
        if how == "replace":
            holder[step] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))
        elif how == "rename" and isinstance(holder, dict):
            name = data.draw(st.sampled_from(["$ref", "é x", "x-y", "a/b~c", "'\"", "get"]))
            holder[name] = holder.pop(step)
        else:
            del holder[step]
    try:
        read = source.parse(json.dumps(document).encode(), "api.json")
        source.require_openapi(read, "api.json")
        read = Links(read).inline()
        chosen = offer.some(offer.offers(read))
        assume(chosen)
        long = texts.long_texts(read, chosen)
        choices = taken.choose(read, chosen, {one.path: one.suggestion for one in long}, "api.json")
        took = taken.take(read, choices)
        ways.suggested(ways.plan("static", took, choices, {}))
    except Failure:
        return
    assert (took.missing, took.unmentioned) == ([], [])
    assert overlay.read(overlay.text(choices, "x").encode(), "x").actions == choices.actions
    value = took.api.document
    walked = walk(value, modern=False)
    # What only its author can know is left to `ai-plugin check`.
    assert [each.message for each in walked.problems if "missing" not in each.message] == []
    again = Document("", "", value)
    assert all(each.target.startswith("#/components/") for each in walked.references)
    assert Links(again).notes == []
    for item in value["paths"].values():
        for name, operation in item.items():
            if name != "parameters":
                told = [operation.get(text, "") for text in ("summary", "description")]
                assert operation["operationId"].isidentifier()
                assert any(told)
                assert max(map(len, told)) <= 200
    assert yaml.safe_load(overlay.dumped(value)) == value
