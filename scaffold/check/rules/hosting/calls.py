"""The rules of operations as they were called, without credentials."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import MAX_ANSWER, Call, Plugin
from scaffold.check.read.documents import is_json


def _guarded(plugin: Plugin) -> Iterator[Call]:
    """Calls that want credentials, and had none."""
    if plugin.authenticates:
        yield from (call for call in plugin.calls if call.operation.value.get("security") != [])


@rule(
    Severity.ERROR,
    why="Whoever knows the URL can use the API: the manifest only asks hosts to authenticate.",
    mend="Answer 401 to every call without valid credentials.",
)
def open_door(plugin: Plugin) -> Iterator[Problem]:
    """Where authentication is declared, calls without credentials get 401."""
    for operation, answer in _guarded(plugin):
        if not answer.problem and answer.status < 400:
            yield operation.problem(f"answers {answer.status} without credentials")


@rule(
    Severity.WARNING,
    why="401 tells a host to authenticate anew; other answers look like a fault of the plugin.",
    mend="Answer 401, with WWW-Authenticate.",
)
def unclear_refusal(plugin: Plugin) -> Iterator[Problem]:
    """A call without credentials is refused with 401."""
    for operation, answer in _guarded(plugin):
        if answer.status >= 400 and answer.status not in (401, 429):
            yield operation.problem(f"answers {answer.status} without credentials, not 401")


@rule(
    Severity.ERROR,
    why="The model is told that the plugin does not work.",
    mend="Find the error in the server's log.",
)
def broken_operation(plugin: Plugin) -> Iterator[Problem]:
    """An operation answers, and not with an error of the server."""
    for operation, answer in plugin.calls:
        if answer.problem:
            yield operation.problem(f"does not answer: {answer.problem}")
        elif answer.status >= 500:
            yield operation.problem(f"answers {answer.status}")


@rule(
    Severity.WARNING,
    why="Hosts read at most 100,000 characters of an answer, and the model much less with profit.",
    mend="Answer in pages, with the fields that matter.",
)
def answer_size(plugin: Plugin) -> Iterator[Problem]:
    """An answer has at most 100,000 characters."""
    for operation, answer in plugin.calls:
        length = len(answer.body.decode("utf-8", "replace"))
        if length > MAX_ANSWER:
            yield operation.problem(f"answers with more than {MAX_ANSWER:,} characters")


@rule(
    Severity.WARNING,
    why="The model and generated clients rely on what the document says of answers.",
    mend="Describe the answer in the OpenAPI document, or change it.",
)
def undeclared_answer(plugin: Plugin) -> Iterator[Problem]:
    """Answers have a declared status, and JSON where JSON is declared."""
    for operation, answer in plugin.calls:
        declared = operation.value.get("responses")
        if answer.problem or answer.status >= 500 or not isinstance(declared, dict):
            continue
        names = {str(answer.status), f"{answer.status // 100}XX", "default"}
        if not names & declared.keys():
            # That credentials are asked for is the manifest's to say.
            if answer.status != 401:
                yield operation.problem(f"answers {answer.status}, which is not declared")
        elif answer.media_type == "application/json" and _is_broken(answer.body):
            yield operation.problem("answers with JSON that cannot be read")


def _is_broken(body: bytes) -> bool:
    # A body that was cut cannot be judged, and 204 has none.
    return 0 < len(body) <= MAX_ANSWER and not is_json(body)
