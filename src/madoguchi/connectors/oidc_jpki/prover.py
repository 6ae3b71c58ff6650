# SPDX-License-Identifier: Apache-2.0
"""How does a person prove by card who they are? Out to the provider, and back with a proof."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from madoguchi.connectors.oidc_jpki.calls import Calls
from madoguchi.connectors.oidc_jpki.id_token import Expected, check_id_token
from madoguchi.connectors.oidc_jpki.key_set import ProviderKeys
from madoguchi.connectors.oidc_jpki.provider import ACR, SCOPE, ClientIdentity, Provider
from madoguchi.connectors.oidc_jpki.refusals import AnswerMismatch, TokenRefused, refusal_of
from madoguchi.kernel.proofs import CardPerson, IdentityProof

METHOD = "jpki_app"


class JpkiProver:
    """デジタル認証アプリ as the way to prove oneself; fulfils identity's port ``CardProver``."""

    def __init__(self, provider: Provider, client: ClientIdentity) -> None:
        self.provider = provider
        self.client = client
        self.calls = Calls(provider, client)
        self.keys = ProviderKeys(self.calls.keys)

    def begin(self, *, redirect_uri: str) -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what to keep until it is back."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": challenge_of(kept["verifier"]),
            "code_challenge_method": "S256",
            "acr_values": ACR,
        }
        return f"{self.provider.authorize}?{urlencode(asked)}", kept

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str, at: datetime
    ) -> IdentityProof:
        """The proof that an answer carries. Raises ProofRefused where it proves nothing."""
        code = self._code(answer, kept)
        tokens = self.calls.exchange(
            code=code, verifier=kept["verifier"], redirect_uri=redirect_uri, at=at
        )
        expected = Expected(self.provider.issuer, self.client.client_id, kept["nonce"], ACR)
        claims = check_id_token(str(tokens.get("id_token", "")), expected, self.keys, at=at)
        told = self.calls.person(str(tokens.get("access_token", "")))
        if told.get("sub") != claims["sub"]:
            raise TokenRefused("the person's data are another person's")
        return IdentityProof(
            level="card",
            method=METHOD,
            at=at,
            subject=claims["sub"],
            acr=str(claims["acr"]),
            person=read_person(told),
        )

    def _code(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> str:
        state = answer.get("state", "")
        if not compare_digest(state.encode(), kept.get("state", "").encode()) or not state:
            raise AnswerMismatch("state of another request")
        if answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise AnswerMismatch("answer of another provider")
        if "error" in answer:
            raise refusal_of(answer["error"], answer.get("error_description", ""))
        if not answer.get("code"):
            raise AnswerMismatch("no code")
        return answer["code"]


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636)."""
    return urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def read_person(told: Mapping[str, Any]) -> CardPerson:
    """The basic four among the claims."""
    try:
        return CardPerson(
            name=told.get("name", ""),
            address=told.get("address", ""),
            birth=told.get("birthdate", ""),
            gender=told.get("gender", ""),
        )
    except ValidationError as error:
        raise TokenRefused("the person's data have another shape") from error
