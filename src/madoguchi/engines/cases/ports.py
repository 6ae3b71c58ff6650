# SPDX-License-Identifier: Apache-2.0
"""What does the engine leave to others? The route of a decision, certificates, a card's evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from django.conf import settings

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.certificates import CertificateSays, JudgedSignature


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be decided, as a route sees it."""

    case_id: UUID
    procedure_id: str
    section: str
    outcome: str
    on: date
    fee_yen: int | None = None


class DecisionRoute(Protocol):
    """Who may decide, and when is a decision complete?"""

    key: str

    def may_propose(self, actor: Actor, proposal: Proposal) -> bool:
        """Whether this person may bring the decision on its way."""

    def may_decide(self, actor: Actor, proposal: Proposal) -> bool:
        """Whether this person's word decides now."""


class CertificateJudge(Protocol):
    """Says whether a card's signature and its certificate hold."""

    def judge(
        self, *, signature: bytes, certificate: bytes, digest: bytes,
        signed_at: datetime, at: datetime, ask: bool,
    ) -> JudgedSignature:  # fmt: skip
        """Judge a signature over a SHA-256; ``ask``: also ask whether it was revoked (slow)."""

    def read(self, certificate: bytes) -> CertificateSays:
        """Whom it names; empty where it cannot be read."""


_judges: list[CertificateJudge] = []


def use_judge(judge: CertificateJudge | None) -> None:
    """Let this judge look at certificates from now on; None: there is none."""
    _judges[:] = [] if judge is None else [judge]


def certificate_judge() -> CertificateJudge | None:
    """The judge in use."""
    return _judges[0] if _judges else None


_routes: list[DecisionRoute] = []


def use_route(route: DecisionRoute) -> None:
    """Put another route in place of the present one (a journey does so at start)."""
    _routes[:] = [route]


def decision_route() -> DecisionRoute:
    """The route in force."""
    if not _routes:
        raise LookupError("no decision route is in use")
    return _routes[0]


class EvidenceChecker(Protocol):
    """Checks what a card provider signed, with keys that were pinned in the office."""

    def __call__(self, token: str, *, nonce: str, proved_at: datetime, at: datetime) -> str:
        """The provider's name for the person. Raises a ``Refusal`` where it proves nothing."""


def evidence_checker() -> EvidenceChecker | None:
    """The checker of this office (``settings.CARD_EVIDENCE`` makes it); None where it has none."""
    maker = getattr(settings, "CARD_EVIDENCE", None)
    return _made(maker) if maker else None


@lru_cache(maxsize=2)
def _made(maker: Callable[[], EvidenceChecker]) -> EvidenceChecker:
    return maker()
