"""The questions: what they suggest, and what they take for an answer."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from answers import AUTH, DEFAULTS, PROJECTS
from hypothesis import given
from hypothesis import strategies as st

from scaffold import manifest
from scaffold.errors import RejectedAnswers
from scaffold.template import questions


@pytest.mark.parametrize(
    ("directory", "for_human", "for_model"),
    [
        ("my-plugin", "My plugin", "my_plugin"),
        ("todo", "Todo", "todo"),
        ("42_things", "42 things", "things"),
        ("Été_2024", "Été 2024", "ete_2024"),
        ("Vögel finden", "Vögel finden", "vogel_finden"),
        ("Vo\u0308gel", "Vo\u0308gel", "vogel"),
        ("Ærø, Łódź & Straße", "Ærø Łódź Straße", "aero_lodz_strasse"),
        ("Щука-йод", "Щука йод", "shchuka_yod"),
        ("Καλημέρα κόσμε", "Καλημέρα κόσμε", "kalimera_kosme"),
        ("a-name-that-is-much-too-long", "A name that is much", "a_name_that_is_much"),
        ("-x", "X", "x"),
        ("🎉", "My plugin", "my_plugin"),
        ("{{ x }}", "X", "x"),
        ("", "My plugin", "my_plugin"),
    ],
)
def test_the_directory_gives_the_names(directory: str, for_human: str, for_model: str) -> None:
    answers = questions.complete({}, Path("/somewhere") / directory if directory else Path("/"))
    assert (answers["name_for_human"], answers["name_for_model"]) == (for_human, for_model)


@pytest.mark.parametrize("directory", ["待办", "GitHub 议题", "مهام", "हिन्दी"])
def test_a_name_in_another_script_is_asked_for(directory: str) -> None:
    with pytest.raises(RejectedAnswers) as refused:
        questions.complete({}, Path("/somewhere", directory))
    assert (refused.value.sentence, refused.value.hint) == (
        "name_for_model: cannot be made of the other answers",
        "Give it with --name-for-model.",
    )
    given = {"name_for_model": "todo"}
    assert questions.complete(given, Path("/x", directory))["name_for_human"] == directory


@given(st.text(max_size=300))
def test_any_directory_gives_acceptable_answers(directory: str) -> None:
    try:
        questions.complete({}, Path("/somewhere", directory))
    except RejectedAnswers as rejected:
        assert list(rejected.problems) == ["name_for_model"]
        assert not directory.isascii()


# The small letters of the languages that are written so; of each block those that it begins with.
BLOCKS = {"LATIN": [(0xDF, 0x180), (0x1E00, 0x1E9A), (0x1EA0, 0x1EFA)], "GREEK": [(0x390, 0x3D0)], "CYRILLIC": [(0x430, 0x460)]}  # fmt: skip
LETTERS = {
    name: [
        chr(at)
        for block in blocks
        for at in range(*block)
        if unicodedata.name(chr(at), "").startswith(f"{name} SMALL LETTER")
    ]
    for name, blocks in BLOCKS.items()
}


@given(st.sampled_from([*LETTERS]).flatmap(lambda name: st.text(LETTERS[name], min_size=1)))
def test_names_keep_their_letters(word: str) -> None:
    """However they are written: big or small, with their marks or beside them."""
    word = word[:12]
    names = {
        questions.by_name("name_for_model").suggest({"name_for_human": written}, Path("x"))
        for form in ("NFC", "NFD")
        for written in (
            unicodedata.normalize(form, word),
            unicodedata.normalize(form, word.upper()),
        )
    }
    assert len(names) == 1
    name = str(names.pop())
    assert manifest.answer_problem("name_for_model", name) is None
    # The soft and the hard sign have no letter of their own.
    assert len(name) >= len(word.replace("ь", "").replace("ъ", ""))
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    assert len(plain) < len(word) or name == plain


def test_the_first_question_does_not_wait_for_jinja() -> None:
    first = "next(asked.name for asked, _ in questions.each({}, Path('x')) if asked.is_open)"
    program = f"""
