"""`ai-plugin check --strict` on new projects: as files, and while they run."""

from __future__ import annotations

import pytest
from answers import BLANK, DEFAULTS, FACTS, PROJECTS
from projects import Make, Serve

from scaffold.check import engine
from scaffold.check.engine import Job
from scaffold.check.finding import Finding, Severity
from scaffold.template.questions import Answers


def said(found: list[Finding]) -> list[tuple[str, Severity]]:
    return [(finding.rule, finding.severity) for finding in found]


@pytest.mark.parametrize("answers", [DEFAULTS, FACTS, BLANK], ids=["todo", "facts", "blank"])
def test_a_project_for_anybody_is_clean_in_its_directory_and_while_it_is_called(
    make: Make, serve: Serve, answers: Answers
) -> None:
    project = make({**answers, "contact_email": "ada@todo.dev"})
    for target in (str(project), serve(project).url):
        assert engine.check(Job(target, call=True)).findings == []


@pytest.mark.parametrize("name", PROJECTS)
def test_a_new_project_has_nothing_but_an_address_to_replace(make: Make, name: str) -> None:
    found = engine.check(Job(str(make(PROJECTS[name])))).findings
    assert ("local-placeholder", Severity.ADVICE) in said(found)
    assert {finding.severity for finding in found} == {Severity.ADVICE}


@pytest.mark.parametrize("name", [name for name in PROJECTS if "basic" not in name])
def test_a_new_plugin_that_runs_has_nothing_but_advice(make: Make, serve: Serve, name: str) -> None:
    found = engine.check(Job(serve(make(PROJECTS[name])).url)).findings
    assert {finding.severity for finding in found} == {Severity.ADVICE}, said(found)
