"""Prompts on a terminal that can redraw, key by key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scaffold import wizard
from scaffold.template import questions
from scaffold.template.questions import Answers
from scaffold.wizard import signs
from scaffold.wizard.prompts import Back, Checklist, Choice, Prompt, Text, confirm
from scaffold.wizard.screen import Screen
from wizard.conftest import BACK, CLEAR, DOWN, END, ENTER, STARTED, UP, Hold, Until

TAB, LEFT, RIGHT, BACKSPACE = "\t", "\x1b[D", "\x1b[C", "\x7f"
ALT_ENTER, CTRL_J, CTRL_O = "\x1b\r", "\n", "\x0f"

# As many questions as are asked for the auth type `none`, and the review is next.
ALL = [ENTER] * len(questions.open_questions(STARTED))


def paste(text: str) -> str:
    """What a terminal sends for a paste."""
    return f"\x1b[200~{text}\x1b[201~"


def under(shown: str, answer: str) -> str:
    """The line below an answer: its length, and what is wrong with it."""
    lines = shown.splitlines()
    return lines[lines.index(f"❯ {answer}".rstrip()) + 1].strip()


def ask(hold: Hold, prompt: Prompt[Any], *keys: str) -> tuple[object, list[str]]:
    """The answer to one prompt, None where there is none yet, and what was shown for each key."""
    answers: list[object] = []

    def asked(_given: object, place: Path, _plan: object) -> tuple[Path, Answers]:
        answers.append(Screen(signs.UNICODE).ask(prompt, (), back=True))
        return place, {}

    shown = hold(*keys, ask=asked).shown
    return (answers[0] if answers else None), shown


def anything(_text: str) -> None:
    """No text is refused."""


def test_a_prompt_shows_what_was_answered_the_question_and_the_keys(hold: Hold) -> None:
    first, second = hold(ENTER).shown
    assert first.splitlines() == [
        "? Name that people see in the plugin store",
        "❯ My plugin",
        "  9/20",
        "  Enter next   Tab edit",
    ]
    assert second.splitlines() == [
        "✔ name_for_human  My plugin",
        "? Name that the model calls it by (letters, digits, underscores)",
        "❯ my_plugin",
        "  9/50",
        "  Enter next   Tab edit   Shift-Tab back",
    ]


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (16, "16/20"),
        (17, "17/20, 3 left"),
        (20, "20/20, 0 left"),
        (21, "21/20, 1 too many"),
        (27, "27/20, 7 too many"),
    ],
)
def test_the_length_is_counted_and_warned_of(hold: Hold, length: int, status: str) -> None:
    text = "a" * length
    assert under(hold(CLEAR, text).shown[-1], text) == status


def test_a_refusal_is_told_while_typing_and_loudly_after_enter(hold: Hold) -> None:
    rule = "must be letters a-z, digits and underscores, starting with a letter"
    shown = hold(ENTER, CLEAR, "a b", ENTER, "c", ENTER, CLEAR, " ", ENTER, "x").shown[2:]
    assert under(shown[0], "my_plugin") == "9/50"
    assert under(shown[1], "a b") == f"3/50  {rule}"
    assert under(shown[2], "a b") == f"3/50  ✗ {rule}"
    assert under(shown[3], "a bc") == f"4/50  {rule}"
    assert under(shown[4], "a bc") == f"4/50  ✗ {rule}"
    assert under(shown[5], "my_plugin") == "9/50"
    assert under(shown[6], "") == f"1/50  {rule}"
    assert under(shown[7], "") == f"1/50  ✗ {rule}"
    assert under(shown[8], " x") == f"2/50  {rule}"


def test_too_long_an_answer_is_refused(hold: Hold) -> None:
    talk = hold(CLEAR, "a" * 27, ENTER, CLEAR, "Short", *ALL, ENTER)
    assert under(talk.shown[3], "a" * 27) == ("27/20, 7 too many  ✗ 27 characters, at most 20")
    assert talk.answers["name_for_human"] == "Short"


def test_the_directory_is_asked_first_and_gives_the_names(hold: Hold, folder: Path) -> None:
    (folder / "used").mkdir()
    (folder / "used/notes").touch()
    talk = hold(CLEAR, "used", ENTER, CLEAR, "other", ENTER, *ALL, ENTER, directory=None)
    assert talk.shown[0].splitlines()[:2] == ["? Directory to create", "❯ my-plugin"]
    assert under(talk.shown[2], "used") == "Directory `used` is not empty."
    assert under(talk.shown[3], "used") == "✗ Directory `used` is not empty."
    assert talk.shown[6].splitlines()[0] == "✔ new directory  other"
    assert (talk.directory, talk.answers["name_for_human"]) == (folder / "other", "Other")
    assert talk.answers.keys() == questions.complete({}, folder).keys()


def test_a_name_that_nothing_suggests_is_asked_for(hold: Hold) -> None:
    *_, refused, written = hold(ENTER, ENTER, "todo", directory="待办").shown
    assert under(refused, "") == "0/50  ✗ is empty"
    assert under(written, "todo") == "4/50"


def test_back_keeps_answers_and_drafts(hold: Hold) -> None:
    keys = [CLEAR, "Cows", ENTER, CLEAR, "my cow", BACK, BACK, ENTER, CLEAR, "cow", *ALL[1:], ENTER]
    talk = hold(*keys)
    assert talk.shown[6].splitlines()[:2] == [
        "? Name that people see in the plugin store",
        "❯ Cows",
    ]
    # There is nothing before the first question.
    assert talk.shown[7] == talk.shown[6]
    assert under(talk.shown[8], "my cow") == "6/50"
    assert (talk.answers["name_for_human"], talk.answers["name_for_model"]) == ("Cows", "cow")


def test_what_was_only_agreed_to_follows_when_its_source_changes(hold: Hold) -> None:
    talk = hold(ENTER, ENTER, BACK, BACK, CLEAR, "Sheep", *ALL, ENTER)
    assert talk.answers["name_for_model"] == "sheep"
    talk = hold(ENTER, TAB, "s", ENTER, BACK, BACK, CLEAR, "Sheep", *ALL, ENTER)
    assert talk.answers["name_for_model"] == "my_plugins"


def test_an_answer_taken_back_to_its_suggestion_follows_again(hold: Hold) -> None:
    again = [BACK, CLEAR, "my_plugin", ENTER]
    talk = hold(ENTER, TAB, "s", ENTER, *again, BACK, BACK, CLEAR, "Sheep", *ALL, ENTER)
    assert talk.answers["name_for_model"] == "sheep"


def test_tab_goes_on_and_the_linux_console_has_a_shift_tab_of_its_own(hold: Hold) -> None:
    first, _, second, again = hold(TAB, TAB, "\x1b\t").shown
    assert first == again != second


def test_what_was_answered_stays_on_the_screen(hold: Hold) -> None:
    assert hold(*ALL, ENTER).left.splitlines()[:2] == [
        "✔ name_for_human  My plugin",
        "✔ name_for_model  my_plugin",
    ]


def test_back_goes_over_menus_and_questions_that_no_longer_apply(hold: Hold) -> None:
    to_auth = ALL[:4]
    talk = hold(*to_auth, DOWN, ENTER, DOWN, ENTER, BACK, LEFT, UP, ENTER, BACK, *ALL[4:], ENTER)
    titles = [
        next(line for line in shown.splitlines() if line.startswith("?"))
        for shown in talk.shown[4:]
    ]
    who, how, contact = titles[0], "? How the key is sent", titles[4]
    assert who.startswith("? Who may call the plugin")
    assert titles[:9] == [who, who, how, how, contact, how, who, who, contact]
    # The chosen way of sending is kept until it is no question any more.
    assert "❯ basic: Authorization: Basic KEY" in talk.shown[9]
    assert "❯ service_http: " in talk.shown[10]
    assert titles[9] == who
    assert "authorization_type" not in talk.answers


def test_the_review_shows_the_plugin_and_fits(hold: Hold) -> None:
    shown = hold(*ALL).shown[-1].splitlines()
    assert shown[:8] == [
        " MP   My plugin",
        "      Manage a to-do list: add, view and remove items.",
        "      Who may call it: anyone",
        "      The model sees my_plugin: Manage a to-do list: add, view and remove items.",
        "      4 files: plugin/ tests/ README.md .env",
        "",
        "? Create my-plugin, or change an answer?",
        "❯ Yes, create it",
    ]
    assert shown[-2:] == ["  No, leave", "  Up/Down choose   Enter take   Shift-Tab back"]
    assert "  port                   3333" in shown
    longest = {"auth_type": "oauth", "oauth_provider": "external"}
    whole = hold(*[ENTER] * 10, given=longest).shown
    assert any("? Create" in text and "4 files" in text and "Shift-Tab" in text for text in whole)
    low = hold(*ALL, UP, columns=40, rows=8).shown
    assert low[-2].splitlines() == [
        " MP   My plugin",
        "? Create my-plugin, or change an",
        "  answer?",
        "❯ Yes, create it",
        "  example                todo",
        "  name_for_human         My plugin",
        "  Up/Down choose   Enter take",
        "  Shift-Tab back",
    ]
    assert "❯ No, leave" in low[-1]
    # On the way down, the next one is always in sight.
    lower = hold(*ALL, DOWN, DOWN, columns=40, rows=8).shown[-1].splitlines()
    assert lower[4:6] == [
        "❯ name_for_human         My plugin",
        "  name_for_model         my_plugin",
    ]


def row(name: str) -> list[str]:
    """The keys that choose an answer in the review, which shows none of an API's document."""
    asked = [question for question, _ in questions.each({}, Path("x")) if not question.imported]
    return [DOWN * ([question.name for question in asked].index(name) + 1), ENTER]


