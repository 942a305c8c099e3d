"""A to-do list as quickstarts have it: Quart, and a list in memory."""

# It is run where Quart is installed, beside hypercorn: docs/contributing.md.
# mypy: ignore-errors

from quart import Quart, request
from quart.typing import ResponseReturnValue

app = Quart(__name__)
todos = [{"id": number, "text": f"item {number}"} for number in range(1, 11)]


@app.get("/todos")
async def list_todos() -> ResponseReturnValue:
    return {"todos": todos[:10]}


@app.get("/pi")
async def get_pi() -> ResponseReturnValue:
    return {"pi": "3.1415926535897932384"}


@app.post("/todos")
async def add_todo() -> ResponseReturnValue:
    body = await request.get_json()
    todos.append({"id": len(todos) + 1, "text": body["text"]})
    return todos[-1], 201
