"""The host itself: what is registered, in memory, and the conversations, on a shelf."""

from __future__ import annotations

import hashlib
import re
import secrets as random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from scaffold.errors import Failure, Misuse
from scaffold.host.conversation import Conversation
from scaffold.host.keeping import record
from scaffold.host.keeping.remember import Remembering
from scaffold.host.keeping.shelf import Shelf
from scaffold.host.models import Model
from scaffold.host.models.endpoint import Endpoint
from scaffold.host.models.known import models
from scaffold.host.registration import TOKEN, Registration, place
from scaffold.host.secrets import Secrets
from scaffold.host.tools import Named

MAX_PLUGINS = 3

_LONGEST_NAME = 120
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class Host:
    """Registers plugins and holds conversations; `changed` is called whenever something did."""

    def __init__(
        self,
        address: str,
        changed: Callable[[], None] = lambda: None,
        *,
        endpoint: Endpoint | None = None,
        shelf: Shelf | None = None,
        remembering: Remembering | None = None,
    ) -> None:
        """Conversations are kept on the shelf; without one, as long as the host runs.

        Credentials are in memory only, unless there is something that remembers them.
        """
        self.address = address
        self.secrets = Secrets()
        if endpoint:
            endpoint.hide = self.secrets.hide
        self.models = models(endpoint)
        self.shelf = shelf or Shelf()
        self._remembering = remembering
        self.registrations: dict[str, Registration] = {}
        self.conversations: dict[str, Conversation] = {}
        self._changed = changed
        self._salt = random.token_bytes(16)

    def register(self, target: str, settings: dict[str, str] | None = None) -> Registration:
        """Take a plugin; Failure or Misuse where there is none. `settings`: see Registration."""
        if self._remembering and (token := self._remembering.token(place(target))):
            settings = {TOKEN: token, **(settings or {})}
        registration = Registration(
            target,
            address=self.address,
            secrets=self.secrets,
            changed=self._changed,
            settings=settings,
        )
        self.registrations[registration.id] = registration
        if self._remembering:
            self._remembering.restore(registration)
        self._changed()
        return registration

    def remove(self, registration: Registration) -> None:
        """Forget a plugin; conversations that have it go on without its server."""
        registration.close()
        self.registrations.pop(registration.id, None)
        if self._remembering:
            self._remembering.forget(registration)

    @property
    def where_credentials_are(self) -> str:
        """To be told where one is asked for."""
        return self._remembering.where if self._remembering else "in memory only"

    def remember(self) -> None:
        """Keep what plugins were told, if that was asked for; Failure where it cannot be."""
        for registration in self.registrations.values() if self._remembering else ():
            assert self._remembering  # noqa: S101
            self._remembering.keep(registration)

    def converse(
        self, registrations: Sequence[Registration], *, user: str, model: Model, region: str = ""
    ) -> Conversation:
        """Begin a conversation; Failure where a plugin is not active for the user."""
        if not 1 <= len(registrations) <= MAX_PLUGINS:
            raise Failure(f"A conversation has one to {MAX_PLUGINS} plugins.")
        for registration in registrations:
            if not registration.is_active(user):
                raise Failure(f"{registration.name} is not activated for {user}.")
        if region and not _REGION.fullmatch(region):
            raise Misuse(f"{region}: is no region.", "Write it like US-CA, or DE.")
        conversation = self._conversation(self.shelf.new(), registrations, user, model, region)
        self._changed()
        return conversation

    def again(self, conversation: Conversation) -> Conversation:
        """A new conversation with the same plugins as they are now, of the same user."""
        return self.converse(
            [self._here(plugin, conversation.user) for plugin in conversation.plugins],
            user=conversation.user,
            model=conversation.model,
            region=conversation.region,
        )

    def branch(self, conversation: Conversation, at: int) -> Conversation:
        """A new conversation that begins with the first items of another."""
        made = self.again(conversation)
        whole = record.record(conversation, self.secrets.hide)
        made.items = record.items({"items": whole["items"][:at]}, made.tools)
        made.name = f"Branch: {conversation.title}" if at else ""
        return made

    def open(self, id: str) -> Conversation | None:  # noqa: A002
        """A conversation of this launch or an earlier one; None where there is none."""
        known = self.conversations.get(id)
        kept = self.shelf.get(id)
        if not kept or (known and self._is_as_good_as_can_be(known)):
            return known
        plugins = [Named(**plugin) for plugin in kept["plugins"]]
        present = [each for plugin in plugins for each in self._places(plugin, kept["user"])]
        model = self.models.get(kept["model"], next(iter(self.models.values())))
        opened = self._conversation(id, present, kept["user"], model, kept["region"], plugins)
        opened.name = kept["name"]
        opened.items = record.items(kept, opened.tools)
        return opened

    def rename(self, conversation: Conversation, name: str) -> None:
        """Call it otherwise; by its first words again without a name."""
        conversation.name = " ".join(name.split())[:_LONGEST_NAME]
        self._keep(conversation)

    def forget(self, id: str) -> None:  # noqa: A002
        """Delete a conversation for good."""
        self.conversations.pop(id, None)
        self.shelf.delete(id)

    def _conversation(
        self,
        id: str,  # noqa: A002
        registrations: Sequence[Registration],
        user: str,
        model: Model,
        region: str,
        plugins: Sequence[Named] = (),
    ) -> Conversation:
        headers = {
            "openai-conversation-id": random.token_hex(16),
            "openai-ephemeral-user-id": self.ephemeral(user, datetime.now(UTC).date()),
            **({"openai-subdivision-1-iso-code": region} if region else {}),
        }
        made = Conversation(
            id,
            registrations,
            user=user,
            model=model,
            region=region,
            headers=headers,
            plugins=plugins,
            changed=self._changed,
            keep=self._keep,
        )
        self.conversations[id] = made
        return made

    def _keep(self, conversation: Conversation) -> None:
        if conversation.id in self.conversations:
            hide = self.secrets.hide
            self.shelf.put(
                conversation.id, record.record(conversation, hide), record.said(conversation, hide)
            )

    def _places(self, plugin: Named, user: str) -> list[Registration]:
        """The registration of a plugin that the user can call; the newest, or none."""
        listed = [each for each in self.registrations.values() if each.place == plugin.place]
        return [each for each in listed if each.is_active(user)][-1:]

    def _is_as_good_as_can_be(self, known: Conversation) -> bool:
        """Whether its plugins are those that are here now, as far as they are."""
        if known.is_busy:
            return True
        present = [each for plugin in known.plugins for each in self._places(plugin, known.user)]
        return known.registrations == present

    def _here(self, plugin: Named, user: str) -> Registration:
        for registration in self._places(plugin, user):
            return registration
        raise Failure(f"{plugin.name} is not here, or not activated for {user}.")

    def ephemeral(self, user: str, day: date) -> str:
        """What plugins know a user by: the same all day, another the next."""
        return hashlib.sha256(self._salt + f"{day}{user}".encode()).hexdigest()[:32]

    def close(self) -> None:
        """End every server that was started."""
        for registration in list(self.registrations.values()):
            registration.close()
        self.shelf.close()
