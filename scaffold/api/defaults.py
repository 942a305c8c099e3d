"""What a document suggests as answers to the questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from scaffold import manifest, urls
from scaffold.api.offer import title
from scaffold.api.security import Security
from scaffold.api.texts import shorter
from scaffold.documents.document import Document
from scaffold.template import questions
from scaffold.template.questions import Answers

# Characters of a description that are enough for a model, though it may have more.
_MAX_FOR_MODEL = 1000


def suggestions(document: Document, security: Security, origin: str) -> Answers:
    """Answers that break no rule. `origin` is where a static plugin lives, empty for a gateway."""
    suggested = dict([*_names(document), *_pages(document, origin), *_auth(security)])
    accepted: Answers = {}
    for name, answer in suggested.items():
        with suppress(ValueError):
            accepted[name] = questions.by_name(name).parse(answer)
    return accepted


def _names(document: Document) -> Iterator[tuple[str, str]]:
    limits = manifest.max_lengths()
    name = title(document)
    yield "name_for_human", _cut(name, limits["name_for_human"])
    about = _text(document, "info", "description") or _text(document, "info", "summary")
    plain = re.sub(r"\[([^\][]*)\]\([^()\s]*\)|[*`#|]", r"\1", about)
    text = " ".join(plain.split()) or name
    yield "description_for_human", shorter(text, limits["description_for_human"])
    yield "description_for_model", shorter(text, _MAX_FOR_MODEL)


def _pages(document: Document, origin: str) -> Iterator[tuple[str, str]]:
    yield "contact_email", _text(document, "info", "contact", "email")
    terms = _text(document, "info", "termsOfService")
    if urls.is_url(terms):
        yield "legal_info_url", terms
    elif origin:
        yield "legal_info_url", f"{origin}/legal"


def _auth(security: Security) -> Iterator[tuple[str, str]]:
    yield "auth_type", _AUTH_TYPES[security.scheme]
    if security.scheme == "basic":
        yield "authorization_type", "basic"
    if security.scheme == "oauth":
        token = urlsplit(security.token_url)
        yield "oauth_provider", "external"
        yield "oauth_issuer", f"{token.scheme}://{token.netloc}"
        yield "oauth_authorize_url", security.authorize_url
        yield "oauth_token_url", security.token_url
        yield "oauth_content_type", "application/x-www-form-urlencoded"
        if security.scopes:
            yield "oauth_scope", " ".join(security.scopes)


# Who may call the plugin, where an API is called so.
_AUTH_TYPES = {
    "none": "none",
    "bearer": "service_http",
    "basic": "service_http",
    "api_key": "service_http",
    "client_credentials": "service_http",
    "oauth": "oauth",
}


def _text(document: Document, *path: str) -> str:
    value: Any = document.get(*path)
    return value.strip() if isinstance(value, str) else ""


def _cut(name: str, limit: int) -> str:
    """The first words of a name that fit."""
    return name if len(name) <= limit else name[: limit + 1].rpartition(" ")[0] or name[:limit]
