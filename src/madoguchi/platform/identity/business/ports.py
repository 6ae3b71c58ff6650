# SPDX-License-Identifier: Apache-2.0
"""What does a connector do that proves corporations? ``settings.CORPORATE_PROVER`` makes one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from madoguchi.kernel.proofs import CorporateProof


class CorporateProver(Protocol):
    """A provider of proofs of corporations, outside this house."""

    def begin(self, *, redirect_uri: str) -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what must be kept until it is back."""

    def finish(
        self, *, answer: Mapping[str, str], kept: Mapping[str, str], redirect_uri: str, at: datetime
    ) -> CorporateProof:
        """The proof that the browser brings. Raises a ``Refusal`` where it proves nothing."""


def corporate_prover() -> CorporateProver | None:
    """The connector of this portal, made once; None where the city has none."""
    maker = getattr(settings, "CORPORATE_PROVER", None)
    return _made(maker) if maker else None


@lru_cache(maxsize=2)
def _made(maker: Callable[[], CorporateProver]) -> CorporateProver:
    return maker()
