# SPDX-License-Identifier: Apache-2.0
"""Give the signed list of a place or offer and day to take to a gate without a line."""

from datetime import date, datetime
from typing import Any

from madoguchi.engines.booking.models import Offer, Space
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.day_list import list_for_day
from madoguchi.engines.booking.queries.tickets import gate_list
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record_alone


def give_gate_list(
    *, of: Space | Offer, place: str, day: date, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The list of a place with all its parts, or of an offer; that it was given is written down.

    ``place`` is what people call it; the list is as its format says (``rules/gate_list.py``).

    Raises:
        NotAllowed: not staff of the section.
    """
    check_may_work(actor, of.section)
    kind = "space" if isinstance(of, Space) else "offer"
    rows = list_for_day(day, actor=actor, **{kind: of.id})
    listed = gate_list(new_id(), place, rows, day, at=at)
    record_alone(
        action="booking.gate.listed",
        actor=actor,
        subject=f"booking:gate:{listed['list']}",
        at=at,
        detail={kind: of.key, "day": day.isoformat(), "bookings": len(listed["entries"])},
    )
    return listed
