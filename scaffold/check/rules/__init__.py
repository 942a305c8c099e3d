"""Every rule by its id, in the order in which people read of them: a file for each topic."""

from __future__ import annotations

from collections.abc import Mapping

from scaffold.check.finding import Rule
from scaffold.check.rules import files, hosting, logo, manifest, openapi, texts

_TOPICS = (files, *manifest.TOPICS, texts, *openapi.TOPICS, logo, *hosting.TOPICS)

RULES: Mapping[str, Rule] = {
    rule.id: rule for topic in _TOPICS for rule in vars(topic).values() if isinstance(rule, Rule)
}
