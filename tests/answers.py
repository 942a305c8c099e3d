"""Answers to try: hostile ones by hand, and any that the rules accept."""

from __future__ import annotations

from hypothesis import strategies as st

from scaffold import rules
from scaffold.questions import Answers

DEFAULTS: Answers = {
    "name_for_human": "Todo list",
    "name_for_model": "todo_list",
    "description_for_human": "Manage a to-do list: add, view and remove items.",
    "description_for_model": "Manage a to-do list: add, view and remove items.",
    "auth_type": "none",
    "contact_email": "support@example.com",
    "port": 3333,
    "legal_info_url": "http://localhost:3333/legal",
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


def with_text(text: str) -> Answers:
    """The default answers, with `text` wherever a text may be."""
    return {
        **DEFAULTS,
        "name_for_human": text[:20],
        "description_for_human": text[:100],
        "description_for_model": f"{text}\n\n\t{text}\n" * 3,
        "legal_info_url": "https://example.com/a?b=\"c\"&d='{{e}}'#{%f%}",
    }


_pieces = st.sampled_from(HOSTILE_TEXTS) | st.text(max_size=30) | st.sampled_from("\n\t \"'\\{}#:%")
_texts = st.lists(_pieces, min_size=1, max_size=8).map("".join)


def _accepted(question: str, limit: int) -> st.SearchStrategy[str]:
    cut = _texts.map(lambda text: text[:limit])
    return cut.filter(lambda text: rules.answer_problem(question, text) is None)


# Any answers that the rules accept, texts in the majority hostile.
accepted_answers: st.SearchStrategy[Answers] = st.fixed_dictionaries(
    {
        "name_for_human": _accepted("name_for_human", 20),
        "name_for_model": st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,49}", fullmatch=True),
        "description_for_human": _accepted("description_for_human", 100),
        "description_for_model": _accepted("description_for_model", 8000)
        | st.sampled_from(HOSTILE_TEXTS).map(lambda text: (text * 8000)[:8000]),
        "auth_type": st.just("none"),
        "contact_email": st.sampled_from(
            ["a@b.co", "o'neil+x@example.com", "{{x}}@example.com", "ü@münchen.example"]
        ),
        "port": st.integers(1, 65535),
        "legal_info_url": st.sampled_from(
            ["http://localhost:3333/legal", "https://example.com/%7B%7B?q='\"{{x}}#{%x%}"]
        ),
    }
)
