"""JSON Schemas that stand alone, because hosts follow no references."""

from typing import Any

PREFIX = "#/components/schemas/"
# Keywords whose values are data and no schemas, and keywords that map names to schemas.
DATA = {"const", "default", "enum", "example", "examples"}
NAMED = {"patternProperties", "properties"}


def resolved(schema: Any, schemas: dict[str, Any], inside: tuple[str, ...] = ()) -> Any:
    """The schema with all that it refers to; ValueError where that has no end."""
    if isinstance(schema, list):
        return [resolved(part, schemas, inside) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        if name in inside:
            raise ValueError(f"{name} contains itself")
        if name not in schemas:
            raise ValueError(f"there is no {schema['$ref']}")
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return resolved(schemas[name], schemas, (*inside, name)) | beside
    whole = {}
    for key, value in schema.items():
        if key in NAMED:
            whole[key] = {name: resolved(part, schemas, inside) for name, part in value.items()}
        else:
            whole[key] = value if key in DATA else resolved(value, schemas, inside)
    return whole
