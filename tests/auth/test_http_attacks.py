"""`service_http` and `user_http`, attacked through a running server."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from answers import PROJECTS
from projects import Make, Plugin, Serve

CALLS = [("GET", "/todos"), ("POST", "/todos"), ("DELETE", "/todos/1")]
HTTP = ["service_http-bearer", "service_http-basic", "user_http-bearer", "user_http-basic"]


def attacks(key: str, scheme: str) -> list[bytes]:
    """Values of the header that open nothing."""
    other = "Basic" if scheme == "Bearer" else "Bearer"
    wrong = b64encode(f"{key}:".encode()).decode()
    return [
        b"", scheme.encode(), f"{scheme}{key}".encode(), key.encode(),
        f"{other} {key}".encode(), f"Token {key}".encode(), f"{scheme} {key}x".encode(),
        f"{scheme} {key[:-1]}".encode(), f"{scheme} x{key}".encode(),
        f"{scheme} {key.swapcase()}".encode(), f"{scheme} {key} {key}".encode(),
        f"{scheme} {key},{key}".encode(), f'{scheme} "{key}"'.encode(),
        f"{scheme} {wrong}".encode(), f"{scheme} \xe9".encode("latin-1"),
        f"{scheme} \xff\xfe".encode("latin-1"), f"{scheme} null".encode(),
        f"{scheme} undefined".encode(), f"{scheme} ' OR '1'='1".encode(),
        f"{scheme} %00".encode(), f"{scheme} {'A' * 8000}".encode(),
    ]  # fmt: skip


def key_of(plugin: Plugin) -> str:
    if (plugin.directory / ".env").exists():
        return plugin.secret("PLUGIN_API_KEY")
    return plugin.command("users", "add", "ada").splitlines()[-1]


@pytest.mark.parametrize("kind", HTTP)
def test_no_other_header_opens_it(make: Make, serve: Serve, kind: str) -> None:
    plugin = serve(make(PROJECTS[f"todo-{kind}"]))
    key, scheme = key_of(plugin), kind.partition("-")[2].capitalize()
    refused = 0
    for sent in attacks(key, scheme):
        for method, path in CALLS:
            answer = plugin.http.request(method, path, headers=[(b"authorization", sent)])
            assert answer.status_code == 401, sent
            assert answer.headers["www-authenticate"].startswith(scheme)
            assert list(answer.json()) == ["detail"]
            refused += 1
    assert refused == 63
    for place in ({"params": {"key": key, "api_key": key, "access_token": key}}, {"headers": {"x-api-key": key}}, {"headers": {"cookie": f"key={key}"}}):  # fmt: skip
        assert plugin.http.get("/todos", **place).status_code == 401  # type: ignore[arg-type]
    right = {"authorization": f"{scheme} {key}"}
    assert plugin.http.get("/todos", headers=right).status_code == 200
    plugin.stop()
    assert plugin.log.count(key) == 3  # in the query that it was sent in, above, and nowhere else


@pytest.mark.parametrize("kind", ["user_http-bearer", "user_http-basic"])
def test_nobody_reaches_what_belongs_to_another(
    make: Make, serve: Serve, kind: str, database_url: str
) -> None:
    plugin = serve(make(PROJECTS[f"todo-{kind}"]), DATABASE_URL=database_url)
    scheme = kind.partition("-")[2].capitalize()
    ada, bob = (
        {"authorization": f"{scheme} {plugin.command('users', 'add', name).splitlines()[-1]}"}
        for name in ("ada", "bob")
    )
    made = plugin.http.post("/todos", json={"text": "Buy milk"}, headers=ada).json()
    path = f"/todos/{made['id']}"
    assert plugin.http.get("/todos", headers=bob).json() == {"todos": []}
    assert plugin.http.delete(path, headers=bob).status_code == 404
    assert (
        plugin.http.post("/todos", json={"text": "x", "owner": 1}, headers=bob).status_code == 201
    )
    assert len(plugin.http.get("/todos", headers=ada).json()["todos"]) == 1

    with ThreadPoolExecutor(16) as pool:
        codes = list(
            pool.map(lambda _: plugin.http.delete(path, headers=ada).status_code, range(16))
        )
    assert sorted(codes) == [204] + [404] * 15
    plugin.command("users", "remove", "bob")
    assert plugin.http.get("/todos", headers=bob).status_code == 401
    assert plugin.http.get("/todos", headers=ada).status_code == 200


@pytest.mark.parametrize("value", ["", "   ", "short"])
@pytest.mark.parametrize(
    ("kind", "name"), [("service_http-basic", "PLUGIN_API_KEY"), ("oauth", "OAUTH_CLIENT_SECRET")]
)
def test_no_weak_secret_is_started_with(
    make: Make, serve: Serve, kind: str, name: str, value: str
) -> None:
    directory = make(PROJECTS[f"todo-{kind}"])
    (directory / ".env").write_text(f"OAUTH_CLIENT_ID={'x' * 20}\n{name}='{value}'\n")
    with pytest.raises(AssertionError, match=f"error: .*{name}") as raised:
        serve(directory)
    assert "Traceback" not in str(raised.value)


def test_the_manifest_shows_the_verification_token(make: Make, serve: Serve) -> None:
    project = make(PROJECTS["todo-service_http-bearer"])
    plugin = serve(project)
    manifest = plugin.http.get("/.well-known/ai-plugin.json").json()
    assert manifest["auth"]["verification_tokens"] == {}
    plugin.stop()
    done = serve(project, OPENAI_VERIFICATION_TOKEN="the-token")
    manifest = done.http.get("/.well-known/ai-plugin.json").json()
    assert manifest["auth"]["verification_tokens"] == {"openai": "the-token"}
