"""Each rule of the manifest, from both sides of its boundary."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from scaffold import manifest as rules
from scaffold import resources

TOKENS = {"openai": "token"}
AUTH: dict[str, dict[str, Any]] = {
    "none": {"type": "none"},
    "service_http": {
        "type": "service_http",
        "authorization_type": "bearer",
        "verification_tokens": TOKENS,
    },
    "user_http": {"type": "user_http", "authorization_type": "basic"},
    "oauth": {
        "type": "oauth",
        "client_url": "https://example.com/authorize",
        "scope": "read write",
        "authorization_url": "https://example.com/token",
        "authorization_content_type": "application/json",
        "verification_tokens": TOKENS,
    },
}
MANIFEST: dict[str, Any] = {
    "schema_version": "v1",
    "name_for_human": "Todo list",
    "name_for_model": "todo",
    "description_for_human": "Manage a to-do list.",
    "description_for_model": "Manage a to-do list.",
    "auth": AUTH["none"],
    "api": {"type": "openapi", "url": "https://example.com/openapi.yaml"},
    "logo_url": "https://example.com/logo.png",
    "contact_email": "support@example.com",
    "legal_info_url": "https://example.com/legal",
}
MISSING = object()


def changed(path: str, value: object, manifest: dict[str, Any] = MANIFEST) -> dict[str, Any]:
    """`manifest` with another value at a path such as `auth.type`."""
    result = copy.deepcopy(manifest)
    *parents, name = path.split(".")
    place = result
    for parent in parents:
        place = place[parent]
    if value is MISSING:
        del place[name]
    else:
        place[name] = value
    return result


def problems(manifest: object, limits: str = "current") -> list[str]:
    return [problem.message for problem in rules.problems(manifest, limits)]


ONE_LINE = "must be one line of visible text without control characters"
TEXT = "must be visible text without control characters"
IDENTIFIER = "must be letters a-z, digits and underscores, starting with a letter"
URL = "must be an absolute URL such as https://example.com/page"
EMAIL = "must be an e-mail address such as support@example.com"
FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"  # three code points


@pytest.mark.parametrize("kind", AUTH)
def test_a_manifest_of_each_auth_type_is_accepted(kind: str) -> None:
    assert problems(changed("auth", AUTH[kind])) == []


@pytest.mark.parametrize("field", MANIFEST)
def test_every_top_level_field_is_required(field: str) -> None:
    assert problems(changed(field, MISSING)) == [f"`{field}` is missing"]


@pytest.mark.parametrize(
    ("field", "limits", "limit"),
    [
        ("name_for_human", "current", 20),
        ("name_for_human", "alpha", 50),
        ("name_for_model", "current", 50),
        ("name_for_model", "alpha", 50),
        ("description_for_human", "current", 100),
        ("description_for_human", "alpha", 120),
        ("description_for_model", "current", 8000),
        ("description_for_model", "alpha", 8000),
    ],
)
def test_texts_are_limited(field: str, limits: str, limit: int) -> None:
    assert problems(changed(field, "a" * limit), limits) == []
    too_long = problems(changed(field, "a" * (limit + 1)), limits)
    assert too_long == [f"{field}: {limit + 1} characters, at most {limit}"]
    assert problems(changed(field, ""), limits)[0] == f"{field}: is empty"


def test_characters_are_code_points() -> None:
    assert problems(changed("name_for_human", FAMILY * 6 + "ab")) == []
    assert problems(changed("name_for_human", FAMILY * 7)) == [
        "name_for_human: 21 characters, at most 20"
    ]
    assert problems(changed("name_for_human", "e\u0301" * 10)) == []


@pytest.mark.parametrize(
    ("path", "accepted", "rejected", "sentence"),
    [
        ("schema_version", ["v1"], ["v2", 1, "V1"], 'must be "v1"'),
        ("name_for_human", ["a", "Ünï ©", "مرحبا", "🎉"], [" ", "a\nb", "a\n", "\0", "\x85", "\ud800"], ONE_LINE),
        ("name_for_human", ["1"], [1, None, ["a"]], "must be text, not "),
        ("name_for_model", ["a", "A_1", "a_"], ["1a", "_a", "a b", "a-b", "a\n", "é", "а"], IDENTIFIER),
        ("description_for_human", ["a"], ["a\nb", "\t", "a\u2028b"], ONE_LINE),
        ("description_for_model", ["a\nb\tc\r\n"], ["\n", "\0", "a\x1b[31m"], TEXT),
        ("auth.type", ["none"], ["None", "apikey", ""], "must be none or service_http or user_http or oauth"),
        ("auth.instructions", ["", "Ask Ada."], [1], "must be text, not a whole number"),
        ("api.type", ["openapi"], ["swagger"], 'must be "openapi"'),
        ("api.url", ["http://localhost:3333/openapi.yaml", "HTTPS://e.com"], ["/openapi.yaml", "openapi.yaml", "ftp://e.com", "https://", "https:///x", "https://e.com/a b", "https://u@e.com", "javascript:alert(1)", "https://e.com\n"], URL),
        ("api.is_user_authenticated", [True, False], ["false", 0], "must be true or false, not "),
        ("api.has_user_authentication", [True], [1], "must be true or false, not a whole number"),
        ("logo_url", ["https://e.com/l.png", "https://e.com/gif", "https://e.com/x.gift"], ["https://e.com/l.gif", "https://e.com/l.GIF?x=1"], "must not be a GIF; use a PNG"),
        ("logo_url", ["http://e.com/l.svg"], ["logo.png"], URL),
        ("contact_email", ["a@b.co", "o'neil+x@mail.example.com"], ["", "a", "a@b", "@b.co", "a@b.co\n", "a b@c.de", "[email protected]", "https://e.com", "a@b..co"], EMAIL),
        ("legal_info_url", ["http://www.example.com/legal"], ["support@example.com", "www.example.com"], URL),
    ],
)  # fmt: skip
def test_a_field_takes_some_values_and_not_others(
    path: str, accepted: list[object], rejected: list[object], sentence: str
) -> None:
    for value in accepted:
        assert problems(changed(path, value)) == [], value
    for value in rejected:
        assert any(f"{path}: {sentence}" in said for said in problems(changed(path, value))), value


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("service_http", "authorization_type"),
        ("service_http", "verification_tokens"),
        ("user_http", "authorization_type"),
        ("oauth", "client_url"),
        ("oauth", "scope"),
        ("oauth", "authorization_url"),
        ("oauth", "authorization_content_type"),
        ("oauth", "verification_tokens"),
    ],
)
def test_each_auth_type_needs_its_fields(kind: str, field: str) -> None:
    manifest = changed("auth", AUTH[kind])
    assert problems(changed(f"auth.{field}", MISSING, manifest)) == [f"auth: `{field}` is missing"]
    # What another type needs is no business of this one.
    assert problems(changed("auth", {**AUTH["none"], field: 1})) == []


@pytest.mark.parametrize(
    ("kind", "field", "accepted", "rejected", "sentence"),
    [
        ("service_http", "authorization_type", ["bearer", "basic"], ["Bearer", ""], "must be bearer or basic"),
        ("user_http", "authorization_type", ["bearer", "basic"], ["digest"], "must be bearer or basic"),
        ("service_http", "verification_tokens", [{}, TOKENS], ["token"], "must be an object, not text"),
        ("oauth", "verification_tokens", [{}, TOKENS], [["x"]], "must be an object, not a list"),
        ("oauth", "client_url", ["https://e.com"], ["/authorize"], URL),
        ("oauth", "authorization_url", ["https://e.com"], ["/token"], URL),
        ("oauth", "scope", ["", "a b"], [None], "must be text, not null"),
        ("oauth", "authorization_content_type", ["application/json", "application/x-www-form-urlencoded"], ["json"], "must be application/json or application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_the_fields_of_an_auth_type(
    kind: str, field: str, accepted: list[object], rejected: list[object], sentence: str
) -> None:
    manifest = changed("auth", AUTH[kind])
    for value in accepted:
        assert problems(changed(f"auth.{field}", value, manifest)) == []
    for value in rejected:
        said = problems(changed(f"auth.{field}", value, manifest))
        assert said == [f"auth.{field}: {sentence}"]


def test_a_token_is_text() -> None:
    manifest = changed("auth", {**AUTH["service_http"], "verification_tokens": {"openai": 1}})
    assert problems(manifest) == [
        "auth.verification_tokens.openai: must be text, not a whole number"
    ]


@pytest.mark.parametrize("value", [None, [], "manifest", 1])
def test_what_is_no_object_is_no_manifest(value: object) -> None:
    assert problems(value)[0].startswith("must be an object, not ")


def test_all_problems_are_told_at_once() -> None:
    manifest = {**changed("name_for_model", "a b"), "contact_email": "x", "logo_url": "y"}
    assert sorted(problems(manifest)) == [
        f"contact_email: {EMAIL}",
        f"logo_url: {URL}",
        f"name_for_model: {IDENTIFIER}",
    ]


def test_the_schema_is_a_schema_and_holds_the_default_limits() -> None:
    import jsonschema

    schema = resources.schema()
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    assert validator.is_valid(MANIFEST)
    assert not validator.is_valid(changed("name_for_human", "a" * 21))
    assert rules.limit_sets() == ["current", "alpha"]
