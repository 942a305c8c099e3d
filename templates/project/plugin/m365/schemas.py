"""JSON Schemas as OpenAPI 3.0 has them: what 3.1 says in newer words, in the older ones."""

from typing import Any

# Keywords that mean the same in both, by the type of their values.
TEXTS = {"title", "description", "format", "pattern"}
FLAGS = {"uniqueItems", "readOnly", "writeOnly", "deprecated", "nullable"}
NUMBERS = {"maximum", "minimum", "multipleOf"}
COUNTS = {"maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"}
# Those that say nothing about the value itself, or nothing that 3.0 has a word for and needs.
NOTES = {
    *("$anchor", "$comment", "$defs", "$id", "$schema", "contentEncoding", "contentMediaType"),
    *("discriminator", "example", "examples", "externalDocs", "xml"),
}
BESIDE_A_UNION = {"default", "deprecated", "description", "title", *NOTES}
EXCLUSIVE = {"exclusiveMaximum": "maximum", "exclusiveMinimum": "minimum"}
UNIONS = ("allOf", "anyOf", "oneOf")
TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
TYPE_OF = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}


def to_3_0(schema: Any, name: str) -> dict[str, Any]:
    """A schema that has no references; ValueError, with the name, for what 3.0 cannot say."""
    if schema is True:
        return {}
    schema = one_type(without_unions(of_type(schema, dict, name), name), name)
    older: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword not in NOTES and not keyword.startswith("x-"):
            older |= translated(keyword, value, name)
    if older.get("type") == "array":
        older.setdefault("items", {})
    examples = schema.get("examples")
    if isinstance(examples, list) and examples and is_plain(examples[0]):
        older["example"] = examples[0]
    return older | bounds(schema, name)


def translated(keyword: str, value: Any, name: str) -> dict[str, Any]:
    """The keyword with its value as 3.0 has them; nothing where 3.0 needs no word for it."""
    where = f"{keyword} of {name}"
    match keyword:
        case "type" | "enum" | "exclusiveMaximum" | "exclusiveMinimum":
            return {keyword: value}
        case "default":
            return {keyword: value} if is_plain(value) else {}
        case "properties":
            fields = of_type(value, dict, where).items()
            return {keyword: {field: to_3_0(part, f"{name}.{field}") for field, part in fields}}
        case "required":
            fields = [of_type(field, str, where) for field in of_type(value, list, where)]
            return {keyword: fields} if fields else {}
        case "items":
            return {keyword: to_3_0(value, f"{name}[]")}
        case "additionalProperties":
            return {keyword: value if isinstance(value, bool) else to_3_0(value, f"{name}.*")}
    if keyword in TEXTS:
        return {keyword: of_type(value, str, where)}
    if keyword in FLAGS:
        return {keyword: of_type(value, bool, where)}
    if keyword in NUMBERS | COUNTS:
        number = of_type(value, int if keyword in COUNTS else (int, float), where)
        if (keyword in COUNTS and number < 0) or (keyword == "multipleOf" and number <= 0):
            raise ValueError(f"{where} is {number}, which is too small")
        return {keyword: number}
    raise ValueError(f"{name} has {keyword}, for which OpenAPI 3.0 has no word")


def without_unions(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The schema of the one thing that a value may be, beside null."""
    while union := next((keyword for keyword in UNIONS if keyword in schema), None):
        branches = of_type(schema[union], list, f"{union} of {name}")
        others = [branch for branch in branches if branch != {"type": "null"}]
        if len(others) != 1:
            raise ValueError(f"{name} may be one of several things ({union})")
        other = of_type(others[0], dict, name)
        beside = {keyword: value for keyword, value in schema.items() if keyword != union}
        if twice := (other.keys() & beside.keys()) - BESIDE_A_UNION:
            raise ValueError(f"{name} has {min(twice)} both in {union} and beside it")
        schema = other | beside
        if len(branches) > 1:
            schema["nullable"] = True
    return schema


def one_type(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The schema with one type, `enum` in place of `const`, and `nullable` in place of null."""
    if "const" in schema:
        schema = {"enum": [schema["const"]], **schema}
        del schema["const"]
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if "enum" in schema:
        values = of_type(schema["enum"], list, f"enum of {name}")
        if not values or not all(type(value) in TYPE_OF for value in values):
            raise ValueError(f"enum of {name} is empty, or has lists or objects in it")
        in_enum = sorted({TYPE_OF[type(value)] for value in values})
        types = [*types, *(["null"] if "null" in in_enum else [])] if types else in_enum
    if not all(isinstance(each, str) and each in TYPES for each in types):
        raise ValueError(f"{name} has a type that JSON Schema does not know")
    others = [each for each in dict.fromkeys(types) if each != "null"]
    if len(others) > 1:
        raise ValueError(f"{name} may be of several types ({', '.join(others)})")
    if types and not others:
        raise ValueError(f"{name} can only be null")
    one = {"type": others[0]} if others else {}
    return schema | one | ({"nullable": True} if "null" in types else {})


def bounds(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The limits that a value must not reach: 3.0 has a yes beside the limit for them."""
    older: dict[str, Any] = {}
    for keyword, inclusive in EXCLUSIVE.items():
        if keyword in schema:
            limit = of_type(schema[keyword], (int, float), f"{keyword} of {name}")
            other = schema.get(inclusive, limit)
            is_tighter = limit >= other if inclusive == "minimum" else limit <= other
            older |= {inclusive: limit, keyword: True} if is_tighter else {keyword: False}
    return older


def of_type(value: Any, kind: type | tuple[type, ...], name: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{name} is not written as JSON Schema wants it")
    return value


def is_plain(value: Any) -> bool:
    """Whether it has no objects in it: `$ref` is a reference to some readers even there."""
    return not isinstance(value, dict) and not (
        isinstance(value, list) and any(isinstance(part, dict | list) for part in value)
    )
