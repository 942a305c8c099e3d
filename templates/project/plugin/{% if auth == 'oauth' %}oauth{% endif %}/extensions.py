"""What MCP asks for beyond plain OAuth: PKCE, and tokens that are made for one address."""

from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7636 import CodeChallenge


class OnlyS256(CodeChallenge):
    """PKCE (RFC 7636) with SHA-256; whoever has no secret needs it."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        sent = grant.request.payload.data
        challenge, method = sent.get("code_challenge"), sent.get("code_challenge_method")
        if grant.client.is_public and not challenge:
            raise InvalidRequestError("The code_challenge is missing.")
        # No method means `plain`, by RFC 7636.
        if challenge and not method:
            raise InvalidRequestError("The code_challenge_method must be S256.")
        super().validate_code_challenge(grant, redirect_uri)


class InvalidTargetError(OAuth2Error):
    error = "invalid_target"


class ResourceIndicator:
    """`resource` (RFC 8707): asked for at the sign-in, and never another one afterwards."""

    def __init__(self, resource: str) -> None:
        self.resource = resource

    def __call__(self, grant: Any) -> None:
        grant.register_hook("after_validate_authorization_request_payload", self.validate_asked)
        grant.register_hook("before_create_token_response", self.validate_kept)

    def validate_asked(self, grant: Any, _: str) -> None:
        if grant.request.payload.data.get("resource", self.resource) != self.resource:
            raise InvalidTargetError("There is no such resource.")

    def validate_kept(self, grant: Any) -> None:
        source = grant.request.authorization_code or grant.request.refresh_token
        agreed = source.consent.resource
        if grant.request.payload.data.get("resource", agreed) != agreed:
            raise InvalidTargetError("The user agreed to another resource.")
