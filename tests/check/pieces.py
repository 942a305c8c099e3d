"""The good plugin with the pieces of an example in their places: as files, or served."""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from check.conftest import MANIFEST, OPENAPI, png
from check.package_pieces import merged
from check.server import Reply, Routes, serve
from scaffold import urls
from scaffold.check.examples import Pieces
from scaffold.fetch import client
from scaffold.fetch.addresses import Address

WELL_KNOWN = ".well-known/ai-plugin.json"
OPERATION = OPENAPI["paths"]["/todos/{id}"]["get"]
LEFT_OUT = re.compile(r"(\S+): …$", re.MULTILINE)
MORE = re.compile(r"^paths:\n(.*?) +# … and (\d+) more like it$", re.MULTILINE | re.DOTALL)
ENCODINGS = {"UTF-8": "utf-8", "UTF-8 with BOM": "utf-8-sig", "UTF-16": "utf-16"}

LOCAL = ipaddress.ip_address("127.0.0.1")
PUBLIC = ipaddress.ip_address("93.184.216.34")


def files(pieces: Pieces) -> dict[str, bytes]:
    """Each file of the plugin, by its path."""
    plugin = {
        WELL_KNOWN: merged(pieces.get("ai-plugin.json", ""), MANIFEST).encode(),
        "openapi.yaml": _openapi(pieces.get("openapi.yaml", "")).encode(),
        "logo.png": pieces["logo.png"].encode() if "logo.png" in pieces else png(),
    }
    if "files" not in pieces:
        return plugin
    lines = (re.split(r"\s{2,}", line) for line in pieces["files"].splitlines())
    return {name: _as_described(plugin[name], *about) for name, *about in lines}


def _as_described(content: bytes, about: str = "") -> bytes:
    """A file as its line says: so large, in this encoding, or an image of this kind and size."""
    if about.endswith(" bytes"):
        return content.ljust(int(about.removesuffix(" bytes").replace(",", "")))
    if image := re.fullmatch(r"(\w+), (\d+) x (\d+) pixels", about):
        return png(int(image[2]), int(image[3]), image[1])
    return content.decode().encode(ENCODINGS[about]) if about else content


def _openapi(piece: str) -> str:
    if piece.startswith("{"):
        return piece
    names = re.findall(r"^([\w-]+):", piece, re.MULTILINE)
    rest = {name: value for name, value in OPENAPI.items() if name not in names}
    piece = MORE.sub(_repeated, piece)
    return yaml.safe_dump(rest, sort_keys=False) + LEFT_OUT.sub(_left_out, piece)


def _left_out(field: re.Match[str]) -> str:
    """`…` stands for what the good operation, or its response, has there."""
    known = {**OPERATION, **OPERATION["responses"]}
    name = field[1].strip('"')
    return f"{field[1]}: {json.dumps(known[name])}"


def _repeated(entry: re.Match[str]) -> str:
    """A path, and as many more: the number 1 in it counts up."""
    numbers = range(1, int(entry[2]) + 2)
    return "paths:\n" + "".join(entry[1].replace("1", str(number)) for number in numbers)


def write(folder: Path, pieces: Pieces) -> str:
    """The plugin as files; a target."""
    for name, content in files(pieces).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return str(folder)


@contextmanager
def serving(pieces: Pieces, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The plugin at its own address, whatever that is: every host is the server of the test."""
    with serve() as served:
        plugin = files(pieces)
        served.routes[f"GET /{WELL_KNOWN}"] = Reply(plugin[WELL_KNOWN])
        served.routes["GET /openapi.yaml"] = Reply(plugin["openapi.yaml"], "application/yaml")
        served.routes.update(_exchanges(pieces["http"], served.routes))

        def resolve(url: str, _seconds: float) -> list[Address]:
            return [LOCAL if urls.is_local(url) else PUBLIC]

        def connect(_url: str, _address: object, seconds: float) -> http.client.HTTPConnection:
            return http.client.HTTPConnection(served.url.rpartition("/")[2], timeout=seconds)

        monkeypatch.setattr(client, "resolve", resolve)
        monkeypatch.setattr(client, "prepare", connect)
        local = re.search(r"http://localhost:\d+", plugin[WELL_KNOWN].decode())
        yield local[0] if local else "https://todo.dev"


def _exchanges(text: str, good: Routes) -> Routes:
    """What is answered to what, from requests and responses as they are written down."""
    request = r"^(?P<route>[A-Z]+ /\S*) HTTP/1\.1\n(?:.+\n)*\n"
    response = r"HTTP/1\.1 (?P<status>\d+) .*\n(?P<headers>(?:.+\n)*)(?:\n(?P<body>.*)\n)?"
    exchange = re.fullmatch(request + response, text)
    assert exchange, text
    headers = dict(re.findall(r"^(\S+): (.*)$", exchange["headers"], re.MULTILINE))
    body = (exchange["body"] or "").encode()
    usual = good.get(exchange["route"])
    if body == "…".encode() and isinstance(usual, Reply):
        body = usual.body
    filler = "x" * int(headers.pop("Content-Length", 0))
    body = body.replace("…".encode(), filler.encode())
    kind = headers.pop("Content-Type", "")
    return {exchange["route"]: Reply(body, kind, int(exchange["status"]), headers)}
