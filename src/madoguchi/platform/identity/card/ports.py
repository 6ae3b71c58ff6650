# SPDX-License-Identifier: Apache-2.0
"""What does a connector do that proves people by card? ``settings.CARD_PROVER`` makes one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from madoguchi.kernel.proofs import FormSignature, IdentityProof


class CardProver(Protocol):
    """A provider of proofs, outside this house."""

    def begin(self, *, redirect_uri: str, nonce: str = "") -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what must be kept until it is back.

        With a ``nonce`` of ours the provider signs it, and the proof brings that as evidence.
        """

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str, at: datetime
    ) -> IdentityProof:
        """The proof that the browser brings. Raises a ``Refusal`` where it proves nothing."""

    def begin_signing(
        self, *, digest: bytes, redirect_uri: str, at: datetime
    ) -> tuple[str, dict[str, str]]:
        """The same for a signature over a SHA-256. Raises a ``Refusal`` where none can be begun."""

    def finish_signing(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str, at: datetime
    ) -> FormSignature:
        """The signature that the browser brings. Raises a ``Refusal`` where there is none."""


def card_prover() -> CardProver | None:
    """The connector of this portal, made once; None where the city has none."""
    maker = getattr(settings, "CARD_PROVER", None)
    return _made(maker) if maker else None


@lru_cache(maxsize=2)
def _made(maker: Callable[[], CardProver]) -> CardProver:
    return maker()
