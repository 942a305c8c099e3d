"""An OpenAPI document: its version, its operations and servers, and what its references lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from scaffold.documents.document import Document
from scaffold.openapi import operations
from scaffold.openapi.operations import Operation, Server
from scaffold.openapi.validity.walk import Walk, walk


@dataclass(frozen=True)
class OpenAPI:
    """A document that names a version of OpenAPI 3."""

    document: Document

    @classmethod
    def of(cls, document: Document | None) -> OpenAPI | None:
        """The document as OpenAPI; None where it is none, or of an earlier version."""
        if document is None or not isinstance(document.value, dict):
            return None
        return cls(document) if "openapi" in document.value else None

    @property
    def version(self) -> str:
        """What it says of its version."""
        return str(self.document.get("openapi"))

    @cached_property
    def operations(self) -> list[Operation]:
        """Every operation, in the document's order."""
        return list(operations.operations(self.document))

    @cached_property
    def servers(self) -> list[Server]:
        """The servers that the document names."""
        return list(operations.servers(self.document))

    @cached_property
    def walk(self) -> Walk:
        """How far it keeps to its version of the specification; empty for an unknown version."""
        if not re.match(r"3\.[01]", self.version):
            return Walk()
        return walk(self.document.value, modern=self.version.startswith("3.1"))
