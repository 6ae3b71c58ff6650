# SPDX-License-Identifier: Apache-2.0
"""Write down that a person read a case, or saw cases in a list, and why."""

from collections.abc import Sequence
from datetime import datetime

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.rules.readers import ListKind
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit import api as audit


def record_reading(
    *, case: Case, actor: Actor, at: datetime, purpose: str, what: str = "page"
) -> None:
    """Every reading of a personal record is a fact in the audit log; ``what`` was read."""
    audit.record_alone(
        action="cases.read",
        actor=actor,
        subject=case.ref,
        at=at,
        detail={"number": case.number, "what": what},
        purpose=purpose,
    )


def record_listing(
    *, numbers: Sequence[str], actor: Actor, at: datetime, purpose: str, what: ListKind
) -> None:
    """A list shows names: which cases were on it is one leaf; nothing where it was empty."""
    if numbers:
        audit.record_alone(
            action="cases.listed",
            actor=actor,
            subject=f"cases:{what}",
            at=at,
            detail={"what": what, "cases": len(numbers), "numbers": list(numbers)},
            purpose=purpose,
        )
