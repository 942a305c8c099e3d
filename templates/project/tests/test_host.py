"""The host's pages may call the plugin, and nobody else's."""

import pytest
from fastapi.testclient import TestClient

from plugin.host import HOSTS


def preflight(origin: str) -> dict[str, str]:
    return {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": (
            "content-type, openai-conversation-id, openai-ephemeral-user-id"
        ),
        "access-control-request-private-network": "true",
    }


@pytest.mark.parametrize("host", HOSTS)
def test_the_host_may_call_from_a_browser(client: TestClient, host: str) -> None:
    answer = client.options("/openapi.yaml", headers=preflight(host))
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == host
    assert answer.headers["access-control-allow-private-network"] == "true"
    assert "openai-conversation-id" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    for path in ("/.well-known/ai-plugin.json", "/openapi.yaml", "/nothing"):
        answer = client.get(path, headers={"origin": host})
        assert answer.headers["access-control-allow-origin"] == host


@pytest.mark.parametrize(
    "origin",
    ["https://example.com", "http://chatgpt.com", "https://chatgpt.com.example.com", "null"],
)
def test_nobody_else_may(client: TestClient, origin: str) -> None:
    refused = client.options("/openapi.yaml", headers=preflight(origin))
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers
    answer = client.get("/openapi.yaml", headers={"origin": origin})
    assert "access-control-allow-origin" not in answer.headers
