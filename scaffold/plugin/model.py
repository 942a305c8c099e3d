"""What a plugin is: a manifest with its OpenAPI document and logo, and who serves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scaffold import urls
from scaffold.documents.document import Document
from scaffold.fetch.response import Response
from scaffold.openapi.document import OpenAPI
from scaffold.openapi.operations import Operation, Server
from scaffold.plugin.mcp.model import Endpoint
from scaffold.plugin.package.model import Marketplace, Package, Skill

WELL_KNOWN = Path(".well-known/ai-plugin.json")

# Bytes. A host takes an OpenAPI document of 1 MB at most; a manifest has some kilobytes, and a
# logo of 512 x 512 some tens of them.
MAX_MANIFEST = 1_000_000
MAX_OPENAPI = 5_000_000
MAX_LOGO = 5_000_000

# Characters of a response that hosts read.
MAX_RESPONSE = 100_000


# In place of a manifest where an OpenAPI document stands alone.
NO_MANIFEST = Document("", "", None)


@dataclass(frozen=True)
class Site:
    """What the server of a running plugin answered."""

    url: str
    manifest: Response
    openapi: Response | None = None
    logo: Response | None = None
    legal: Response | None = None


@dataclass(frozen=True)
class Plugin:
    """A plugin as it was read: each part None where the target does not have it."""

    target: str
    manifest: Document
    openapi: Document | None = None
    logo: bytes | None = None
    # The directory in which the OpenAPI document and the logo were looked for.
    searched: Path | None = None
    # Of a running plugin: what its server answered.
    site: Site | None = None
    # What hosts install: packages, skills that lie alone, and the lists of packages.
    packages: Sequence[Package] = ()
    skills: Sequence[Skill] = ()
    marketplaces: Sequence[Marketplace] = ()
    # An MCP server that runs.
    endpoint: Endpoint | None = None

    @cached_property
    def documents(self) -> list[Document]:
        """All that has been read."""
        manifest = [] if self.manifest is NO_MANIFEST else [self.manifest]
        return [
            *manifest,
            *([self.openapi] if self.openapi else []),
            *(document for package in self.packages for document in package.documents),
            *(skill.document for skill in self.skills),
            *(marketplace.document for marketplace in self.marketplaces),
        ]

    @cached_property
    def api(self) -> OpenAPI | None:
        """The OpenAPI document, where it is one of version 3."""
        return OpenAPI.of(self.openapi)

    @property
    def operations(self) -> list[Operation]:
        """What can be called; empty without an OpenAPI document."""
        return self.api.operations if self.api else []

    @property
    def servers(self) -> list[Server]:
        """Where it can be called, as the OpenAPI document says."""
        return self.api.servers if self.api else []

    @cached_property
    def is_manifest(self) -> bool:
        """Whether the file is a manifest at all; if not, its fields mean nothing."""
        from scaffold import manifest

        known = manifest.fields()
        value = self.manifest.value
        return isinstance(value, dict) and sum(name in value for name in known) >= 2

    def text(self, *path: str | int) -> str:
        """A text of the manifest; empty where there is none."""
        value = self.manifest.get(*path) if self.is_manifest else None
        return value if isinstance(value, str) else ""

    @cached_property
    def is_local(self) -> bool:
        """Whether it runs on its author's machine: nobody else can reach it yet."""
        url = self.text("api", "url")
        return urls.is_local(url if urls.is_url(url) else self.target)

    @cached_property
    def authenticates(self) -> bool:
        """Whether the manifest asks hosts for credentials."""
        from scaffold import manifest

        return self.text("auth", "type") in {*manifest.auth_types()} - {"none"}

    @cached_property
    def host(self) -> str:
        """The public host that serves the manifest, as far as known: the API's is the next best."""
        if self.is_local:
            return ""
        if self.site and not urls.is_local(self.site.url):
            return urls.host(self.site.url)
        return urls.host(self.text("api", "url"))
