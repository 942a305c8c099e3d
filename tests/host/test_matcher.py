"""The matcher: which operation a request finds, and which arguments it dares to fill in."""

from __future__ import annotations

from typing import Any

import pytest
from answers import DEFAULTS, FACTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import Make

from scaffold.host.host import Host
from scaffold.host.items import Question
from scaffold.host.models import Ask, Call
from scaffold.host.models.matcher import Matcher, ranked
from scaffold.host.tools import Tool, tools


@pytest.fixture
def todo(host: Host, make: Make) -> list[Tool]:
    return tools([host.register(str(make(DEFAULTS) / ".well-known/ai-plugin.json"))])


@pytest.fixture
def facts(host: Host, make: Make) -> list[Tool]:
    return tools([host.register(str(make(FACTS) / ".well-known/ai-plugin.json"))])


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ('Put "buy milk" on my list', "addTodo"),
        ("I have to remember the eggs", "addTodo"),
        ("What is on it?", "listTodos"),
        ("Show me everything that is to be done", "listTodos"),
        ("Which items are there?", "listTodos"),
        ("Remove item 3", "deleteTodo"),
        ("Throw the second one away", "deleteTodo"),
        ("Please delete number 7 for good", "deleteTodo"),
    ],
)
def test_plain_words_find_the_operation(todo: list[Tool], text: str, operation: str) -> None:
    assert ranked(text, todo)[0].id == operation


def move(text: str, operations: list[Tool]) -> Any:
    return Matcher().move([Question(text)], operations)


def test_arguments_are_what_was_said_and_nothing_else(todo: list[Tool], facts: list[Tool]) -> None:
    assert move("Put “buy milk” on my list", todo) == Call("todo_list__addTodo", {"text": "buy milk"})  # fmt: skip
    assert move("Remove item 3", todo) == Call("todo_list__deleteTodo", {"id": 3})
    # Not the limit: nobody said so.
    assert move("Show the items of 2023", todo) == Call("todo_list__listTodos", {})
    assert move("List items with a limit of 5", todo) == Call("todo_list__listTodos", {"limit": 5})
    assert move("How do I say hello in thai?", facts) == Call("fun_facts__listGreetings", {"language": "Thai"})  # fmt: skip
    assert move("Show 12 digits of pi", facts) == Call("fun_facts__getPi", {"digits": 12})


def test_it_asks_for_what_it_cannot_know(todo: list[Tool]) -> None:
    assert move("Delete something", todo) == Ask("To call deleteTodo, I need id.", "todo_list__deleteTodo", {})  # fmt: skip
    assert move("Bonjour", todo) == Ask("No operation has a word of that in its texts. Which one is meant?")  # fmt: skip


@given(st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_request(todo: list[Tool], text: str) -> None:
    assert isinstance(move(text, todo), Call | Ask)
    assert ranked(f"\"' OR * NEAR( {text} -add:", todo) is not None