def test_any_answer_can_be_changed_and_what_follows_from_it_follows(hold: Hold) -> None:
    port = [*row("port"), CLEAR, "8080", ENTER]
    described = [*row("description_for_human"), CLEAR, "Counts sheep.", ENTER]
    left_alone = [*row("name_for_human"), "!", BACK]
    talk = hold(*ALL, *port, *described, *left_alone, ENTER)
    assert talk.answers["legal_info_url"] == "http://localhost:8080/legal"
    assert talk.answers["description_for_model"] == "Counts sheep."
    assert talk.answers["name_for_human"] == "My plugin"


def test_a_changed_auth_type_asks_what_it_newly_needs(hold: Hold) -> None:
    auth = row("auth_type")
    talk = hold(*ALL, *auth, DOWN * 3, ENTER, DOWN, ENTER, *[ENTER] * 4, ENTER)
    assert "? Where users sign in" in talk.shown[len(ALL) + 4]
    assert "Issuer of the provider" in talk.shown[len(ALL) + 6]
    assert talk.answers["oauth_token_url"] == "https://id.example.com/token"
    # Whoever leaves these questions leaves the change.
    talk = hold(*ALL, *auth, DOWN * 3, ENTER, BACK, BACK, ENTER)
    assert talk.answers["auth_type"] == "none"


