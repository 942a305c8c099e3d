"""The rules of the manifest, from both sides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from check.conftest import MANIFEST, MISSING, Check, changed, findings, said, write

LOCAL = {
    "api url": "http://localhost:3333/openapi.yaml",
    "logo_url": "http://localhost:3333/logo.png",
    "legal_info_url": "http://localhost:3333/legal",
    "contact_email": "me@gmail.com",
}
LOCAL_API = {"servers 0 url": "http://localhost:3333"}
OAUTH = {
    "type": "oauth",
    "client_url": "https://todo.dev/authorize",
    "scope": "",
    "authorization_url": "https://todo.dev/token",
    "authorization_content_type": "application/json",
    "verification_tokens": {"openai": "0123456789abcdef"},
}
KEY = {
    "type": "service_http",
    "authorization_type": "bearer",
    "verification_tokens": {"openai": "0123456789abcdef"},
}


def rules(found: list[str]) -> list[str]:
    return [line.split()[0] for line in found]


def test_a_good_plugin_is_passed_in_silence(check: Check) -> None:
    assert check() == []
    assert check(LOCAL, LOCAL_API) == []


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"schema_version": "v2"}, 'schema-version 2:21 schema_version: must be "v1"'),
        ({"name_for_human": "a" * 20}, None),
        ({"name_for_human": "a" * 21}, "text-limit 3:21 name_for_human: 21 characters, at most 20"),
        ({"name_for_human": ""}, "empty-text 3:21 name_for_human: is empty"),
        ({"name_for_human": 7}, "wrong-type 3:21 name_for_human: must be text, not a whole number"),
        ({"name_for_human": "a\nb"}, "control-characters 3:21 name_for_human: must be one line of visible text without control characters"),
        ({"name_for_model": "to do"}, "name-for-model 4:21 name_for_model: must be letters a-z, digits and underscores, starting with a letter"),
        ({"auth": MISSING}, "missing-field 1:1 `auth` is missing"),
        ({"auth type": "None"}, "unknown-value 8:13 auth.type: must be none or service_http or user_http or oauth"),
        ({"api url": MISSING}, "missing-field 10:3 api: `url` is missing"),
        ({"api type": MISSING}, "api-type 10:3 api: `type` is missing"),
        ({"api type": "local"}, 'api-type 11:13 api.type: must be "openapi"'),
        ({"api is_user_authenticated": True}, None),
        ({"api is_user_authenticated": "true"}, "wrong-type 13:30 api.is_user_authenticated: must be true or false, not text"),
        ({"contact_email": "todo.dev"}, "contact-email 15:20 contact_email: must be an e-mail address such as support@example.com"),
        ({"contact_email": "me@gmail.com"}, "email-domain 15:20 contact_email: is on gmail.com, not on todo.dev"),
        ({"contact_email": "me@mail.todo.dev"}, None),
        ({"contact_email": "me@example.org"}, "placeholder 15:20 contact_email: is a placeholder"),
        ({"legal_info_url": "https://www.todo.dev/legal"}, None),
        ({"legal_info_url": "https://todo.org/legal"}, "legal-domain 16:21 legal_info_url: is on todo.org, not on todo.dev"),
        ({"legal_info_url": "http://todo.dev/legal"}, "https-page 16:21 legal_info_url: is not HTTPS"),
        ({"legal_info_url": "/legal"}, "relative-url 16:21 legal_info_url: must be an absolute URL such as https://example.com/page"),
        ({"legal_info_url": "me@todo.dev"}, "absolute-url 16:21 legal_info_url: must be an absolute URL such as https://example.com/page"),
        ({"legal_info_url": "javascript:alert(1)"}, "absolute-url 16:21 legal_info_url: must be an absolute URL such as https://example.com/page"),
        ({"legal_info_url": "see https://todo.dev/legal"}, "absolute-url 16:21 legal_info_url: must be an absolute URL such as https://example.com/page"),
        ({"legal_info_url": "https://your-app-url.com/legal"}, "placeholder 16:21 legal_info_url: is a placeholder"),
        ({"contact_mail": "a@todo.dev"}, "unknown-field 17:3 `contact_mail` is no field of a manifest"),
        ({"HttpAuthorizationType": "basic"}, "legacy-field 17:3 `HttpAuthorizationType` is now `authorization_type`"),
        ({"auth permissions": []}, "unknown-field 9:5 `auth.permissions` is no field of a manifest"),
        ({"$schema": "https://todo.dev/schema.json"}, None),
        ({"auth": {"type": "none", "instructions": "Ask."}}, None),
        ({"auth": {**KEY, "client_secret": "hunter2"}}, "secret 13:22 auth.client_secret: is a credential"),
        ({"description_for_model": "Use sk-abcdefghijklmnopqrstuvwxyz."}, "secret 6:28 description_for_model: is a credential"),
        ({"description_for_human": "Itâ\u0080\u0099s ours."}, "mojibake 5:28 description_for_human: was meant as “It’s ours.”"),
        ({"description_for_human": "It’s ours: déjà vu."}, None),
        ({"logo_url": "https://todo.dev/logo.gif"}, "logo-format 14:15 logo_url: must not be a GIF; use a PNG"),
    ],
)  # fmt: skip
def test_a_change_is_told_of(check: Check, changes: dict[str, Any], wanted: str | None) -> None:
    found = [line for line in check(changes) if not line.startswith("undeclared-auth")]
    if wanted and wanted.startswith("logo-format"):
        found = found[:1]
    assert found == ([wanted] if wanted else [])


@pytest.mark.parametrize("auth", [OAUTH, KEY, {"type": "user_http", "authorization_type": "basic"}])
def test_each_auth_type_in_its_right_shape(check: Check, auth: dict[str, Any]) -> None:
    assert rules(check({"auth": auth})) == ["undeclared-auth"]
    wanted = ["local-auth", "undeclared-auth"]
    assert rules(check({**LOCAL, "auth": auth}, LOCAL_API)) == wanted


def test_a_field_that_an_auth_type_needs(check: Check) -> None:
    found = check({"auth": {**KEY, "authorization_type": "Bearer"}})
    assert "unknown-value 9:27 auth.authorization_type: must be bearer or basic" in found
    assert "missing-field 7:3 auth: `scope` is missing" in check({"auth": {**KEY, "type": "oauth"}})


def test_a_token_that_was_to_be_replaced(check: Check) -> None:
    for token in ("", "<token from the host>", "REPLACE_ME"):
        found = check({"auth": {**KEY, "verification_tokens": {"openai": token}}})
        wanted = "placeholder 11:17 auth.verification_tokens.openai: is a placeholder"
        assert wanted in found


def test_a_placeholder_in_a_local_project_is_advice(check: Check, tmp_path: Any) -> None:
    changes = {**LOCAL, "contact_email": "support@example.com"}
    assert check(changes, LOCAL_API) == ["local-placeholder 15:20 contact_email: is a placeholder"]
    assert [found.severity for found in findings(tmp_path / "plugin")] == ["advice"]


def test_the_limits_of_spring_2023(check: Check) -> None:
    changes = {"name_for_human": "a" * 50, "description_for_human": "a" * 120}
    assert rules(check(changes)) == ["text-limit", "text-limit"]
    assert check(changes, limits="alpha") == []


def test_a_text_read_in_a_wrong_encoding_is_measured_as_it_was_meant(check: Check) -> None:
    meant = "é" * 20
    assert rules(check({"name_for_human": meant.encode().decode("latin-1")})) == ["mojibake"]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"", "is no plugin manifest: it is empty"),
        (b"<!DOCTYPE html>\n<p>, }", "is no plugin manifest: it holds no JSON object"),
        (b'{"schema_version": "v1', "is no plugin manifest: it lacks the fields of one"),
        (b"[]", "is no plugin manifest: it holds no JSON object"),
        (b"{}", "is no plugin manifest: it lacks the fields of one"),
        (b'{"name": "x", "description": "y"}', "is no plugin manifest: it lacks the fields of one"),
        (b'{"openapi": "3.1.0", "info": {}}', "is no plugin manifest but an OpenAPI document"),
        (b'{"schema_version": "v2.4", "runtimes": []}', "is no plugin manifest but one of Microsoft 365 Copilot, which has rules of its own"),
    ],
)  # fmt: skip
def test_what_is_no_manifest_says_so_in_one_line(check: Check, raw: bytes, wanted: str) -> None:
    assert check(raw) == [f"not-a-manifest 1:1 {wanted}"]


def test_a_broken_manifest_is_checked_as_far_as_it_can_be_read(check: Check) -> None:
    text = json.dumps(changed(MANIFEST, {"name_for_human": "a" * 21}), indent=2)
    broken = text.replace('"type": "none"', '"type": "none", // for now').removesuffix("}")
    assert check(broken.encode()) == [
        "json-syntax 1:1 the file ends before the `{` is closed",
        "text-limit 3:21 name_for_human: 21 characters, at most 20",
        "json-syntax 8:19 a comma follows the last value",
        "json-syntax 8:21 JSON has no comments",
    ]


def test_credentials_are_never_shown(check: Check, tmp_path: Any) -> None:
    secret = "sk-abcdefghijklmnopqrstuvwxyz"
    check({"auth client_secret": "hunter2", "legal_info_url": f"https://u:{secret}@todo.dev/"})
    found = findings(tmp_path / "plugin")
    assert "secret" in [one.rule for one in found]
    assert secret not in repr(found)
    assert "hunter2" not in repr(found)


def test_ten_thousand_unknown_fields_are_all_told(check: Check) -> None:
    found = check({f"name_for_robot_{n}": n for n in range(10_000)})
    assert len(found) == 10_000


def test_a_public_manifest_is_held_to_the_domain_of_its_api(tmp_path: Any) -> None:
    manifest = changed(
        MANIFEST, {"contact_email": "me@b.vercel.app", "api url": "https://a.vercel.app/x"}
    )
    found = said(findings(write(tmp_path, manifest)))
    assert any("is on b.vercel.app, not on a.vercel.app" in line for line in found)
