"""The rules of operations as they were called, without credentials."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, problem_at, rule
from scaffold.check.subject import Call, Subject
from scaffold.documents.load import is_json
from scaffold.plugin.model import MAX_RESPONSE


def _guarded(subject: Subject) -> Iterator[Call]:
    """Calls that want credentials, and had none."""
    if subject.plugin.authenticates:
        yield from (
            call for call in subject.probes.strangers if call.operation.value.get("security") != []
        )


@rule(
    Severity.ERROR,
    why="Whoever knows the URL can use the API: the manifest only asks hosts to authenticate.",
    fix="Answer 401 to every call without valid credentials.",
)
def open_door(subject: Subject) -> Iterator[Located]:
    """Where authentication is declared, calls without credentials get 401."""
    for operation, response in _guarded(subject):
        if not response.problem and response.status < 400:
            yield problem_at(operation, f"answers {response.status} without credentials")


@rule(
    Severity.WARNING,
    why="401 tells a host to authenticate anew; other answers look like a fault of the plugin.",
    fix="Answer 401, with WWW-Authenticate.",
)
def unclear_refusal(subject: Subject) -> Iterator[Located]:
    """A call without credentials is refused with 401."""
    for operation, response in _guarded(subject):
        if response.status >= 400 and response.status not in (401, 429):
            yield problem_at(operation, f"answers {response.status} without credentials, not 401")


@rule(
    Severity.ERROR,
    why="The model is told that the plugin does not work.",
    fix="Find the error in the server's log.",
)
def broken_operation(subject: Subject) -> Iterator[Located]:
    """An operation answers, and not with an error of the server."""
    for operation, response in subject.probes.calls:
        if response.problem:
            yield problem_at(operation, f"does not answer: {response.problem}")
        elif response.status >= 500:
            yield problem_at(operation, f"answers {response.status}")


@rule(
    Severity.WARNING,
    why="Hosts read at most 100,000 characters of it, and the model much less with profit.",
    fix="Answer in pages, with the fields that matter.",
)
def answer_size(subject: Subject) -> Iterator[Located]:
    """A response has at most 100,000 characters."""
    for operation, response in subject.probes.calls:
        length = len(response.body.decode("utf-8", "replace"))
        if length > MAX_RESPONSE:
            yield problem_at(operation, f"answers with more than {MAX_RESPONSE:,} characters")


@rule(
    Severity.WARNING,
    why="The model and generated clients rely on what the document says of answers.",
    fix="Describe the response in the OpenAPI document, or change it.",
)
def undeclared_answer(subject: Subject) -> Iterator[Located]:
    """Answers have a declared status, and JSON where JSON is declared."""
    # Of how strangers are refused, another rule tells.
    refused = {id(call) for call in _guarded(subject) if call.response.status >= 400}
    for call in subject.probes.calls:
        operation, response = call
        declared = operation.value.get("responses")
        if response.problem or response.status >= 500 or not isinstance(declared, dict):
            continue
        names = {str(response.status), f"{response.status // 100}XX", "default"}
        if not names & declared.keys():
            # That credentials are asked for is the manifest's to say.
            if response.status != 401 and id(call) not in refused:
                yield problem_at(operation, f"answers {response.status}, which is not declared")
        elif response.media_type == "application/json" and _is_broken(response.body):
            yield problem_at(operation, "answers with JSON that cannot be read")


def _is_broken(body: bytes) -> bool:
    # A body that was cut cannot be judged, and 204 has none.
    return 0 < len(body) <= MAX_RESPONSE and not is_json(body)
