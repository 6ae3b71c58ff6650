# SPDX-License-Identifier: Apache-2.0
"""What does the engine leave to others? The route of a decision."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from madoguchi.kernel.actors import Actor


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


_routes: list[DecisionRoute] = []


def use_route(route: DecisionRoute) -> None:
    """Put another route in place of the present one (a journey does so at start)."""
    _routes[:] = [route]


def decision_route() -> DecisionRoute:
    """The route in force."""
    if not _routes:
        raise LookupError("no decision route is in use")
    return _routes[0]
