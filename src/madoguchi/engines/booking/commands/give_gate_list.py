# SPDX-License-Identifier: Apache-2.0
"""Give the signed list of a place and day to take to a gate without a line."""

from datetime import date, datetime
from typing import Any

from madoguchi.engines.booking.models import Space
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.offers import leaves_of
from madoguchi.engines.booking.queries.tickets import gate_list
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record_alone


def give_gate_list(
    *, space: Space, place: str, day: date, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The list, as its format says; that it was given is written down.

    Raises:
        NotAllowed: not staff of the section.
    """
    check_may_work(actor, space.section)
    leaves = set(leaves_of([space.id]).get(space.id, ()))
    listed = gate_list(new_id(), place, leaves, day, actor=actor, at=at)
    record_alone(
        action="booking.gate.listed",
        actor=actor,
        subject=f"booking:gate:{listed['list']}",
        at=at,
        detail={"space": space.key, "day": day.isoformat(), "bookings": len(listed["entries"])},
    )
    return listed
