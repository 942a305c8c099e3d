"""A small API to import, and parts of it to change."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

SHOP: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {
        "title": "Pet shop",
        "version": "1",
        "description": "Everything about the pets of a shop. Prices are in euros.",
        "contact": {"email": "help@shop.dev"},
        "termsOfService": "https://shop.dev/terms",
    },
    "servers": [{"url": "https://api.shop.dev/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/pets": {
            "get": {
                "summary": "List the pets",
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "Pets",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Pet"},
                                }
                            }
                        },
                    }
                },
            },
            "post": {
                "operationId": "addPet",
                "summary": "Add a pet",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewPet"}}
                    }
                },
                "responses": {"201": {"description": "Added"}},
            },
        },
        "/pets/{id}": {
            "get": {
                "operationId": "get-pet",
                "description": f"Tells of one pet. {'It has a long story. ' * 20}",
                "responses": {"200": {"description": "A pet"}},
            }
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Pet": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                },
            },
            "NewPet": {"type": "object", "properties": {"name": {"type": "string"}}},
        },
    },
}


def shop(**changes: Any) -> dict[str, Any]:
    """The API with other top-level fields."""
    return {**deepcopy(SHOP), **changes}
