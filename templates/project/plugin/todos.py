"""The API: what the model can call. Replace it with your own."""

import logging
import re
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import delete, select

from plugin.database import Sessions, Todo
from plugin.errors import problems
from plugin.host import Region

log = logging.getLogger(__name__)
router = APIRouter()

# One line: at least one visible character, no control characters.
LINE = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"


def one_line(text: str) -> str:
    if not re.fullmatch(LINE, text):
        raise ValueError("must be one line of visible text")
    return text


class NewItem(BaseModel):
    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=500,
            description="What is to be done, in one line.",
            json_schema_extra={"pattern": LINE},
        ),
        AfterValidator(one_line),
    ]


class Item(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="The item's number.")
    text: str = Field(description="What is to be done.")


class ItemList(BaseModel):
    todos: list[Item]


# `x-openai-isConsequential` is true where the host must ask the user first.
@router.get(
    "/todos",
    operation_id="listTodos",
    summary="List the items on the to-do list",
    response_description="The items, oldest first.",
    responses=problems(422),
    openapi_extra={"x-openai-isConsequential": False},
)
def list_todos(
    sessions: Sessions,
    region: Region,
    limit: Annotated[int, Query(ge=1, le=25, description="How many items at most.")] = 25,
    offset: Annotated[
        int, Query(ge=0, le=2147483647, description="How many items to skip first.")
    ] = 0,
) -> ItemList:
    """Oldest first. For the next page, add the number of items received to `offset`."""
    with sessions.begin() as session:
        found = session.scalars(select(Todo).order_by(Todo.id).limit(limit).offset(offset))
        todos = [Item.model_validate(todo) for todo in found]
    log.info("listed %d todos%s", len(todos), f" for a user in {region}" if region else "")
    return ItemList(todos=todos)


@router.post(
    "/todos",
    operation_id="addTodo",
    summary="Add an item to the to-do list",
    status_code=201,
    response_description="The item, with its number.",
    responses=problems(400, 413, 422),
    openapi_extra={"x-openai-isConsequential": True},
)
def add_todo(sessions: Sessions, item: NewItem) -> Item:
    """Adds one item at the end of the list and answers with it."""
    with sessions.begin() as session:
        todo = Todo(text=item.text)
        session.add(todo)
        session.flush()
        return Item.model_validate(todo)


@router.delete(
    "/todos/{id}",
    operation_id="deleteTodo",
    summary="Delete an item from the to-do list",
    status_code=204,
    response_description="The item is deleted.",
    responses=problems(404, 422),
    openapi_extra={"x-openai-isConsequential": True},
)
def delete_todo(
    sessions: Sessions,
    id: Annotated[int, Path(ge=1, le=2147483647, description="The item's number.")],
) -> None:
    """Deletes one item for good. Its number comes from listTodos."""
    with sessions.begin() as session:
        deleted = session.scalar(delete(Todo).where(Todo.id == id).returning(Todo.id))
    if deleted is None:
        raise HTTPException(404, f"There is no item {id}.")