import sys
from pathlib import Path
from scaffold.template import questions
print({first}, "jinja2" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "example False\n"


def test_defaults_follow_the_answers_before_them() -> None:
    given: questions.Answers = {
        "name_for_human": "Fun Facts!",
        "description_for_human": "Says hi.",
        "port": 8081,
    }
    answers = questions.complete(given, Path("x"))
    assert answers["name_for_model"] == "fun_facts"
    assert answers["description_for_model"] == "Says hi."
    assert answers["legal_info_url"] == "http://localhost:8081/legal"


def test_defaults_follow_the_example() -> None:
    given: questions.Answers = {"example": "facts", **AUTH["external"]}
    del given["oauth_scope"], given["oauth_audience"]
    answers = questions.complete(given, Path("fun-facts"))
    assert answers == {"upstream_auth": "", **PROJECTS["facts-external"]}


def test_every_wrong_answer_is_told_at_once() -> None:
    with pytest.raises(RejectedAnswers) as rejected:
        questions.accept({"name_for_human": "a" * 27, "auth_type": "apikey", "port": "http"})
    assert rejected.value.sentence.splitlines() == [
        "name_for_human: 27 characters, at most 20",
        "auth_type: must be none or service_http or user_http or oauth",
        "port: must be a whole number",
    ]


@pytest.mark.parametrize("port", [1, 65535, "3333", 3333.0])
def test_a_port_is_a_whole_number(port: object) -> None:
    assert questions.accept({"port": port}) == {"port": int(float(str(port)))}


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        (0, "0, at least 1"),
        (65536, "65536, at most 65535"),
        ("-1", "-1, at least 1"),
        ("٣٣", "must be a whole number"),
        ("9" * 5000, "must be a whole number"),
        ("", "must be a whole number"),
        (True, "must be a whole number, not true or false"),
        (3333.5, "must be a whole number, not a number"),
        (None, "must be a whole number, not null"),
        ([], "must be one text or number; put quotes around a text"),
    ],
)
def test_other_ports_are_refused(port: object, sentence: str) -> None:
    with pytest.raises(RejectedAnswers) as rejected:
        questions.accept({"port": port})
    assert rejected.value.sentence == f"port: {sentence}"


def test_text_must_be_text() -> None:
    with pytest.raises(RejectedAnswers, match="name_for_human: must be text, not a whole number"):
        questions.accept({"name_for_human": 123})


@given(
    st.dictionaries(
        st.sampled_from([q.name for q in questions.load()]),
        st.text() | st.integers() | st.floats() | st.none() | st.lists(st.text()),
        max_size=8,
    )
)
def test_whatever_is_given_is_accepted_or_refused_in_a_sentence(given: dict[str, object]) -> None:
    try:
        assert questions.accept(given).keys() == given.keys()
    except RejectedAnswers as rejected:
        assert set(rejected.problems) <= set(given)
        assert all("\n" not in why and why for why in rejected.problems.values())


def test_only_what_is_not_given_and_has_a_choice_is_asked() -> None:
    names = [question.name for question in questions.open_questions(DEFAULTS)]
    assert names == []
    names = [question.name for question in questions.open_questions({})]
    assert names == list(DEFAULTS)[:6]


def test_a_plugin_for_everybody_takes_at_most_seven_prompts() -> None:
    review = 1
    assert len(questions.open_questions({})) + review <= 7


@pytest.mark.parametrize("answer", [16**5000, None, True, 1.5], ids=type)
def test_what_is_no_word_is_like_no_choice(answer: object) -> None:
    with pytest.raises(RejectedAnswers) as rejected:
        questions.accept({"auth_type": answer})
    assert rejected.value.problems == {
        "auth_type": "must be none or service_http or user_http or oauth"
    }


@pytest.mark.parametrize("kind", [kind for kind in AUTH if kind != "none"])
def test_users_need_not_be_told_anything(kind: str) -> None:
    given = {name: answer for name, answer in AUTH[kind].items() if name != "auth_instructions"}
    assert questions.complete(given, Path("x"))["auth_instructions"] == ""
