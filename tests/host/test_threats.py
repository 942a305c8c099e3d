"""The host's pages under attack: every row of the threat table, as strangers would try it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from check.server import Reply, Served, described, manifest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from host.conftest import active, talk, with_auth
from scaffold.host.host import Host
from scaffold.host.models import Call
from scaffold.host.registration import DEVELOPER
from scaffold.host.web import markdown
from scaffold.host.web.app import create_app
from scaffold.host.web.live import Live
from scaffold.host.web.starting import Starting
from scaffold.plugin.images import raster

KEY = "key-of-this-launch"
OWN = {"Sec-Fetch-Site": "same-origin"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def app(host: Host) -> Starlette:
    return create_app(host, Live(), Starting(), key=KEY, port=3400)


@pytest.fixture
def browser(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, "http://127.0.0.1:3400", follow_redirects=False) as client:
        yield client


def get(browser: TestClient, path: str, **headers: str) -> Any:
    return browser.get(path, params={"key": KEY}, headers=headers)


def post(browser: TestClient, path: str, data: dict[str, str] | None = None, headers: dict[str, str] = OWN) -> Any:  # fmt: skip
    return browser.post(path, params={"key": KEY}, data=data or {}, headers=headers)


def test_without_the_key_there_is_nothing_but_a_sentence(browser: TestClient) -> None:
    for path in ("/", "/events", "/static/live.js", "/sees", "/nowhere", "/?key=wrong", "/?key=ü"):
        answer = browser.get(path)
        assert (answer.status_code, answer.text) == (403, "Open the address that `ai-plugin host` printed.\n")  # fmt: skip
        assert KEY not in str(answer.headers)
    assert get(browser, "/").status_code == 200


def test_no_cookie_is_ever_set(browser: TestClient) -> None:
    assert "set-cookie" not in get(browser, "/").headers


@pytest.mark.parametrize("name", ["evil.example", "evil.example:3400", "127.0.0.1", "127.0.0.1:3333", "localhost:3400.evil.example"])  # fmt: skip
def test_a_rebound_name_is_refused_whatever_its_origin(browser: TestClient, name: str) -> None:
    answer = get(browser, "/", host=name)
    assert (answer.status_code, answer.text) == (400, "This host answers to localhost only.\n")
    assert get(browser, "/", host="localhost:3400").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:3333"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        # Another port of this machine: the plugin itself, say.
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:3400"},
    ],
)
def test_a_form_of_another_page_is_refused_even_with_the_key(browser: TestClient, host: Host, server: Served, headers: dict[str, str]) -> None:  # fmt: skip
    answer = post(browser, "/plugins", {"target": server.url}, headers)
    assert answer.status_code == 403
    assert host.registrations == {}


def test_a_form_of_the_hosts_own_is_taken(browser: TestClient, host: Host, server: Served) -> None:
    for headers in (OWN, {"Origin": "http://127.0.0.1:3400"}):
        assert post(browser, "/plugins", {"target": server.url}, headers).status_code == 303
    assert len(host.registrations) == 2


def test_no_get_has_effects(browser: TestClient, app: Starlette, host: Host, server: Served) -> None:  # fmt: skip
    conversation = talk(host, server, Call("todo__addTodo", {"text": "milk"}))
    conversation.say("Add milk")
    (plugin,) = host.registrations.values()
    before = list(server.asked)
    reads = 0
    for route in app.routes:
        if "GET" in (getattr(route, "methods", None) or ()) and (path := getattr(route, "path", "")) != "/events":  # fmt: skip
            concrete = path.replace("{id}", "1" if "conversations" in path else plugin.id).replace(
                "{other}", "1"
            )
            answer = get(browser, re.sub(r"\{\w+:int\}", "0", concrete))
            assert answer.status_code in (200, 303, 403, 404, 422)
            reads += 1
    assert reads > 8
    posts = ["/plugins", f"/plugins/{plugin.id}/remove", "/conversations/1/say", "/conversations/1/items/1/confirm"]  # fmt: skip
    for path in posts:
        answer = browser.get(path, params={"key": KEY, "text": "x", "target": server.url})
        assert answer.status_code == 405
    assert server.asked == before
    assert len(conversation.items) == 2
    assert list(host.registrations) == [plugin.id]


def test_every_answer_forbids_what_pages_need_not(browser: TestClient) -> None:
    for answer in (get(browser, "/"), get(browser, "/static/live.js"), browser.get("/")):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


def test_pages_have_no_script_or_style_of_their_own(browser: TestClient, host: Host, server: Served) -> None:  # fmt: skip
    conversation = talk(host, server, Call("todo__addTodo", {"text": "milk"}))
    conversation.say("Add milk")
    (plugin,) = host.registrations
    for path in ("/", f"/plugins/{plugin}", f"/plugins/{plugin}/activate", "/conversations", "/conversations/1", "/sees"):  # fmt: skip
        page = get(browser, path).text
        assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son\w+=|javascript:", page)  # fmt: skip


def test_hostile_manifests_documents_and_responses_are_only_shown(browser: TestClient, host: Host, server: Served) -> None:  # fmt: skip
    names = ("name_for_human", "description_for_human", "description_for_model")
    server.routes["GET /.well-known/ai-plugin.json"] = manifest(server.url, dict.fromkeys(names, HOSTILE))  # fmt: skip
    changes = {f"paths /todos/{{id}} get {name}": HOSTILE for name in ("summary", "description", "operationId")}  # fmt: skip
    server.routes["GET /openapi.yaml"] = described(server.url, changes)
    server.routes["GET /todos/1"] = Reply(f'{{"x": "{HOSTILE}", "[a](javascript:alert(1))": 1}}'.encode())  # fmt: skip
    plugin = active(host, server)
    name = f"todo__{re.sub(r'[^A-Za-z0-9_-]', '_', HOSTILE)}"[:64]
    from scaffold.host.models.script import Script

    conversation = host.converse([plugin], user=DEVELOPER, model=Script([Call(name, {"id": 1})]))
    conversation.say(HOSTILE)
    assert len(conversation.items) == 3
    for path in ("/", f"/plugins/{plugin.id}", "/activate", f"/plugins/{plugin.id}/activate", "/conversations", "/conversations/1", "/sees"):  # fmt: skip
        page = get(browser, path).text
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert not re.search(r'(href|src)="(?!/|http|#)', page)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://evil.example/track.png)",
        "<img src=x onerror=alert(1)>",
        "<https://x.dev/\"onmouseover=alert(1)>",
        "[x]: javascript:alert(1)\n[x]",
        "<svg><script>alert(1)</script></svg>",
    ],
)  # fmt: skip
def test_markdown_comes_out_inert(text: str) -> None:
    html = markdown.render(text)
    assert not re.search(
        r"<(script|img|svg|iframe)|<[^>]*\son\w+=|href=\"(?!https?:|mailto:)", html
    ), html


def test_markdown_is_rendered() -> None:
    html = markdown.render("**Milk** at https://todo.dev\n\n| a |\n| - |\n| 1 |")
    assert "<strong>Milk</strong>" in html
    assert '<a href="https://todo.dev" target="_blank" rel="noopener noreferrer nofollow">' in html
    assert "<td>1</td>" in html


def test_the_callback_reflects_nothing_and_its_state_works_once(browser: TestClient, host: Host, server: Served) -> None:  # fmt: skip
    plugin = oauth(browser, host, server)
    path = f"/aip/{plugin.id}/oauth/callback"
    sign_in = plugin.sign_in(DEVELOPER)
    for state in ("", "wrong", HOSTILE):
        stranger = browser.get(path, params={"state": state, "error": HOSTILE, "code": "c"})
        assert stranger.status_code == 403
        assert KEY not in stranger.text
        assert HOSTILE not in stranger.text
    messages = list(sign_in.messages)
    page = browser.get(path, params={"state": sign_in.state, "error": HOSTILE})
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert sign_in.messages == messages
    state = sign_in.state
    # The code is no good, and the state is used up all the same.
    first = browser.post(path, data={"state": state, "code": "the-code"}, headers=OWN)
    assert first.status_code == 422
    assert browser.post(path, data={"state": state, "code": "the-code"}, headers=OWN).status_code == 403  # fmt: skip


def oauth(browser: TestClient, host: Host, server: Served) -> Any:
    auth = {
        "type": "oauth",
        "client_url": f"{server.url}/sign-in",
        "authorization_url": f"{server.url}/token",
        "scope": "todos",
        "authorization_content_type": "application/json",
        "verification_tokens": {},
    }
    with_auth(server, **auth)
    plugin = host.register(server.url)
    plugin.enter(client_id="the-client", client_secret="the-client-secret")
    with_auth(server, **{**auth, "verification_tokens": {"openai": plugin.verification_token}})
    plugin.look()
    answer = post(browser, f"/plugins/{plugin.id}/activate", {"user": DEVELOPER})
    assert f'href="{server.url}/sign-in?' in answer.text
    return plugin


def test_secrets_are_masked_in_every_pane(browser: TestClient, host: Host, server: Served) -> None:
    server.routes["POST /token"] = Reply(b'{"access_token": "the-access-token", "refresh_token": "the-refresh-token"}')  # fmt: skip
    # A plugin that tells what it was sent.
    server.routes["GET /todos/1"] = Reply(b'{"got": "Bearer the-access-token"}')
    plugin = oauth(browser, host, server)
    path = f"/aip/{plugin.id}/oauth/callback"
    sent = {"state": plugin.sign_in(DEVELOPER).state, "code": "the-secret-code"}
    assert browser.post(path, data=sent, headers=OWN).status_code == 303
    from scaffold.host.models.script import Script

    conversation = host.converse([plugin], user=DEVELOPER, model=Script([Call("todo__getTodo", {"id": 1})]))  # fmt: skip
    conversation.say("What is there?")
    for page in (f"/plugins/{plugin.id}", f"/plugins/{plugin.id}/activate", "/conversations/1"):
        text = get(browser, page).text
        for secret in ("the-client-secret", "the-access-token", "the-refresh-token", "the-secret-code"):  # fmt: skip
            assert secret not in text, (page, secret)
    assert "Bearer ••••••" in get(browser, "/conversations/1").text
    assert "Bearer $KEY" in get(browser, "/conversations/1").text


def test_images_are_written_anew_or_not_shown(browser: TestClient, host: Host, server: Served) -> None:  # fmt: skip
    plugin = active(host, server)
    logo = get(browser, f"/plugins/{plugin.id}/logo")
    assert (logo.headers["content-type"], logo.content[:4]) == ("image/png", b"\x89PNG")
    for image in (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"", b"\x89PNG\r\n\x1a\n", b"GIF89a"):  # fmt: skip
        assert raster(image) == b""


def test_a_form_that_is_too_long_is_refused(browser: TestClient) -> None:
    assert post(browser, "/plugins", {"target": "x" * 1_100_000}).status_code == 413


def test_what_cannot_be_registered_is_told_in_place(browser: TestClient) -> None:
    answer = post(browser, "/plugins", {"target": "http://127.0.0.1:1"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "connection refused" in answer.text
    for target in (
        "169.254.169.254",
        "file:///etc/passwd",
        "\x00",
        "a" * 5000,
        "a." * 5000 + "dev",
        "-",
        "javascript:x",
    ):
        assert post(browser, "/plugins", {"target": target}).status_code == 422
