"""`oauth`, attacked through a running server, on SQLite and on PostgreSQL."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, NamedTuple

import pytest
from answers import PROJECTS
from dance import (
    CALLBACK,
    CODEX,
    PASSWORD,
    PKCE,
    S256,
    VERIFIER,
    Host,
    host_of,
    mcp_host_of,
    register,
)
from databases import empty
from projects import Make, Serve, serving, write
from sqlalchemy import create_engine, text
from web import OFFLINE, QUICK


class Standing(NamedTuple):
    """One server for all tests of a database, with ada as its user."""

    host: Host
    database_url: str


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    folder = tmp_path_factory.mktemp("standing")
    url = empty(request.param, request, folder)
    env = {"DATABASE_URL": url, "OAUTH_REGISTRATION": "true", **QUICK}
    with serving() as serve:
        yield Standing(host_of(serve(write(folder / "plugin", PROJECTS["todo-oauth"]), **env)), url)


@pytest.fixture
def door() -> str:
    """The kind of client that is attacked, unless a test says otherwise."""
    return "classic"


@pytest.fixture
def host(standing: Standing, door: str) -> Host:
    classic = standing.host
    if door == "classic":
        return classic
    registered = register(classic.plugin).json()["client_id"]
    return mcp_host_of(classic.plugin, CODEX if door == "document" else registered)


every_door = pytest.mark.parametrize(
    ("door", "standing"),
    [
        ("classic", "sqlite"),
        ("classic", "postgresql"),
        ("document", "postgresql"),
        ("registered", "sqlite"),
    ],
    indirect=["standing"],
    scope="module",
)
on_sqlite = pytest.mark.parametrize("standing", ["sqlite"], indirect=True)


def together(number: int, function: Any, *arguments: Any) -> list[Any]:
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda _: function(*arguments), range(number)))


@every_door
def test_sixteen_at_once_get_one_token_for_one_code(host: Host) -> None:
    for _ in range(5):
        answers = together(16, host.exchange, host.code())
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15
        assert {a.json()["error"] for a in answers if a.status_code == 400} == {"invalid_grant"}
        # The others were replays, so what the one got has ended.
        [token] = [answer.json() for answer in answers if answer.status_code == 200]
        assert not host.works(token["access_token"])


@every_door
def test_sixteen_at_once_get_one_token_for_one_refresh_token(host: Host) -> None:
    for _ in range(5):
        token = host.exchange(host.code()).json()
        answers = together(16, host.refresh, token["refresh_token"])
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15
        [newer] = [answer.json() for answer in answers if answer.status_code == 200]
        assert not host.works(newer["access_token"])
        assert not host.works(token["access_token"])


def test_a_hundred_sign_ins_at_once_all_succeed(host: Host) -> None:
    answers = together(100, lambda: host.exchange(host.code()))
    assert [answer.status_code for answer in answers] == [200] * 100
    tokens = {answer.json()["access_token"] for answer in answers}
    assert len(tokens) == 100
    assert all(host.works(token) for token in tokens)


def test_guesses_at_once_are_limited_too(host: Host) -> None:
    host.plugin.command("users", "add", "eve", "--password-stdin", text=PASSWORD)
    answers = together(40, host.submit, "eve", "wrong")
    assert {answer.status_code for answer in answers} == {403}
    assert sum("The name or the password is wrong" in answer.text for answer in answers) == 10
    assert sum("Too many wrong passwords" in answer.text for answer in answers) == 30
    assert "Too many wrong passwords" in host.submit("eve").text


@every_door
def test_a_used_or_altered_code_is_refused(host: Host) -> None:
    code = host.code()
    token = host.exchange(code).json()
    assert host.works(token["access_token"])
    assert host.exchange(code).status_code == 400
    assert not host.works(token["access_token"])
    assert host.refresh(token["refresh_token"]).status_code == 400
    for changed in (
        {"redirect_uri": host.back.replace("1", "2")},
        {"redirect_uri": None},
        {"redirect_uri": host.back + "/"},
        {"code_verifier": VERIFIER[:-1] + "w"},
        {"client_id": "https://claude.ai/oauth/mcp-oauth-client-metadata", "client_secret": None},
    ):
        assert host.exchange(host.code(), **changed).status_code == 400
    for wrong in (
        "",
        "x",
        code[:-1],
        code.swapcase(),
        sha256(code.encode()).hexdigest(),
        None,
        "\0",
    ):
        assert host.exchange(wrong or "", code=wrong).status_code == 400


def test_pkce_is_held_to(host: Host) -> None:
    assert host.exchange(host.code(**PKCE), code_verifier=VERIFIER).status_code == 200
    for verifier in ("w" * 43, S256, VERIFIER + "\n", "", "é" * 43, None):
        assert host.exchange(host.code(**PKCE), code_verifier=verifier).status_code == 400
    for method in ("plain", "s256", "S512", None):
        answer = host.submit(code_challenge=VERIFIER, code_challenge_method=method)
        assert "error=invalid_request" in answer.headers["location"]


@on_sqlite
def test_a_wrong_client_gets_one_answer_in_one_time(host: Host) -> None:
    right = host.client
    wrongs = [
        right | {"client_id": "x"},
        right | {"client_secret": "x"},
        right | {"client_secret": right["client_secret"][:-1] + "x"},
        {"client_id": "", "client_secret": ""},
        {"client_id": "é", "client_secret": "é"},
        {"client_id": right["client_id"]},
        {},
    ]
    sent = {"grant_type": "authorization_code", "code": "x", "redirect_uri": CALLBACK}
    calls: list[tuple[str, dict[str, Any]]] = []
    for wrong in wrongs:
        pair = f"{wrong.get('client_id', '')}:{wrong.get('client_secret', '')}".encode()
        basic = {"authorization": "Basic " + b64encode(pair).decode()}
        for path in ("/oauth/token", "/oauth/revoke"):
            fields = sent | {"token": "x"}
            calls += [(path, {"json": fields | wrong}), (path, {"data": fields | wrong})]
            calls.append((path, {"data": fields, "headers": basic}))
    texts, times = set(), [float("inf")] * len(calls)
    # In turn, and the shortest of each: what else the machine does only adds to it.
    for _ in range(7):
        for number, (path, body) in enumerate(calls):
            started = time.perf_counter()
            answer = host.http.post(path, **body)
            times[number] = min(times[number], time.perf_counter() - started)
            assert answer.status_code == 401
            assert "www-authenticate" in answer.headers
            texts.add(answer.text)
    assert len(texts) == 1
    assert max(times) < 5 * min(times)


def test_an_unknown_user_takes_as_long_as_a_wrong_password(make: Make, serve: Serve) -> None:
    host = host_of(serve(make(PROJECTS["todo-oauth"]), **OFFLINE))

    def took(name: str) -> float:
        started = time.perf_counter()
        host.submit(name, "wrong")
        return time.perf_counter() - started

    pairs = [(took("ada"), took("nobody")) for _ in range(7)]
    known, unknown = map(min, zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


@on_sqlite
def test_nobody_is_sent_to_another_address(host: Host) -> None:
    good = "https://chat.openai.com/aip/p/oauth/callback"
    assert host.submit(redirect_uri=good).headers["location"].startswith(good + "?code=")
    places = [
        good.replace("https", "http"), good.replace("chat.openai", "chat-openai"),
        good.replace(".com/", ".com.evil.example/"), good.replace(".com/", ".com@evil.example/"),
        good.replace("//", "//me@"), good.replace("//", "//evil.example/"), good + "#x", good + "?x",
        good + "\n", good + "\r\nset-cookie: a=b", good + "/", good + "/..", good + "%0a", " " + good,
        good.replace("/p/", "/../"), good.replace("/p/", "/%2e%2e/"), good.replace("/p/", "//"),
        good.replace("/p/", "/p/q/"), good.replace("/p/", "/p%2fq/"), good.replace("/p/", "/p\\q/"),
        good.replace(".com/", ".com:443/"), good.replace(".com/", ".com\\"), good.replace("o", "о"),
        good.upper(), "javascript:alert(1)", "data:text/html,x", "//chat.openai.com/aip/p/oauth/callback",
        "https://evil.example/?" + good, "http://localhost/callback", "", None,
    ]  # fmt: skip
    for place in places:
        answer = host.submit(redirect_uri=place)
        assert answer.status_code == 400, place
        assert "location" not in answer.headers
        assert "This sign-in is not possible" in answer.text
        assert "<script" not in answer.text


@on_sqlite
@pytest.mark.parametrize("state", ["s", "a b+c&d=e%41/?#", "é🎉", "\n\t", "x" * 2000, "'\"<>"])
def test_the_state_comes_back_byte_for_byte(host: Host, state: str) -> None:
    from urllib.parse import parse_qs

    location = host.submit(state=state).headers["location"]
    assert parse_qs(location.partition("?")[2])["state"] == [state]
    for missing in (None, ""):
        answer = host.submit(state=missing)
        assert (answer.status_code, "location" in answer.headers) == (400, False)


@every_door
def test_nothing_secret_is_kept_or_logged(host: Host, standing: Standing) -> None:
    code = host.code(state="the-state-of-the-test")
    token = host.exchange(code).json()
    newer = host.refresh(token["refresh_token"]).json()
    host.works(newer["access_token"])
    host.http.post("/oauth/revoke", data=host.client | {"token": newer["access_token"]})
    assert not host.works(newer["access_token"])
    other = host.exchange(host.code()).json()
    secrets = [
        PASSWORD, code, *(t[k] for t in (token, newer, other) for k in ("access_token", "refresh_token")),
        *host.proves.values(), *(v for k, v in host.client.items() if k == "client_secret"),
    ]  # fmt: skip
    engine = create_engine(standing.database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        kept = str([
            connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            for table in ("users", "oauth_codes", "oauth_tokens", "oauth_consents", "oauth_clients")
        ])  # fmt: skip
    engine.dispose()
    assert "ada" in kept
    assert "GET /oauth/authorize" not in host.plugin.log or "?" not in host.plugin.log
    for secret in [*secrets, "the-state-of-the-test"]:
        assert secret not in kept
        assert secret not in host.plugin.log


@every_door
def test_users_see_their_own_and_go_with_all_they_have(host: Host, door: str) -> None:
    ada, bob = f"{door}-ada", f"{door}-bob"
    for name in (ada, bob):
        host.plugin.command("users", "add", name, "--password-stdin", text=PASSWORD)
    of_ada, of_bob = (
        {"authorization": "Bearer " + host.exchange(host.code(name=name)).json()["access_token"]}
        for name in (ada, bob)
    )
    made = host.http.post("/todos", json={"text": "Buy milk"}, headers=of_ada).json()
    assert host.http.get("/todos", headers=of_bob).json() == {"todos": []}
    assert host.http.delete(f"/todos/{made['id']}", headers=of_bob).status_code == 404
    pending = host.code(name=ada)
    host.plugin.command("users", "remove", ada)
    assert host.http.get("/todos", headers=of_ada).status_code == 401
    assert host.exchange(pending).status_code == 400
    assert host.http.get("/todos", headers=of_bob).status_code == 200
