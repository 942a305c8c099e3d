"""The models that a conversation can choose from, the default first."""

from __future__ import annotations

from scaffold.host.models import Model
from scaffold.host.models.endpoint import Endpoint
from scaffold.host.models.lines import Lines
from scaffold.host.models.matcher import Matcher, is_available
from scaffold.host.models.you import You


def models(endpoint: Endpoint | None = None) -> dict[str, Model]:
    """By name; the matcher only where SQLite can search texts."""
    searching: list[Model] = [Matcher()] if is_available() else []
    listed: list[Model] = [*([endpoint] if endpoint else []), *searching, You(), Lines()]
    return {model.name: model for model in listed}
