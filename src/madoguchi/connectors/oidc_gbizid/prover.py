# SPDX-License-Identifier: Apache-2.0
"""How does a corporation prove itself by GビズID? Out to the provider, and back with the proof."""

from collections.abc import Mapping
from datetime import datetime

from madoguchi.connectors.oidc.client import SecretClient
from madoguchi.connectors.oidc.refusals import Cancelled, ProofRefused, ProviderRefusedUs
from madoguchi.connectors.oidc.round_trip import RoundTrip
from madoguchi.connectors.oidc_gbizid.claims import read_claims
from madoguchi.connectors.oidc_gbizid.provider import SCOPE, provider_at
from madoguchi.kernel.proofs import CorporateProof


class GbizidProver:
    """GビズID as the way for corporations; fulfils identity's port ``CorporateProver``."""

    def __init__(self, base: str, client: SecretClient) -> None:
        self.trip = RoundTrip(provider_at(base), client, refusal_of)

    def begin(self, *, redirect_uri: str) -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what to keep until it is back."""
        return self.trip.begin(redirect_uri=redirect_uri, scope=SCOPE)

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str, at: datetime
    ) -> CorporateProof:
        """The proof that an answer carries. Raises ProofRefused where it proves nothing."""
        came = self.trip.finish(answer=answer, kept=kept, redirect_uri=redirect_uri, at=at)
        return read_claims(self.trip.claims_of(came), at=at)


def refusal_of(error: str, description: str) -> ProofRefused:
    """What an error answer of the provider means for the person."""
    kind = Cancelled if error == "access_denied" else ProviderRefusedUs
    return kind(f"{error}: {description}"[:200])
