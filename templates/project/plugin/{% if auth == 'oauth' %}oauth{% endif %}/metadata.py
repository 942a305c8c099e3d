"""What the OAuth server can do, for clients that find out by themselves (RFC 8414)."""

from typing import Any

from fastapi import APIRouter, Request

from plugin.oauth import registration
from plugin.pages import READ
from plugin.protected_resource import Scopes

AUTHORIZE = "/oauth/authorize"
TOKEN = "/oauth/token"
REVOKE = "/oauth/revoke"
# How clients prove themselves: hosts without a secret, and the classic host with its own.
METHODS = ["none", "client_secret_post", "client_secret_basic"]

router = APIRouter(include_in_schema=False)


@router.api_route("/.well-known/oauth-authorization-server", methods=READ)
async def metadata(request: Request, scopes: Scopes) -> dict[str, Any]:
    settings = request.app.state.settings
    issuer = settings.public_url
    about = {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZE,
        "token_endpoint": issuer + TOKEN,
        "token_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint": issuer + REVOKE,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "client_id_metadata_document_supported": True,
        "authorization_response_iss_parameter_supported": True,
        "protected_resources": [settings.mcp_url],
    }
    if settings.oauth_registration:
        about["registration_endpoint"] = issuer + registration.PATH
    return about
