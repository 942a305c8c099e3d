"""A plugin made ready for a test: with a scratch database, fresh secrets, and its user."""

from __future__ import annotations

import secrets as random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scaffold import urls
from scaffold.errors import Failure
from scaffold.host.host import Host
from scaffold.host.models.endpoint import Endpoint
from scaffold.host.playback import browser, provider
from scaffold.host.registration import CLIENT_ID, CLIENT_SECRET, KEY, TOKEN, Registration

# Nobody listens there: the test itself is the browser that comes back.
_ADDRESS = "http://127.0.0.1:1"
_PASSWORD_BYTES = 16


@contextmanager
def stage(
    target: str, user: str, scratch: Path, endpoint: Endpoint | None = None
) -> Iterator[tuple[Host, Registration]]:
    """A host with the plugin registered, and active for the user; `scratch` is an empty folder.

    Raises Failure where the plugin cannot be had or the user not be signed in.
    """
    with ExitStack() as ending:
        issuer = None
        host = Host(_ADDRESS, endpoint=endpoint)
        ending.callback(host.close)
        if not urls.is_url(target) and provider.is_needed(Path(target)):
            issuer = ending.enter_context(provider.running(Path(target), user))
        settings = {**_fresh(scratch), **(issuer.settings if issuer else {})}
        registration = host.register(target, settings)
        if registration.auth != "none" and not registration.served:
            raise Failure(
                f"{target}: wants {registration.auth}, and a test has no credentials for it.",
                "Name a project's directory: the test makes its own there.",
            )
        if registration.auth in ("service_http", "oauth"):
            registration.enter(**(issuer.client if issuer else {}))
        registration.activate(user, _key(registration, user))
        if registration.auth == "oauth":
            _dance(registration, user, issuer)
        yield host, registration


def _fresh(scratch: Path) -> dict[str, str]:
    """Settings that win over the developer's own, in the environment and in `.env`."""
    secrets = {name: random.token_urlsafe(32) for name in (KEY, CLIENT_ID, CLIENT_SECRET)}
    database = f"sqlite:///{(scratch / 'scratch.db').resolve().as_posix()}"
    return {**secrets, TOKEN: random.token_hex(16), "DATABASE_URL": database}


def _key(registration: Registration, user: str) -> str:
    if registration.auth != "user_http" or not registration.served:
        return ""
    return registration.served.run("users", "add", user).split()[-1]


def _dance(registration: Registration, user: str, issuer: provider.Issuer | None) -> None:
    sign_in = registration.sign_in(user)
    password = random.token_urlsafe(_PASSWORD_BYTES)
    if issuer:
        sign_in.oauth = sign_in.oauth._replace(
            client_url=issuer.client_url, token_url=issuer.token_url
        )
    elif registration.served:
        registration.served.run("users", "add", user, "--password-stdin", stdin=f"{password}\n")
    url = sign_in.start()
    back = browser.sign_in(registration.client, url, registration.redirect_uri, user, password)
    sign_in.come_back(back.get("state", ""), back.get("code", ""), back.get("error", ""))
    sign_in.exchange()