def test_back_from_the_review_is_the_last_question(hold: Hold) -> None:
    shown = hold(*ALL, BACK).shown
    assert shown[-1] == shown[-3]


def test_what_is_given_is_not_asked_but_can_be_changed(hold: Hold) -> None:
    given = dict.fromkeys([question.name for question in questions.open_questions(STARTED)], "")
    given |= questions.complete({}, Path("x"))  # type: ignore[arg-type]
    shown = hold(BACK, DOWN, ENTER, given=given).shown
    assert "Shift-Tab" not in shown[0]
    assert shown[1] == shown[0]
    assert shown[-1].splitlines()[0] == "? What to start from"


@pytest.mark.parametrize("newline", [CTRL_J, ALT_ENTER])
def test_a_long_description_has_several_lines(hold: Hold, newline: str) -> None:
    pasted, at_end = paste("two\r\nthree\n"), paste("four\n\n")
    talk = hold(*ALL[:3], CLEAR, f"One{newline}", pasted, at_end, *ALL[3:], ENTER)
    assert talk.answers["description_for_model"] == "One\ntwo\nthree\nfour"
    assert [line for line in talk.shown[7].splitlines()[-8:] if line] == [
        "❯ One",
        "  two",
        "  three",
        "  four",
        "  18/8000",
        "  Enter next   Ctrl-O editor   Ctrl-J new line   Shift-Tab back",
    ]


def test_a_terminal_that_sends_ctrl_j_for_enter_can_answer(hold: Hold) -> None:
    talk = hold(*[CTRL_J] * (len(ALL) + 1))
    assert "Alt-Enter new line" in talk.shown[3]
    assert talk.answers["auth_type"] == "none"


def test_line_breaks_pasted_into_one_line_become_spaces(hold: Hold) -> None:
    assert under(hold(CLEAR, paste("My\nplugin\n")).shown[-1], "My plugin") == "9/20"


