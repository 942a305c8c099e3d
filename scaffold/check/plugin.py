"""What is checked: a manifest with its OpenAPI document and logo, and what its server answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from scaffold.check import urls
from scaffold.check.document import Document

if TYPE_CHECKING:
    from scaffold.check.openapi.operations import Operation

WELL_KNOWN = Path(".well-known/ai-plugin.json")

# Bytes; a logo of 512 x 512 has some tens of kilobytes.
MAX_LOGO = 5_000_000

# Characters of an answer that hosts read.
MAX_ANSWER = 100_000


class Answer(NamedTuple):
    """What a server answered; or the `problem` that kept it from being fetched."""

    url: str
    status: int = 0
    headers: Mapping[str, str] = {}
    body: bytes = b""
    problem: str = ""

    @property
    def outcome(self) -> str:
        """What came of it, for a sentence."""
        return self.problem or f"the server answers {self.status}"

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Call(NamedTuple):
    """An operation as it was called without credentials, and its answer."""

    operation: Operation
    answer: Answer


@dataclass(frozen=True)
class Site:
    """What the server of a running plugin answered."""

    url: str
    manifest: Answer
    openapi: Answer | None = None
    logo: Answer | None = None
    legal: Answer | None = None
    preflights: dict[str, Answer] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)


@dataclass(frozen=True)
class Plugin:
    """What is checked: each part None where the target does not have it."""

    target: str
    limits: str
    manifest: Document
    openapi: Document | None = None
    logo: bytes | None = None
    # The directory in which the OpenAPI document and the logo were looked for.
    searched: Path | None = None
    # Of a running plugin: what its server answered.
    site: Site | None = None
    # What `once` has worked out; another plugin made of this one begins anew.
    known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def documents(self) -> list[Document]:
        """All that has been read."""
        return [self.manifest, self.openapi] if self.openapi else [self.manifest]

    @cached_property
    def is_manifest(self) -> bool:
        """Whether the file is a manifest at all; if not, its fields mean nothing."""
        from scaffold import rules

        known = rules.manifest_fields()
        value = self.manifest.value
        return isinstance(value, dict) and sum(name in value for name in known) >= 2

    def text(self, *path: str | int) -> str:
        """A text of the manifest; empty where there is none."""
        found = self.manifest.get(*path) if self.is_manifest else None
        return found if isinstance(found, str) else ""

    @cached_property
    def is_local(self) -> bool:
        """Whether it runs on its author's machine: nobody else can reach it yet."""
        url = self.text("api", "url")
        return urls.is_local(url if urls.is_url(url) else self.target)

    @cached_property
    def authenticates(self) -> bool:
        """Whether the manifest asks hosts for credentials."""
        return self.text("auth", "type") not in ("", "none")

    @property
    def calls(self) -> list[Call]:
        """The operations that were called."""
        return self.site.calls if self.site else []

    @property
    def preflights(self) -> dict[str, Answer]:
        """What browsers were told, by the origin of the page that asked."""
        return self.site.preflights if self.site else {}

    @cached_property
    def host(self) -> str:
        """The public host that serves the manifest, as far as known: the API's is the next best."""
        if self.is_local:
            return ""
        if self.site and not urls.is_local(self.site.url):
            return urls.host(self.site.url)
        return urls.host(self.text("api", "url"))


Known = TypeVar("Known")


def once(work: Callable[[Plugin], Known]) -> Callable[[Plugin], Known]:
    """Let several rules share what is worked out from a plugin."""

    @wraps(work)
    def look_up(plugin: Plugin) -> Known:
        if work not in plugin.known:
            plugin.known[work] = work(plugin)
        known: Known = plugin.known[work]
        return known

    return look_up
