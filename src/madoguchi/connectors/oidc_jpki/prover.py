# SPDX-License-Identifier: Apache-2.0
"""How does a person prove or sign by card? Out to デジタル認証アプリ, and back with the proof."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from madoguchi.connectors.oidc.client import KeyClient
from madoguchi.connectors.oidc.refusals import TokenRefused
from madoguchi.connectors.oidc.round_trip import RoundTrip
from madoguchi.connectors.oidc_jpki.provider import ACR, SCOPE, SIGN_SCOPE, provider_at
from madoguchi.connectors.oidc_jpki.refusals import refusal_of
from madoguchi.connectors.oidc_jpki.signing import Transactions, read_result
from madoguchi.kernel.proofs import CardPerson, FormSignature, IdentityProof

METHOD = "jpki_app"


class JpkiProver:
    """デジタル認証アプリ as the way to prove oneself and to sign; fulfils identity's ``CardProver``."""

    def __init__(self, base: str, client: KeyClient) -> None:
        self.client = client
        self.trip = RoundTrip(provider_at(base), client, refusal_of)
        self.transactions = Transactions(base, self.trip.calls)

    def begin(self, *, redirect_uri: str, nonce: str = "") -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what to keep until it is back."""
        url, kept = self.trip.begin(redirect_uri=redirect_uri, scope=SCOPE, acr=ACR, nonce=nonce)
        return url, kept | ({"evidence": "yes"} if nonce else {})

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str, at: datetime
    ) -> IdentityProof:
        """The proof that an answer carries. Raises ProofRefused where it proves nothing."""
        came = self.trip.finish(answer=answer, kept=kept, redirect_uri=redirect_uri, at=at, acr=ACR)
        return IdentityProof(
            level="card",
            method=METHOD,
            at=at,
            subject=came.claims["sub"],
            acr=str(came.claims["acr"]),
            person=read_person(self.trip.claims_of(came)),
            evidence=came.id_token if kept.get("evidence") else "",
        )

    def begin_signing(
        self, *, digest: bytes, redirect_uri: str, at: datetime
    ) -> tuple[str, dict[str, str]]:
        """Open a signature transaction over a SHA-256; where to send the browser, what to keep."""
        number = self.transactions.open(digest, at=at)
        url, kept = self.trip.begin(
            redirect_uri=redirect_uri, scope=SIGN_SCOPE, sign_transaction_id=number
        )
        return url, kept | {"transaction": number, "digest": digest.hex()}

    def finish_signing(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str, at: datetime
    ) -> FormSignature:
        """The signature that an answer leads to. Raises ProofRefused where there is none."""
        came = self.trip.finish(answer=answer, kept=kept, redirect_uri=redirect_uri, at=at)
        sealed = self.transactions.result(kept["transaction"], came.access_token)
        signed = read_result(sealed, self.client.opener, bytes.fromhex(kept["digest"]))
        return FormSignature(method=METHOD, at=at, digest=kept["digest"], **signed)


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
