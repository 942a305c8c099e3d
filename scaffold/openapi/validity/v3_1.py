"""What OpenAPI 3.1 changed of 3.0: https://spec.openapis.org/oas/v3.1.0.html"""

from __future__ import annotations

from scaffold.openapi.validity import v3_0
from scaffold.openapi.validity.shape import Kind, Shape


def _with(name: str, fields: dict[str, Kind]) -> Shape:
    """A shape of 3.0 with more fields, or other kinds of them."""
    old = v3_0.SHAPES[name]
    return old._replace(fields=old.fields | fields)


SHAPES: dict[str, Shape] = v3_0.SHAPES | {
    "document": _with(
        "document", {"jsonSchemaDialect": "text", "webhooks": {"path item"}}
    )._replace(required=("openapi", "info")),
    "info": _with("info", {"summary": "text"}),
    "license": _with("license", {"identifier": "text"}),
    "components": _with("components", {"pathItems": {"path item"}}),
    "operation": v3_0.SHAPES["operation"]._replace(required=()),
    "discriminator": v3_0.SHAPES["discriminator"]._replace(open=True),
    "security scheme": _with(
        "security scheme",
        {"type": ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect")},
    ),
    "schema": _with(
        "schema",
        {
            "type": "versioned",
            # No longer a word of OpenAPI, and so nobody's business.
            "nullable": "any",
            "exclusiveMaximum": "number",
            "exclusiveMinimum": "number",
            "$defs": {"schema"},
            "prefixItems": ["schema"],
            "contains": "schema",
            "if": "schema",
            "then": "schema",
            "else": "schema",
            "patternProperties": {"schema"},
        },
    )._replace(open=True),
}
