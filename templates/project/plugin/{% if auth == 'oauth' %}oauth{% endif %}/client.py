"""A client: what the user is told of it, and where it may send the user back to."""

import re
from dataclasses import dataclass, field
from hmac import compare_digest

from authlib.oauth2.rfc6749 import ClientMixin

from plugin.oauth.redirects import is_among
from plugin.settings import Settings

# The plugin's id in it changes whenever the host saves the plugin again.
CALLBACK = r"https://(chat\.openai\.com|chatgpt\.com)/aip/[A-Za-z0-9_-]{1,100}/oauth/callback"


@dataclass(frozen=True)
class Client(ClientMixin):
    client_id: str
    # What it calls itself, and the host whose document says so; a registered client has no host.
    name: str = ""
    host: str = ""
    redirect_uris: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)

    @property
    def is_public(self) -> bool:
        """Whether anybody can call themselves so: users are safe by its addresses and by PKCE."""
        return not self.secret

    @property
    def kept_id(self) -> str | None:
        """What is kept of it beside its tokens: None for the classic host, whose id may change."""
        return self.client_id if self.is_public else None

    def is_proved_by(self, client_id: str, secret: str) -> bool:
        # As bytes: text beyond ASCII cannot be compared in constant time.
        is_id = compare_digest(client_id.encode(), self.client_id.encode())
        is_secret = compare_digest(secret.encode(), self.secret.encode())
        return is_id and is_secret

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        if not self.is_public and re.fullmatch(CALLBACK, redirect_uri):
            return True
        return is_among(redirect_uri, self.redirect_uris)

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("authorization_code", "refresh_token")


def classic_host(settings: Settings) -> Client:
    """The one client with a secret: the host that the plugin is registered with."""
    own = settings.oauth_redirect_uri
    return Client(
        settings.oauth_client_id.get_secret_value(),
        redirect_uris=(own,) if own else (),
        secret=settings.oauth_client_secret.get_secret_value(),
    )
