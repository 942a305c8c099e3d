"""A project that stands before an API: what of it is made from the API's document."""

from __future__ import annotations

import json
from collections.abc import Mapping

from scaffold.api.chosen import Api
from scaffold.api.gateway import export, functions, model, modules, skill, standin
from scaffold.api.gateway.schemas import Schemas
from scaffold.api.security import Security
from scaffold.template import render

_SKILL = "project/agent-plugin/skills/{{ package_name }}/SKILL.md.jinja"


def files(api: Api, answers: Mapping[str, str | int]) -> dict[str, str]:
    """The files of the project that its template does not hold, by path.

    `answers` are complete, with those of `hidden` among them. Raises Failure, with the name of the
    operation, where one cannot be called by way of a gateway.
    """
    schemas = Schemas(api.document)
    listed = modules.modules(model.operations(api.document, schemas))
    derived = render.derived(answers)
    described = export.document(listed, schemas, answers, derived["auth"])
    guide = render.environment().get_template(_SKILL).render({**answers, **derived})
    return {
        **{f"plugin/operations/{one.name}.py": functions.module(one, schemas) for one in listed},
        "plugin/operations/__init__.py": modules.package(listed),
        "plugin/operations/schemas.json": json.dumps(schemas.kept, indent=2, default=str) + "\n",
        "openapi.yaml": export.to_yaml(described),
        f"agent-plugin/skills/{derived['package_name']}/SKILL.md": skill.filled(
            guide, listed, schemas
        ),
        "tests/upstream.json": standin.exchanges(listed, schemas),
    }


def hidden(api: Api, security: Security) -> dict[str, str]:
    """The answers that only an API's document gives: `copier update` needs them again."""
    return {
        "example": "api",
        "upstream_auth": security.scheme,
        "upstream_place": security.place,
        "upstream_name": security.name,
        "upstream_url": api.server.rstrip("/"),
        "upstream_token_url": security.token_url,
        "upstream_scopes": " ".join(security.scopes),
    }
