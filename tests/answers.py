"""Answers to try: hostile ones by hand, and any that the rules accept."""

from __future__ import annotations

from hypothesis import strategies as st

from scaffold import manifest
from scaffold.template.questions import Answers

DEFAULTS: Answers = {
    "example": "todo",
    "name_for_human": "Todo list",
    "name_for_model": "todo_list",
    "description_for_human": "Manage a to-do list: add, view and remove items.",
    "description_for_model": "Manage a to-do list: add, view and remove items.",
    "auth_type": "none",
    "contact_email": "support@example.com",
    "port": 3333,
    "legal_info_url": "http://localhost:3333/legal",
}

FACTS: Answers = {
    **DEFAULTS,
    "example": "facts",
    "name_for_human": "Fun facts",
    "name_for_model": "fun_facts",
    **dict.fromkeys(
        ("description_for_human", "description_for_model"),
        "How to say hello in several languages, and the digits of pi.",
    ),
}

BLANK: Answers = {
    **DEFAULTS,
    "example": "blank",
    "name_for_human": "My plugin",
    "name_for_model": "my_plugin",
    **dict.fromkeys(
        ("description_for_human", "description_for_model"), "Says hello to somebody by name."
    ),
}

# Each auth type with all that it asks.
AUTH: dict[str, Answers] = {
    "none": {"auth_type": "none"},
    **{
        f"{auth_type}-{scheme}": {
            "auth_type": auth_type,
            "authorization_type": scheme,
            "auth_instructions": "",
        }
        for auth_type in ("service_http", "user_http")
        for scheme in ("bearer", "basic")
    },
    "oauth": {
        "auth_type": "oauth",
        "oauth_provider": "builtin",
        "oauth_scope": "todos",
        "oauth_content_type": "application/json",
        "auth_instructions": "",
    },
    "external": {
        "auth_type": "oauth",
        "oauth_provider": "external",
        "oauth_issuer": "https://id.example.com",
        "oauth_audience": "todo-plugin",
        "oauth_authorize_url": "https://id.example.com/authorize",
        "oauth_token_url": "https://id.example.com/token",
        "oauth_scope": "todos",
        "oauth_content_type": "application/json",
        "auth_instructions": "",
    },
}

# What is another answer with another example.
_FOLLOWS = {
    "facts": {"oauth_scope": "facts", "oauth_audience": "facts-plugin"},
    "blank": {"oauth_scope": "hello", "oauth_audience": "blank-plugin"},
}


def _following(about: Answers, asked: Answers) -> Answers:
    follows = _FOLLOWS[str(about["example"])]
    return {name: answer for name, answer in follows.items() if name in asked}


# Every project that there is, each example with each auth type.
PROJECTS: dict[str, Answers] = {
    **{f"todo-{kind}": {**DEFAULTS, **asked} for kind, asked in AUTH.items()},
    **{
        f"{about['example']}-{kind}": {**about, **asked, **_following(about, asked)}
        for about in (FACTS, BLANK)
        for kind, asked in AUTH.items()
    },
}

HOSTILE_TEXTS = [
    "\"quoted\" 'twice'",
    "back\\slash \\n \\u0041",
    "{{ x }}",
    "{{ 7 * 7 }} {% if %}",
    "{% raw %}",
    "{# comment #}",
    "#{interpolated}",
    "</script><b>&amp;",
    "- yaml: [x, *y] # no",
    "key: value",
    "? a : b | > @ ` %",
    "'''",
    '"""',
    "null",
    "yes",
    "1e3",
    "~",
    "!!python/object:os",
    "${HOME} $(id) `id`",
    "👩‍👩‍👧 emoji 🎉",
    "e\u0301 combining n\u0303",
    "مرحبا שלום",
    "a\u202eb\u2066c",
    "\ufeffbom \U0010ffff",
    " spaces around ",
    "# heading *bold* [l](u)",
    "%s %(x)s {0}",
    "*",
    "|",
    "-",
    "=",
    "<<",
]


def texts(text: str) -> Answers:
    """`text` wherever a text may be."""
    return {
        "name_for_human": text[:20],
        "description_for_human": text[:100],
        "description_for_model": f"{text}\n\n\t{text}\n" * 3,
        "legal_info_url": "https://example.com/a?b=\"c\"&d='{{e}}'#{%f%}",
    }


def with_text(text: str) -> Answers:
    return {**DEFAULTS, **texts(text)}


_pieces = st.sampled_from(HOSTILE_TEXTS) | st.text(max_size=30) | st.sampled_from("\n\t \"'\\{}#:%")
_texts = st.lists(_pieces, min_size=1, max_size=8).map("".join)


def _accepted(question: str, limit: int) -> st.SearchStrategy[str]:
    cut = _texts.map(lambda text: text[:limit])
    return cut.filter(lambda text: manifest.answer_problem(question, text) is None)


_urls = st.sampled_from(["http://localhost:9000/a", "https://example.com/%7B?q='\"{{x}}#{%x%}"])
_scopes = st.from_regex(r"[A-Za-z0-9._:/-]{1,20}( [A-Za-z0-9._:/-]{1,20}){0,3}", fullmatch=True)
_instructions = st.just("") | _accepted("auth_instructions", 200)
_content_types = st.sampled_from(["application/json", "application/x-www-form-urlencoded"])
_auth: st.SearchStrategy[Answers] = st.one_of(
    st.just(AUTH["none"]),
    st.fixed_dictionaries(
        {
            "auth_type": st.sampled_from(["service_http", "user_http"]),
            "authorization_type": st.sampled_from(["bearer", "basic"]),
            "auth_instructions": _instructions,
        }
    ),
    st.fixed_dictionaries(
        {
            "auth_type": st.just("oauth"),
            "oauth_provider": st.just("builtin"),
            "oauth_scope": _scopes,
            "oauth_content_type": _content_types,
            "auth_instructions": _instructions,
        }
    ),
    st.fixed_dictionaries(
        {
            "auth_type": st.just("oauth"),
            "oauth_provider": st.just("external"),
            "oauth_issuer": st.from_regex(
                r"https?://[A-Za-z0-9.-]{1,30}(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]{0,9})?",
                fullmatch=True,
            ),
            "oauth_audience": st.from_regex(r"[A-Za-z0-9._~:/-]{1,40}", fullmatch=True),
            "oauth_authorize_url": _urls,
            "oauth_token_url": _urls,
            "oauth_scope": _scopes,
            "oauth_content_type": _content_types,
            "auth_instructions": _instructions,
        }
    ),
)
_texts_and_port: st.SearchStrategy[Answers] = st.fixed_dictionaries(
    {
        "example": st.sampled_from(["todo", "facts", "blank"]),
        "name_for_human": _accepted("name_for_human", 20),
        "name_for_model": st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,49}", fullmatch=True),
        "description_for_human": _accepted("description_for_human", 100),
        "description_for_model": _accepted("description_for_model", 8000)
        | st.sampled_from(HOSTILE_TEXTS).map(lambda text: (text * 8000)[:8000]),
        "contact_email": st.sampled_from(
            ["a@b.co", "o'neil+x@example.com", "{{x}}@example.com", "ü@münchen.example"]
        ),
        "port": st.integers(1, 65535),
        "legal_info_url": st.sampled_from(
            ["http://localhost:3333/legal", "https://example.com/%7B%7B?q='\"{{x}}#{%x%}"]
        ),
    }
)

# Any answers that the rules accept, texts in the majority hostile.
accepted_answers: st.SearchStrategy[Answers] = st.builds(
    lambda about, auth: {**about, **auth}, _texts_and_port, _auth
)
