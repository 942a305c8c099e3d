"""Texts that a model sees: edited, tried, and written to the code that they come from."""

from __future__ import annotations

import ast
import tempfile
from pathlib import Path

import pytest
import yaml
from answers import DEFAULTS
from check.server import Served
from hypothesis import given
from hypothesis import strategies as st
from projects import Make

from host.conftest import active, pages
from scaffold.errors import Failure
from scaffold.host.editing import source, texts
from scaffold.host.editing.texts import Text
from scaffold.host.editing.write import write
from scaffold.host.host import Host
from scaffold.host.models.matcher import Matcher
from scaffold.host.registration import DEVELOPER
from scaffold.host.sees import pseudo_code
from scaffold.host.tools import tools
from scaffold.template.questions import Answers

FACTS = {**DEFAULTS, "example": "facts"}


@pytest.mark.parametrize("answers", [DEFAULTS, FACTS])
def test_every_text_of_a_project_is_found_in_its_code(host: Host, make: Make, answers: Answers) -> None:  # fmt: skip
    project = make(answers)
    plugin = host.register(str(project / ".well-known/ai-plugin.json"))
    listed = [text for text in texts.texts(plugin.plugin)[1:] if text.value]
    assert len(listed) > 5
    for text in listed:
        place = source.find(project / "plugin", text)
        before, after = place.path.read_text(), source.replaced(place, "Other words.").decode()
        assert ast.dump(ast.parse(before)).count("Other words.") == 0
        assert ast.dump(ast.parse(after)).count("Other words.") == 1
        # One literal, and nothing beside it.
        changed = [line for line in after.splitlines() if line not in before.splitlines()]
        assert len(changed) == 1


CODE = '''
@router.get("/a", operation_id="getA", summary="Get one")
def get_a(a: Annotated[int, Query(description="A number.")] = 1) -> None:
    """Gets ü, and "that"."""

@router.get("/b", operation_id="getB", summary="Get one")
def get_b(b: Annotated[int, Query(description="A number.")] = 1) -> None:
    """Gets it,

    in lines.
    """
'''


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\f\v\x00\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1), st.sampled_from([("getA", "summary", "Get one", ""), ("getB", "description", "A number.", "b"), ("getA", "description", 'Gets ü, and "that".', ""), ("getB", "description", "Gets it,\n\nin lines.", "")]))  # fmt: skip
def test_whatever_is_written_is_what_is_read(written: str, of: tuple[str, str, str, str]) -> None:
    operation, field, value, argument = of
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "plugin/api.py"
        path.parent.mkdir()
        path.write_text(CODE, encoding="utf-8")
        place = source.find(path.parent, Text((), field, value, operation, argument))
        try:
            path.write_bytes(source.replaced(place, written))
        except Failure:
            # A docstring cannot say everything: it has no blanks around it.
            assert place.is_docstring
            assert written != written.strip() or "\t" in written or "\n" in written
            return
        again = source.find(path.parent, Text((), field, written, operation, argument))
        assert again.line == place.line


def test_what_is_in_several_places_or_none_is_told_with_its_lines(tmp_path: Path) -> None:
    folder = tmp_path / "plugin"
    folder.mkdir()
    (folder / "api.py").write_text(CODE)
    with pytest.raises(Failure) as several:
        source.find(folder, Text((), "summary", "Get one", "getC"))
    assert several.value.sentence == "summary: stands in several places: plugin/api.py:2, plugin/api.py:6."  # fmt: skip
    with pytest.raises(Failure) as none:
        source.find(folder, Text((), "summary", "Get A", "getA"))
    assert none.value.sentence == "summary: no literal in plugin/ says so."
    assert none.value.hint == "getA is made at plugin/api.py:2: edit it there."


def test_a_text_is_edited_tried_and_written(host: Host, make: Make) -> None:
    project = make(DEFAULTS)
    plugin = host.register(str(project))
    plugin.activate(DEVELOPER)
    before = host.converse([plugin], user=DEVELOPER, model=Matcher())
    before.say("Purge 7")
    browser = pages(host)
    at = f"/plugins/{plugin.id}/texts"
    names = {text.label: f"text:{text.id}" for text in texts.texts(plugin.plugin) if text.operation == "deleteTodo"}  # fmt: skip
    page = browser.post(at, data={names["summary"]: "Purge an item"})  # fmt: skip
    assert "+ Purge an item" in page.text
    assert "Purge an item" not in (project / "openapi.yaml").read_text()
    asked = browser.post(f"{at}/ask", data={"conversation": before.id})
    assert "called nothing, then deleteTodo" in asked.text
    page = browser.post(f"{at}/write", data={"text": names["summary"].removeprefix("text:")})
    assert "Written: <code>" in page.text, page.text
    assert "Edited, and not written yet" not in page.text
    document = yaml.safe_load((project / "openapi.yaml").read_text())
    assert document["paths"]["/todos/{id}"]["delete"]["summary"] == "Purge an item"
    assert 'summary="Purge an item",' in (project / "plugin/todos.py").read_text()
    assert "Purge an item" in str(texts.texts(plugin.plugin_as_read))


def test_a_text_of_the_manifest_is_written_and_nothing_beside_it(host: Host, make: Make) -> None:
    file = make(DEFAULTS) / ".well-known/ai-plugin.json"
    before = file.read_text()
    plugin = host.register(str(file))
    text = texts.texts(plugin.plugin)[0]
    plugin.edits[text.place] = "x"
    line = before.splitlines().index(f'  "description_for_model": "{text.value}",') + 1
    assert write(plugin, text, 'Lists, "and" more') == f"{file.resolve()}:{line}"
    assert file.read_text() == before.replace(f'model": "{text.value}"', 'model": "Lists, \\"and\\" more"')  # fmt: skip
    assert plugin.edits == {}
    assert plugin.plugin.text("description_for_model") == 'Lists, "and" more'
    with pytest.raises(Failure, match="says something else by now"):
        write(plugin, text, "Once more")


def test_a_plugin_of_others_is_edited_here_and_nowhere_else(host: Host, server: Served) -> None:
    plugin = active(host, server)
    text = next(text for text in texts.texts(plugin.plugin) if text.operation == "addTodo")
    browser = pages(host)
    at = f"/plugins/{plugin.id}/texts"
    browser.post(at, data={f"text:{text.id}": "<b>Jot down</b>"})
    assert "// <b>Jot down</b>\ntype addTodo" in pseudo_code(tools([plugin]))
    page = browser.post(f"{at}/write", data={"text": text.id})
    assert page.status_code == 422
    assert "Todo list is not on this machine as files." in page.text
    line = server.routes["GET /openapi.yaml"].body.decode().splitlines().index("      summary: Add an item") + 1  # type: ignore[union-attr]  # fmt: skip
    assert f"It is line {line} of {server.url}/openapi.yaml." in page.text
    assert "<b>" not in page.text
    browser.post(f"{at}/undo", data={"text": text.id})
    assert "// Add an item\ntype addTodo" in pseudo_code(tools([plugin]))
