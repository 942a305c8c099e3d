"""Run by a project's Python: a small identity provider on this machine, until its input ends.

`python issuer.py USER` prints one line of JSON, its issuer, audience and client, and serves: a
sign-in page without a question, the token endpoint, its keys.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from jwt.algorithms import ECAlgorithm

AUDIENCE = "plugin-of-the-test"
CLIENT = {"client_id": secrets.token_urlsafe(16), "client_secret": secrets.token_urlsafe(32)}
SECONDS = 3600


def main(user: str) -> None:
    """Serve until standard input ends."""
    key = generate_private_key(SECP256R1())
    codes: set[str] = set()

    def token() -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": issuer, "aud": AUDIENCE, "sub": user, "iat": now, "exp": now + SECONDS}
        signed = jwt.encode(claims, key, "ES256", {"kid": "test"})
        refresh = secrets.token_urlsafe(32)
        codes.add(refresh)
        return {
            "access_token": signed,
            "token_type": "bearer",
            "refresh_token": refresh,
            "expires_in": SECONDS,
        }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                codes.add(code := secrets.token_urlsafe(16))
                back = urlencode({"code": code, "state": asked.get("state", "")})
                self.answer(302, {}, {"Location": f"{asked['redirect_uri']}?{back}"})
            elif parts.path == "/keys":
                public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
                self.answer(200, {"keys": [{**public, "kid": "test", "use": "sig"}]})
            elif "/.well-known/" in parts.path:
                self.answer(200, {"issuer": issuer, "jwks_uri": f"{issuer}/keys"})
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if self.headers["Content-Type"].startswith("application/json"):
                sent = json.loads(raw)
            else:
                sent = {name: values[0] for name, values in parse_qs(raw).items()}
            known = all(sent.get(name) == value for name, value in CLIENT.items())
            code = sent.get("code") or sent.get("refresh_token")
            if known and code in codes:
                codes.remove(code)
                self.answer(200, token())
            else:
                self.answer(400, {"error": "invalid_grant"})

        def answer(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            named = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            for name, text in {**named, **(headers or {})}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"issuer": issuer, "audience": AUDIENCE, **CLIENT}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
