"""What a client says of itself (RFC 7591, section 2), as far as it matters here."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from plugin.oauth.client import Client
from plugin.oauth.redirects import is_usable


def shown(name: str) -> str:
    """A name without the characters that hide or reorder what stands around it."""
    visible = "".join(c if c.isprintable() else " " for c in name)
    return " ".join(visible.split())[:60]


def usable(addresses: list[str]) -> list[str]:
    """Those that users may be sent to: clients also name addresses such as `app://callback`."""
    if not (good := [address for address in addresses if is_usable(address)]):
        raise ValueError("must be https, or http on 127.0.0.1, [::1] or localhost")
    return good


Address = Annotated[str, StringConstraints(max_length=500)]
Addresses = Annotated[list[Address], Field(max_length=20), AfterValidator(usable)]


class ClientMetadata(BaseModel):
    client_id: str = ""
    client_name: Annotated[str, AfterValidator(shown)] = ""
    redirect_uris: Addresses

    def client(self, client_id: str, host: str = "") -> Client:
        return Client(client_id, self.client_name, host, tuple(self.redirect_uris))
