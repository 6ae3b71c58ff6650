# SPDX-License-Identifier: Apache-2.0
"""How does any person go out to a provider and come back? Code flow, state, nonce, PKCE, checks."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from madoguchi.connectors.oidc.calls import Calls
from madoguchi.connectors.oidc.id_token import Expected, check_id_token
from madoguchi.connectors.oidc.key_set import ProviderKeys
from madoguchi.connectors.oidc.parties import Client, Provider
from madoguchi.connectors.oidc.refusals import AnswerMismatch, ProofRefused, TokenRefused


@dataclass(frozen=True, slots=True)
class Came:
    """A person came back: the checked claims of the ID token, and the token that opens more."""

    claims: Mapping[str, Any]
    access_token: str
    id_token: str

    def __repr__(self) -> str:
        return "<Came>"


class RoundTrip:
    """The relying party's side of OpenID Connect with one provider."""

    def __init__(
        self, provider: Provider, client: Client, refusal_of: Callable[[str, str], ProofRefused]
    ) -> None:
        self.provider = provider
        self.client = client
        self.calls = Calls(provider, client)
        self.keys = ProviderKeys(self.calls.keys, provider.algorithm)
        self._refusal_of = refusal_of

    def begin(
        self, *, redirect_uri: str, scope: str, acr: str = "", nonce: str = "", **more: str
    ) -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what to keep until it is back."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        kept |= {"nonce": nonce} if nonce else {}
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": redirect_uri,
            "scope": scope,
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": challenge_of(kept["verifier"]),
            "code_challenge_method": "S256",
            **({"acr_values": acr} if acr else {}),
            **more,
        }
        return f"{self.provider.authorize}?{urlencode(asked)}", kept

    def finish(
        self,
        *,
        answer: Mapping[str, str],
        kept: Mapping[str, str],
        redirect_uri: str,
        at: datetime,
        acr: str = "",
    ) -> Came:
        """Check the answer, redeem the code, check the ID token. Raises ProofRefused."""
        code = self._code(answer, kept)
        tokens = self.calls.exchange(
            code=code, verifier=kept["verifier"], redirect_uri=redirect_uri, at=at
        )
        expected = Expected(
            self.provider.issuer,
            self.client.client_id,
            kept["nonce"],
            acr,
            self.provider.algorithm,
        )
        token = str(tokens.get("id_token", ""))
        claims = check_id_token(token, expected, self.keys, at=at)
        return Came(claims, str(tokens.get("access_token", "")), token)

    def claims_of(self, came: Came) -> dict[str, Any]:
        """What the provider tells of this person and of nobody else."""
        told = self.calls.person(came.access_token)
        if told.get("sub") != came.claims["sub"]:
            raise TokenRefused("the person's data are another person's")
        return told

    def _code(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> str:
        state = answer.get("state", "")
        if not compare_digest(state.encode(), kept.get("state", "").encode()) or not state:
            raise AnswerMismatch("state of another request")
        if answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise AnswerMismatch("answer of another provider")
        if "error" in answer:
            raise self._refusal_of(answer["error"], answer.get("error_description", ""))
        if not answer.get("code"):
            raise AnswerMismatch("no code")
        return answer["code"]


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636)."""
    return urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()
