"""What a plugin is, and a target becomes one: its files, or what its server answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.plugin.target import url_of

if TYPE_CHECKING:
    from scaffold.plugin.model import Plugin


def read(target: str) -> Plugin:
    """The plugin in a directory, around a manifest file, at a URL, or on standard input (`-`).

    Raises Misuse where there is none. Of a URL only safe requests are sent.
    """
    if url := url_of(target):
        # Connections and TLS take their time to import.
        from scaffold.plugin import site

        return site.read(url)
    from scaffold.plugin import folder

    return folder.read(target)


def read_openapi(source: str) -> Plugin:
    """An OpenAPI document alone, as a plugin without a manifest: from a file, a URL, or `-`."""
    if url := url_of(source):
        from scaffold.plugin import site

        return site.read_openapi(url)
    from scaffold.plugin import folder

    return folder.read_openapi(source)
