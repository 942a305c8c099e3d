"""The OAuth dance: each message, the state that works once, refresh, expiry, what plugins do wrong."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from check.server import Reply, Served

from scaffold.errors import Failure
from scaffold.fetch.client import Client
from scaffold.host.secrets import HIDDEN, Secrets
from scaffold.host.signin import OAuth, SignIn

FORM = "application/x-www-form-urlencoded"
TOKENS = {"access_token": "access-1", "token_type": "bearer", "refresh_token": "refresh-1", "expires_in": 60}  # fmt: skip


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def signing_in(server: Served, clock: Clock | None = None, content_type: str = "application/json") -> SignIn:  # fmt: skip
    oauth = OAuth(
        client_url=f"{server.url}/sign-in?theme=dark",
        token_url=f"{server.url}/token",
        content_type=content_type,
        scope="todos",
        client_id="the-client",
        client_secret="the-client-secret",
        redirect_uri="http://127.0.0.1:3400/aip/plugin-1/oauth/callback",
    )
    return SignIn(oauth, Client(server.url), Secrets(), clock or Clock())


def tokens(server: Served, **changed: Any) -> None:
    server.routes["POST /token"] = Reply(json.dumps({**TOKENS, **changed}).encode())


def signed_in(server: Served, clock: Clock | None = None) -> SignIn:
    tokens(server)
    sign_in = signing_in(server, clock)
    sign_in.start()
    sign_in.come_back(sign_in.state, "the-code")
    sign_in.exchange()
    return sign_in


def test_the_user_is_sent_to_the_plugin_with_a_fresh_state(server: Served) -> None:
    sign_in = signing_in(server)
    url = sign_in.start()
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query == {
        "theme": "dark",
        "response_type": "code",
        "client_id": "the-client",
        "scope": "todos",
        "state": sign_in.state,
        "redirect_uri": "http://127.0.0.1:3400/aip/plugin-1/oauth/callback",
    }
    first = sign_in.state
    sign_in.start()
    assert sign_in.state != first


@pytest.mark.parametrize("content_type", ["application/json", FORM])
def test_a_code_becomes_tokens_in_the_content_type_of_the_manifest(server: Served, content_type: str) -> None:  # fmt: skip
    tokens(server)
    sign_in = signing_in(server, content_type=content_type)
    sign_in.start()
    sign_in.come_back(sign_in.state, "the-code")
    sign_in.exchange()
    raw = server.bodies[-1].decode()
    sent = json.loads(raw) if content_type != FORM else {k: v[0] for k, v in parse_qs(raw).items()}
    assert sent == {
        "grant_type": "authorization_code",
        "client_id": "the-client",
        "client_secret": "the-client-secret",
        "code": "the-code",
        "redirect_uri": "http://127.0.0.1:3400/aip/plugin-1/oauth/callback",
    }
    assert (sign_in.access_token, sign_in.is_over) == ("access-1", False)
    arrows = [(message.sender, message.receiver) for message in sign_in.messages]
    assert arrows == [("host", "browser"), ("browser", "host"), ("host", "plugin"), ("plugin", "host")]  # fmt: skip


def test_the_state_works_once_and_no_other_does(server: Served) -> None:
    sign_in = signing_in(server)
    sign_in.start()
    state = sign_in.state
    with pytest.raises(Failure, match="not the one that was begun last"):
        sign_in.come_back("another", "the-code")
    sign_in.come_back(state, "the-code")
    with pytest.raises(Failure, match="not the one that was begun last"):
        sign_in.come_back(state, "the-code")
    assert not signing_in(server).is_asked("")


def test_a_token_that_ends_is_renewed_and_can_be_ended_by_hand(server: Served) -> None:
    clock = Clock()
    sign_in = signed_in(server, clock)
    clock.now += 56
    assert sign_in.is_over
    tokens(server, access_token="access-2", refresh_token="refresh-2")
    sign_in.refresh()
    assert json.loads(server.bodies[-1])["refresh_token"] == "refresh-1"
    assert (sign_in.access_token, sign_in.refresh_token, sign_in.is_over) == ("access-2", "refresh-2", False)  # fmt: skip
    sign_in.expire()
    assert sign_in.is_over


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b'{"error": "invalid_grant"}', status=400), "invalid_grant"),
        (Reply(b'{"error": "x", "error_description": "The code is old."}', status=400), "The code is old."),
        (Reply(b"<html>", status=200), "200, without an access_token"),
        (Reply(b'{"access_token": 7}'), "200, without an access_token"),
        (Reply(b'{"access_token": "abcdefg", "token_type": "mac"}'), "none of the type bearer"),
        (Reply(b"[" * 99_999), "200, without an access_token"),
    ],
)  # fmt: skip
def test_what_is_no_token_is_told_and_drawn(server: Served, reply: Reply, why: str) -> None:
    server.routes["POST /token"] = reply
    sign_in = signing_in(server)
    sign_in.start()
    sign_in.come_back(sign_in.state, "the-code")
    with pytest.raises(Failure, match=why):
        sign_in.exchange()
    assert not sign_in.messages[-1].is_good
    assert not sign_in.is_done


def test_an_error_comes_back_instead_of_a_code(server: Served) -> None:
    sign_in = signing_in(server)
    sign_in.start()
    with pytest.raises(Failure, match="sent the user back: access_denied"):
        sign_in.come_back(sign_in.state, "", "access_denied")


def test_the_secret_goes_over_https_or_stays(monkeypatch: pytest.MonkeyPatch, server: Served) -> None:  # fmt: skip
    sign_in = signing_in(server)
    monkeypatch.setattr(Client, "is_local", False)
    sign_in.start()
    sign_in.come_back(sign_in.state, "the-code")
    with pytest.raises(Failure, match="must begin with https://"):
        sign_in.exchange()
    assert "POST /token" not in server.asked


def test_a_page_of_another_kind_is_none_to_sign_in_at(server: Served) -> None:
    sign_in = signing_in(server)
    for url in ("javascript:alert(1)", "file:///etc/passwd", "", "calc.exe"):
        sign_in.oauth = sign_in.oauth._replace(client_url=url)
        with pytest.raises(Failure, match="no address of a web page"):
            sign_in.start()


def test_secrets_are_hidden_wherever_they_stand() -> None:
    secrets = Secrets()
    secrets.add("secret", "secret-and-more", "x")
    assert secrets.hide("a secret, secret-and-more, x") == f"a {HIDDEN}, {HIDDEN}, x"
