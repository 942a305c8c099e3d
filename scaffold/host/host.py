"""The host itself: what is registered, and the conversations; all of it in memory."""

from __future__ import annotations

import hashlib
import re
import secrets as random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from scaffold.errors import Failure, Misuse
from scaffold.host.conversation import Conversation
from scaffold.host.models import Model
from scaffold.host.registration import Registration
from scaffold.host.secrets import Secrets

_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class Host:
    """Registers plugins and holds conversations; `changed` is called whenever something did."""

    def __init__(self, address: str, changed: Callable[[], None] = lambda: None) -> None:
        self.address = address
        self.secrets = Secrets()
        self.registrations: dict[str, Registration] = {}
        self.conversations: dict[str, Conversation] = {}
        self._changed = changed
        self._salt = random.token_bytes(16)

    def register(self, target: str, settings: dict[str, str] | None = None) -> Registration:
        """Take a plugin; Failure or Misuse where there is none. `settings`: see Registration."""
        registration = Registration(
            target,
            address=self.address,
            secrets=self.secrets,
            changed=self._changed,
            settings=settings,
        )
        self.registrations[registration.id] = registration
        self._changed()
        return registration

    def remove(self, registration: Registration) -> None:
        """Forget a plugin; conversations that have it go on without its server."""
        registration.close()
        self.registrations.pop(registration.id, None)

    def converse(
        self, registrations: Sequence[Registration], *, user: str, model: Model, region: str = ""
    ) -> Conversation:
        """Begin a conversation; Failure where a plugin is not active for the user."""
        for registration in registrations:
            if not registration.is_active(user):
                raise Failure(f"{registration.name} is not activated for {user}.")
        if region and not _REGION.fullmatch(region):
            raise Misuse(f"{region}: is no region.", "Write it like US-CA, or DE.")
        id = str(len(self.conversations) + 1)  # noqa: A001
        headers = {
            "openai-conversation-id": random.token_hex(16),
            "openai-ephemeral-user-id": self.ephemeral(user, datetime.now(UTC).date()),
            **({"openai-subdivision-1-iso-code": region} if region else {}),
        }
        conversation = Conversation(
            id,
            registrations,
            user=user,
            model=model,
            region=region,
            headers=headers,
            changed=self._changed,
        )
        self.conversations[id] = conversation
        self._changed()
        return conversation

    def ephemeral(self, user: str, day: date) -> str:
        """What plugins know a user by: the same all day, another the next."""
        return hashlib.sha256(self._salt + f"{day}{user}".encode()).hexdigest()[:32]

    def close(self) -> None:
        """End every server that was started."""
        for registration in list(self.registrations.values()):
            registration.close()
