"""A plugin as it is registered: read as hosts read it, with what its type needs, and its users."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold import plugin, urls
from scaffold.documents.problem import Pointer
from scaffold.errors import Failure, Misuse
from scaffold.fetch.client import Client
from scaffold.host.editing.texts import edited
from scaffold.host.secrets import Secrets
from scaffold.host.served import Served, is_project
from scaffold.host.signin import OAuth, SignIn
from scaffold.plugin.model import Plugin
from scaffold.plugin.server import base
from scaffold.plugin.target import is_there, url_of

if TYPE_CHECKING:
    from scaffold.check.finding import Finding

# An unverified plugin was for its developer and 15 more users.
DEVELOPER = "developer"
MAX_USERS = 15

# What a project of ours calls them in its `.env`.
KEY, CLIENT_ID, CLIENT_SECRET = "PLUGIN_API_KEY", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"
TOKEN, REDIRECT_URI = "OPENAI_VERIFICATION_TOKEN", "OAUTH_REDIRECT_URI"


def place(target: str) -> str:
    """Where a target is, the same in every launch: an address, or an absolute path."""
    target = target.strip()
    return url_of(target) or str(Path(target).resolve())


class Registration:
    """One plugin. Raises Misuse or Failure where there is none to be read."""

    def __init__(
        self,
        target: str,
        *,
        address: str,
        secrets: Secrets,
        changed: Callable[[], None],
        settings: dict[str, str] | None = None,
    ) -> None:
        """`target` is a domain, a URL, a directory or a manifest; a project of ours is served.

        `address` is the host's own, to which users come back; `settings` are of a project's server.
        """
        self.id = f"plugin-{random.token_hex(4)}"
        self.redirect_uri = f"{address}/aip/{self.id}/oauth/callback"
        # A token that the project's settings name is as good as a new one.
        self.verification_token = (settings or {}).get(TOKEN) or random.token_hex(16)
        self.api_key = self.client_id = self.client_secret = ""
        target = target.strip()
        if target == "-":
            raise Misuse("-: a plugin on standard input is not there to be called.")
        self.target = target = url_of(target) or target
        self.secrets = secrets
        self.served: Served | None = None
        # The key or the sign-in of each user who activated it; None where none is needed.
        self.users: dict[str, str | SignIn | None] = {}
        # Texts that a model is told instead of the plugin's own.
        self.edits: dict[Pointer, str] = {}
        directory = Path(target)
        if not urls.is_url(target) and is_there(directory) and is_project(directory):
            own = {REDIRECT_URI: self.redirect_uri, **(settings or {})}
            self.served = Served(directory.resolve(), own, changed)
            self.served.start()
        try:
            self.look()
        except Failure:
            self.close()
            raise

    def look(self) -> None:
        """Read the plugin anew."""
        at = self.served.url if self.served else self.target
        self.plugin_as_read = plugin.read(at)
        self.show()
        self.client = Client(at if urls.is_url(at) else self.plugin.text("api", "url"))
        self.base = base(self.plugin, is_local=self.client.is_local)

    def show(self) -> None:
        """Take the plugin as it was read, with the texts that were edited."""
        self.plugin: Plugin = edited(self.plugin_as_read, self.edits)
        self.findings: list[Finding] | None = None

    def check(self) -> None:
        """Find what is wrong with it, once after each look; its server is asked."""
        # Its rules take their time to import.
        from scaffold.check import engine

        if self.findings is None:
            self.findings = engine.findings(self.plugin)

    @property
    def place(self) -> str:
        """Where it is, the same in every launch."""
        return place(self.target)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.plugin.text("name_for_human") or self.target

    @property
    def auth(self) -> str:
        """The auth type; a type that hosts do not know is `none`."""
        kind = self.plugin.text("auth", "type")
        return kind if kind in ("service_http", "user_http", "oauth") else "none"

    @property
    def is_refused(self) -> bool:
        """Whether a host would not have taken it."""
        return any(finding.severity == "error" for finding in self.findings or ())

    @property
    def needs_credentials(self) -> bool:
        """Whether its developer has to tell the key, or the client."""
        if self.auth == "service_http":
            return not self.api_key
        return self.auth == "oauth" and not (self.client_id and self.client_secret)

    @property
    def is_verified(self) -> bool:
        """Whether the manifest shows the token, where its type has one."""
        if self.auth not in ("service_http", "oauth"):
            return True
        shown = self.plugin.manifest.get("auth", "verification_tokens")
        return isinstance(shown, dict) and self.verification_token in shown.values()

    @property
    def is_ready(self) -> bool:
        """Whether users can activate it."""
        return not self.needs_credentials and self.is_verified and bool(self.base)

    def enter(self, *, api_key: str = "", client_id: str = "", client_secret: str = "") -> None:
        """Take what its type needs; what is empty comes from the project's own `.env`."""
        env = _env(self.served.directory, self.served.settings) if self.served else {}
        self.api_key = api_key.strip() or env.get(KEY, "")
        self.client_id = client_id.strip() or env.get(CLIENT_ID, "")
        self.client_secret = client_secret.strip() or env.get(CLIENT_SECRET, "")
        self.secrets.add(self.api_key, self.client_secret)
        if self.needs_credentials:
            what = "the API key" if self.auth == "service_http" else "both, the id and the secret"
            raise Failure(f"{self.name} needs {what}.")

    def show_token(self) -> None:
        """Serve the project again with the verification token, as its `.env` would name it."""
        if self.served:
            self.served.restart({TOKEN: self.verification_token})
        self.look()

    def finish(self) -> None:
        """Register a project as far as that needs nobody: from its `.env`, with the token."""
        if self.needs_credentials:
            self.enter()
        if not self.is_verified:
            self.show_token()

    def restart(self) -> None:
        """Serve the project again, with what has changed in it."""
        if self.served:
            self.served.restart({})
        self.look()

    def activate(self, user: str, key: str = "") -> None:
        """Let a user use it, for `user_http` with a key; Failure where that cannot be."""
        if not self.is_ready:
            raise Failure(f"{self.name} is not registered yet.", "Finish that first.")
        others = set(self.users) - {DEVELOPER, user}
        if user != DEVELOPER and len(others) >= MAX_USERS:
            raise Failure(
                f"{self.name} is not verified: {MAX_USERS} users besides its developer, no more.",
                "Deactivate it for somebody.",
            )
        if self.auth == "user_http":
            if not key.strip():
                raise Failure(f"{self.name} needs the key of {user}.")
            self.secrets.add(key.strip())
            self.users[user] = key.strip()
        elif self.auth == "oauth":
            self.users[user] = SignIn(self._oauth(), self.client, self.secrets)
        else:
            self.users[user] = None

    def deactivate(self, user: str) -> None:
        """Forget a user, with key and tokens."""
        self.users.pop(user, None)

    def sign_in(self, user: str) -> SignIn:
        """The sign-in of a user; Failure where there is none."""
        if isinstance(known := self.users.get(user), SignIn):
            return known
        raise Failure(f"{user} has not activated {self.name}.")

    def is_active(self, user: str) -> bool:
        """Whether a user can call it."""
        if user not in self.users:
            return False
        access = self.users[user]
        return access.is_done if isinstance(access, SignIn) else True

    def authorization(self, user: str) -> str:
        """The Authorization header for a user's call; empty where none is sent.

        A token that has ended is renewed first. Raises Failure where the user is not signed in.
        """
        if not self.is_active(user):
            raise Failure(f"{user} has not activated {self.name}.", "Activate it first.")
        access = self.users[user]
        if isinstance(access, SignIn):
            if access.is_over:
                access.refresh()
            return f"Bearer {access.access_token}"
        key = self.api_key if self.auth == "service_http" else access
        scheme = "Basic" if self.plugin.text("auth", "authorization_type") == "basic" else "Bearer"
        return f"{scheme} {key}" if key else ""

    def close(self) -> None:
        """End what was started for it."""
        if self.served:
            self.served.stop()

    def _oauth(self) -> OAuth:
        def text(name: str) -> str:
            return self.plugin.text("auth", name)

        return OAuth(
            client_url=text("client_url"),
            token_url=text("authorization_url"),
            content_type=text("authorization_content_type"),
            scope=text("scope"),
            client_id=self.client_id,
            client_secret=self.client_secret,
            redirect_uri=self.redirect_uri,
        )


def _env(directory: Path, settings: dict[str, str]) -> dict[str, str]:
    """What a project's `.env` says, and what the host runs it with, which wins."""
    try:
        lines = (directory / ".env").read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeError):
        lines = []
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs} | settings