def test_the_editor_of_the_user_writes(
    hold: Hold, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = folder / "my editor"
    editor.write_text("#!/bin/sh\ntr a-z A-Z < $1 > $1.new\nmv $1.new $1\necho more >> $1\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", f"'{editor}'")
    shown = hold(*ALL[:3], CLEAR, "sheep", CTRL_O, Until("SHEEP")).shown
    assert shown[-1].splitlines()[4:6] == ["❯ SHEEP", "  more"]


def test_an_editor_that_fails_costs_nothing(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "false")
    shown = hold(*ALL[:3], CLEAR, "sheep", CTRL_O, Until("failed")).shown
    assert under(shown[-1], "sheep") == "5/8000  ✗ false: Editing failed"


def test_ctrl_d_deletes_and_on_an_empty_line_ends(hold: Hold) -> None:
    assert under(hold(TAB, "\x01", END).shown[-1], "y plugin") == "8/20"
    for asked in range(len(ALL) + 1):
        with pytest.raises(EOFError):
            hold(*ALL[:asked], CLEAR, END)


def test_a_menu_is_a_ring_with_numbers(hold: Hold) -> None:
    shown = hold(*ALL[:4], UP, DOWN, "3").shown[-3:]
    chosen = [next(line for line in text.splitlines() if line[0] == "❯")[2:6] for text in shown]
    assert chosen == ["oaut", "none", "user"]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 8)])
def test_every_prompt_is_whole(hold: Hold, columns: int, rows: int) -> None:
    """Each auth type, through every question it asks: nothing is cut, and every key is shown."""
    for auth in range(4):
        given = {} if auth < 3 else {"oauth_provider": "external"}
        keys = [*ALL[:4], str(auth + 1), *[ENTER] * 12]
        talk = hold(*keys, columns=columns, rows=rows, given=given)
        shown = talk.shown[: talk.shown.index(next(s for s in talk.shown if "? Create" in s))]
        texts = [" ".join(text.split()) for text in shown]
        for question in questions.open_questions(STARTED):
            assert any(question.help in text for text in texts)
        assert all("Shift-Tab back" in text for text in texts[1:])
        assert all("❯" in text for text in texts)
        assert (
            talk.answers["auth_type"] == list(questions.by_name("auth_type").choices.values())[auth]
        )


def test_without_unicode_the_signs_are_ascii(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    shown = hold(" ", ENTER, "x", *ALL, columns=40).shown
    assert all(text.isascii() for text in shown)
    assert under(shown[2].replace(">", "❯"), "") == "1/20  ! must be one line of visible"
    assert "  description_for_human  Manage a to-..." in shown[-1].splitlines()


def test_some_questions_can_be_asked_alone(hold: Hold) -> None:
    """As an update asks what is new: the given answers are suggestions, and there is no review."""
    some = [questions.by_name("port"), questions.by_name("name_for_human")]
    given = {"name_for_human": "Mine", "port": 1234}
    talk = hold(
        ENTER, BACK, ENTER, CLEAR, "8080", ENTER,
        given=given,
        ask=lambda given, place, _plan: (place, wizard.ask_some(some, given, place)),
    )  # fmt: skip
    pointed = [line for text in talk.shown[:3] for line in text.splitlines() if line[0] == "❯"]
    assert pointed == ["❯ Mine", "❯ 1234", "❯ Mine"]
    assert (talk.answers["name_for_human"], talk.answers["port"]) == ("Mine", 8080)
    assert talk.left.splitlines() == ["✔ name_for_human  Mine", "✔ port  8080", ""]
    assert talk.answers["legal_info_url"] == "http://localhost:8080/legal"


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ((), "my_plugin"),
        (("cow",), "cow"),
        ((paste("cow"),), "cow"),
        ((TAB, "s"), "my_plugins"),
        ((RIGHT, "s"), "my_plugins"),
        ((TAB, LEFT, RIGHT, "s"), "my_plugins"),
        (("cow", CLEAR), "my_plugin"),
        ((BACKSPACE, "cow"), "cow"),
    ],
)
def test_a_default_is_accepted_typed_over_or_taken_over(
    hold: Hold, keys: Sequence[str], name: str
) -> None:
    talk = hold(ENTER, *keys, *ALL[1:], ENTER)
    assert talk.answers["name_for_model"] == name
    edits = ["Tab edit" in text for text in talk.shown[1 : len(keys) + 2]]
    assert edits[0]
    assert edits[-1] == (name == "my_plugin")


def test_what_was_written_is_no_default_and_is_written_on(hold: Hold) -> None:
    talk = hold("Cows", ENTER, BACK, "!", *ALL, ENTER)
    assert "Tab edit" not in talk.shown[3]
    assert talk.answers["name_for_human"] == "Cows!"
    # Deleted, it leaves the suggestion.
    talk = hold("Cows", ENTER, BACK, CLEAR, *ALL, ENTER)
    assert "Tab edit" in talk.shown[4]
    assert talk.answers["name_for_human"] == "My plugin"


