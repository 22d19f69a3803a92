"""Sign-in with OpenID Connect: the way to a provider, and what it says on the way back."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError

from strategy.settings import Provider

with warnings.catch_warnings():
    import authlib.deprecate  # type: ignore[import-untyped]  # noqa: F401 - turns its warnings on

    # Authlib would rather have another HTTP library than the one Streamlit brings.
    warnings.simplefilter("ignore")
    import httpx
    from authlib.common.errors import (  # type: ignore[import-untyped]  # it has no stubs
        AuthlibBaseError,
    )
    from authlib.integrations.starlette_client import (  # type: ignore[import-untyped]  # nor here
        OAuth,
    )

log = logging.getLogger(__name__)

_LEEWAY_SECONDS = 60
_PATIENCE_SECONDS = 10
# With these a key that only the provider has proves who wrote the token; with others we could have.
_SIGNED = ("RS", "PS", "ES", "Ed")
_FAILURES = (AuthlibBaseError, JoseError, httpx.HTTPError, RuntimeError, ValueError, KeyError)


class ProviderError(Exception):
    """A provider does not answer, or its answer cannot be trusted."""


@dataclass(frozen=True)
class Departure:
    """The address at a provider, and what we must remember until somebody comes back."""

    address: str
    state: str
    nonce: str


class OpenId:
    """What one provider is asked, and how its answers are checked."""

    def __init__(self, provider: Provider) -> None:
        """Speak to this provider; its own description is fetched when first needed."""
        self.provider = provider
        self._client = OAuth().register(
            provider.key,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=provider.metadata_url,
            client_kwargs={
                "scope": provider.scope,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": provider.token_endpoint_auth_method,
                "timeout": _PATIENCE_SECONDS,
            },
        )

    async def departure(self, back_to: str, *, language: str, verifier: str) -> Departure:
        """Return the way to the provider, with the challenge of a verifier; or ProviderError."""
        asked = {"ui_locales": language, "code_verifier": verifier}
        if self.provider.prompt:
            asked["prompt"] = self.provider.prompt
        if self.provider.acr_values:
            asked["acr_values"] = self.provider.acr_values
        try:
            await self._metadata()
            made = await self._client.create_authorization_url(back_to, **asked)
        except _FAILURES as error:
            raise self._failed("cannot be reached", error) from error
        return Departure(made["url"], made["state"], made["nonce"])

    async def claims(
        self, code: str, *, back_to: str, nonce: str, verifier: str
    ) -> Mapping[str, Any]:
        """Return what the provider says of somebody who came back; refuses with ProviderError."""
        try:
            metadata = await self._metadata()
            token = await self._client.fetch_access_token(
                code=code, redirect_uri=back_to, code_verifier=verifier
            )
            found = await self._client.parse_id_token(
                token,
                nonce,
                claims_options={
                    "iss": {"essential": True, "values": [metadata["issuer"]]},
                    "aud": {"essential": True, "values": [self.provider.client_id]},
                    "exp": {"essential": True},
                    "sub": {"essential": True},
                },
                leeway=_LEEWAY_SECONDS,
            )
        except _FAILURES as error:
            raise self._failed("is not believed", error) from error
        if not found:
            raise ProviderError(f"{self.provider.key}: no id token")
        self._check_level(found)
        return dict(found)

    async def farewell(self, back_to: str) -> str | None:
        """Return the address for signing out of the provider too, None when it has none."""
        try:
            metadata = await self._metadata()
            if "end_session_endpoint" not in metadata:
                return None
            # No id token goes along: it may hold a birth number, so we never keep one.
            made = await self._client.create_logout_url(
                post_logout_redirect_uri=back_to, client_id=self.provider.client_id
            )
        except _FAILURES as error:
            self._failed("cannot be reached", error)
            return None
        return str(made["url"])

    async def _metadata(self) -> dict[str, Any]:
        metadata: dict[str, Any] = await self._client.load_server_metadata()
        if str(metadata["issuer"]).rstrip("/") != self.provider.issuer.rstrip("/"):
            raise ValueError(f"describes itself as {metadata['issuer']}")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [
            algorithm for algorithm in offered if algorithm.startswith(_SIGNED)
        ]
        return metadata

    def _check_level(self, claims: Mapping[str, Any]) -> None:
        accepted = self.provider.acr_accepted
        if accepted and claims.get("acr") not in accepted:
            raise ProviderError(f"{self.provider.key}: level {claims.get('acr')!r} is too low")

    def _failed(self, what: str, error: Exception) -> ProviderError:
        # The kind only: the message may hold what a person should not find in a log.
        log.warning("The provider %s %s: %s", self.provider.key, what, type(error).__name__)
        return ProviderError(f"{self.provider.key} {what}")
