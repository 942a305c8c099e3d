"""What the model sees: the pseudo-code of 2023 and today's tools, to the letter, with sizes."""

from __future__ import annotations

from answers import DEFAULTS
from check.server import Served, described
from projects import Make

from host.conftest import active
from scaffold.host.host import Host
from scaffold.host.sees import pseudo_code, sizes, tools_json, total
from scaffold.host.tools import tools

CODE = """\
// Manage a to-do list: add, view and remove items.
namespace todo_list {

// Lists the items, oldest first. The next page begins at `offset` + the items received.
type listTodos = (_: {
// How many items at most.
limit?: number, // default: 25
// How many items to skip first.
offset?: number, // default: 0
}) => any;

// Adds one item at the end of the list and answers with it.
type addTodo = (_: {
// What is to be done, in one line.
text: string,
}) => any;

// Deletes one item for good. Its number comes from listTodos.
type deleteTodo = (_: {
// The item's number.
id: number,
}) => any;

} // namespace todo_list"""


def test_a_project_as_the_model_of_2023_saw_it(host: Host, make: Make) -> None:
    project = make(DEFAULTS)
    plugin = host.register(str(project / ".well-known/ai-plugin.json"))
    operations = tools([plugin])
    assert pseudo_code(operations) == CODE
    assert [(size.name, size.tokens) for size in sizes(operations)] == [
        ("todo_list__listTodos", 61),
        ("todo_list__addTodo", 36),
        ("todo_list__deleteTodo", 33),
    ]
    assert total(operations).characters == len(CODE)
    assert tools_json(operations)[2]["function"] == {
        "name": "todo_list__deleteTodo",
        "description": "Deletes one item for good. Its number comes from listTodos.",
        "parameters": {
            "type": "object",
            "properties": {
                "id": {
                    "type": "integer",
                    "maximum": 2147483647,
                    "minimum": 1,
                    "description": "The item's number.",
                    "title": "Id",
                }
            },
            "required": ["id"],
            "additionalProperties": False,
        },
    }


def test_nested_types_and_what_goes_beyond_a_limit(host: Host, server: Served) -> None:
    schema = {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": {"type": ["string", "null"]}},
            "size": {"enum": ["small", "large"]},
            "where": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }
    post = {
        "description": "x" * 301,
        "requestBody": {"content": {"application/json": {"schema": schema}}},
    }
    many = {f"/more/{n}": {"get": {"operationId": f"more{n}", "summary": "More"}} for n in range(30)}  # fmt: skip
    changes = {"paths /todos": {"post": post}, **{f"paths {path}": item for path, item in many.items()}}  # fmt: skip
    server.routes["GET /openapi.yaml"] = described(server.url, changes)
    operations = tools([active(host, server)])
    assert """\
type POST_todos = (_: {
tags?: (string | null)[],
size?: "small" | "large",
where?: {
city?: string,
},
}) => any;""" in pseudo_code(operations)
    assert sizes(operations)[1].problems == [
        "has no operationId: the name is made up",
        "301 characters of text, the classic host took 300",
    ]
    assert total(operations).problems == ["Todo list: 32 operations, hosts take 30"]