def test_a_default_of_several_lines_is_shown_in_one_and_taken_over_whole(hold: Hold) -> None:
    prompt = Text("Notes", "one\ntwo", anything, multiline=True)
    answer, shown = ask(hold, prompt, TAB, CTRL_J, "three", ENTER)
    assert [shown[0].splitlines()[1], answer] == ["❯ one two", "one\ntwo\nthree"]
    # An empty line is written by hand, and is no default.
    assert ask(hold, prompt, CTRL_J, ENTER)[0] == ""


def test_an_answer_that_may_be_empty_is_a_draft_and_an_example_no_answer(hold: Hold) -> None:
    prompt = Text("Licence", "", anything, draft="MIT", placeholder="GPL-3.0")
    answer, shown = ask(hold, prompt, CLEAR, ENTER)
    assert [text.splitlines()[1] for text in shown] == ["❯ MIT", "❯ GPL-3.0"]
    assert "Tab edit" not in "".join(shown)
    assert answer == ""


def test_enter_asks_again_whether_an_answer_is_refused(hold: Hold) -> None:
    refusals = ["Busy."]
    prompt = Text("Place", "here", lambda _: refusals.pop() if refusals else None)
    answer, shown = ask(hold, prompt, ENTER, ENTER)
    assert under(shown[1], "here") == "✗ Busy."
    assert answer == "here"


def test_a_secret_is_stars(hold: Hold) -> None:
    answer, shown = ask(hold, Text("Key", "abc", anything, secret=True), "hunter2", ENTER)
    assert [text.splitlines()[1] for text in shown] == ["❯ ***", *["❯ *******"] * (len(shown) - 1)]
    assert answer == "hunter2"
    assert ask(hold, Text("Key", "abc", anything, secret=True), ENTER)[0] == "abc"


def test_there_is_nothing_to_search(hold: Hold) -> None:
    shown = hold("Cows", "\x12", "\x13", ENTER, *ALL[1:4], "\x12").shown
    assert shown[1] == shown[2] == shown[3]
    assert shown[-1] == shown[-2]


def test_yes_or_no(hold: Hold) -> None:
    answer, shown = ask(hold, confirm("Really?", default=True), ENTER)
    assert shown[0].splitlines() == [
        "? Really?",
        "❯ Yes",
        "  No",
        "  Up/Down choose   Enter take   Shift-Tab back",
    ]
    assert answer is True
    assert ask(hold, confirm("Really?", default=True), "n", ENTER)[0] is False
    assert ask(hold, confirm("Really?", default=False), ENTER)[0] is False
    assert ask(hold, confirm("Really?", default=False), "y", LEFT)[0] == Back(True)


LANGUAGES = Checklist(
    "Languages",
    [None],
    [Choice("None", None), Choice("Python", "py"), Choice("Go", 0), Choice("Rust", "rs")],
    lambda ticked: "takes two at most" if len(ticked) > 2 else None,
)


def test_any_of_several(hold: Hold) -> None:
    answer, shown = ask(hold, LANGUAGES, DOWN, " ", "a", ENTER, " ", "3", " ", ENTER)
    assert shown[0].splitlines() == [
        "? Languages",
        "❯ ● None",
        "  ○ Python",
        "  ○ Go",
        "  ○ Rust",
        "  Up/Down move   Space tick   a all   Enter next   Shift-Tab back",
    ]
    assert shown[2].splitlines()[1:4] == ["  ● None", "❯ ● Python", "  ○ Go"]
    assert "takes" not in shown[3]
    assert [text.splitlines()[5].strip() for text in shown[4:6]] == ["✗ takes two at most"] * 2
    assert "takes" not in shown[7]
    assert answer == [None, "rs"]


def test_what_was_ticked_is_kept_on_the_way_back(hold: Hold) -> None:
    assert ask(hold, LANGUAGES, "\x1b[F", " ", "\x1b[H", " ", BACK)[0] == Back(["rs"])
    with pytest.raises(EOFError):
        ask(hold, LANGUAGES, END)


def test_a_menu_goes_to_its_ends_and_by_first_letters(hold: Hold) -> None:
    shown = hold(*ALL[:4], "\x1b[F", "\x1b[H", "s", "j", "k").shown[-5:]
    chosen = [next(line for line in text.splitlines() if line[0] == "❯")[2:6] for text in shown]
    assert chosen == ["oaut", "none", "serv", "user", "serv"]


def test_five_lines_show_what_is_asked_and_answered(hold: Hold) -> None:
    for text in hold(*ALL, columns=30, rows=5).shown:
        lines = text.splitlines()
        assert len(lines) <= 5
        assert any(line.startswith("? ") for line in lines)
        assert any(line.startswith("❯ ") for line in lines)
