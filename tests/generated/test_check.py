"""`ai-plugin check --strict` on generated projects: as files, and while they run."""

from __future__ import annotations

from answers import DEFAULTS

from scaffold.check import engine
from scaffold.check.finding import Severity
from scaffold.questions import Answers

from .conftest import Make, Serve

OWN: Answers = {**DEFAULTS, "contact_email": "ada@todo.dev"}


def test_a_new_project_is_clean_from_its_directory_and_while_running(
    make: Make, serve: Serve
) -> None:
    project = make(OWN)
    server = serve(project)
    for target in (str(project), server.url):
        assert engine.check(target, "current", call=True).findings == []


def test_an_address_to_be_replaced_is_advice(make: Make) -> None:
    (found,) = engine.check(str(make(DEFAULTS)), "current").findings
    assert (found.rule, found.severity) == ("local-placeholder", Severity.ADVICE)
