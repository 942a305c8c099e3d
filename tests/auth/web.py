"""The web for a server under test: names, addresses, and one HTTPS server behind them all."""

from __future__ import annotations

import datetime
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

EDGE = Path(__file__).with_name("edge")
PUBLIC = "93.184.215.14"
# For a server under test that finds no name at all.
OFFLINE = {"PYTHONPATH": str(EDGE), "EDGE_NAMES": "{}"}
# For one that has more to do than to hash passwords.
QUICK = {**OFFLINE, "EDGE_QUICK": "1"}

Page = Callable[[BaseHTTPRequestHandler], None]


class Web(NamedTuple):
    """`pages` are served by their paths at every address; `env` leads a server under test here."""

    pages: dict[str, Page]
    env: dict[str, str]
    asked: list[str]
    log: Path

    @property
    def connected(self) -> list[str]:
        """Where connections were meant to go, as address and port."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@contextmanager
def web(folder: Path, names: dict[str, list[str]], certified: list[str]) -> Iterator[Web]:
    """The web, with these names and a certificate for some of them."""
    pages: dict[str, Page] = {}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['host']}{self.path}")
            pages[self.path](self)

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # Whoever asked hung up.
                super().handle()

    certificate = folder / "certificate.pem"
    certificate.write_bytes(certify(certified))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        env = {
            "PYTHONPATH": str(EDGE),
            "SSL_CERT_FILE": str(certificate),
            "EDGE_NAMES": json.dumps(names),
            "EDGE_PORT": str(server.server_port),
            "EDGE_LOG": str(folder / "edge.log"),
        }
        yield Web(pages, env, asked, folder / "edge.log")
        server.shutdown()
        thread.join()


def certify(names: list[str]) -> bytes:
    """A key with a certificate that it signed itself, for whoever is told to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The web of the tests")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem + certificate.public_bytes(Encoding.PEM)


def document(content: bytes, status: int = 200, **headers: str) -> Page:
    def page(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return page


def endless(part: bytes, seconds: float = 0) -> Page:
    """A document that never ends, with a pause after each part."""

    def page(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(part)
            Event().wait(seconds)

    return page


def silent(request: BaseHTTPRequestHandler) -> None:
    """Never answers, until whoever asked hangs up."""
    request.rfile.read(1)
