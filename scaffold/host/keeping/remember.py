"""What a plugin was told, from one launch to the next: its key, its client, its users' tokens."""

from __future__ import annotations

import json
from typing import Any

from scaffold.host.keeping.credentials import Store
from scaffold.host.registration import Registration
from scaffold.host.signin import SignIn


class Remembering:
    """Keeps the credentials of plugins in a store; each by where the plugin is."""

    def __init__(self, store: Store) -> None:
        self.where = store.where
        self._store = store
        self._kept: dict[str, str] = {}

    def token(self, place: str) -> str:
        """The verification token that a plugin was given."""
        return str(self._read(place).get("token", ""))

    def restore(self, registration: Registration) -> None:
        """Tell a plugin what it was told before, as far as it still is of the same type."""
        kept = self._read(registration.place)
        if kept.get("auth") != registration.auth:
            return
        registration.api_key = str(kept["api_key"])
        registration.client_id = str(kept["client_id"])
        registration.client_secret = str(kept["client_secret"])
        registration.secrets.add(registration.api_key, registration.client_secret)
        for user, access in kept["users"].items() if registration.is_ready else ():
            registration.activate(user, str(access.get("key", "")))
            if isinstance(sign_in := registration.users[user], SignIn):
                sign_in.resume(access["access_token"], access["refresh_token"], access["ends"])

    def keep(self, registration: Registration) -> None:
        """Keep what it was told, where that is something else than before."""
        text = json.dumps(_told(registration))
        if self._kept.get(registration.place) != text:
            self._store.put(registration.place, text)
            self._kept[registration.place] = text

    def forget(self, registration: Registration) -> None:
        """Keep nothing of it any more."""
        self._kept.pop(registration.place, None)
        self._store.put(registration.place, "")

    def _read(self, place: str) -> dict[str, Any]:
        try:
            value = json.loads(self._store.get(place) or "{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


def _told(registration: Registration) -> dict[str, Any]:
    return {
        "auth": registration.auth,
        "token": registration.verification_token,
        "api_key": registration.api_key,
        "client_id": registration.client_id,
        "client_secret": registration.client_secret,
        "users": {user: _access(access) for user, access in registration.users.items()},
    }


def _access(access: str | SignIn | None) -> dict[str, Any]:
    if isinstance(access, SignIn):
        return {
            "access_token": access.access_token,
            "refresh_token": access.refresh_token,
            "ends": access.ends,
        }
    return {"key": access or ""}
