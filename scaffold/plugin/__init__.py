"""What a plugin is, and a target becomes one: its files, or what its server answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.plugin.model import Plugin


def read(target: str) -> Plugin:
    """The plugin in a directory, around a manifest file, or at a URL.

    Raises Misuse where there is none. Of a URL only safe requests are sent.
    """
    if target.lower().startswith(("http://", "https://")):
        # Connections and TLS take their time to import.
        from scaffold.plugin import site

        return site.read(target)
    from scaffold.plugin import folder

    return folder.read(target)
