# SPDX-License-Identifier: Apache-2.0
"""Write down how a call to somebody whose booking an evacuation ended went (電話の記録)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.booking.models import CallNote
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.evacuations import get_order, list_to_call
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@transaction.atomic
def note_call(
    *, order_id: UUID, number: str, reached: bool, actor: Actor, at: datetime
) -> CallNote:
    """The last outcome stands; each call leaves its own leaf in the audit log.

    Raises:
        ReservationUnknown, NotAllowed: not on the list of this order, or not by this person.
    """
    order = get_order(order_id, actor=actor)
    row = next((one for one in list_to_call(order, actor=actor) if one.number == number), None)
    if row is None:
        raise ReservationUnknown
    check_may_work(actor, row.offer.section)
    outcome = "reached" if reached else "tried"
    written = {"outcome": outcome, "called_at": at, "called_by_ref": actor.ref}
    note, _ = CallNote.objects.update_or_create(
        order=order, reservation=row, defaults=written, create_defaults={**written, "id": new_id()}
    )
    record(
        action="booking.evacuation.called",
        actor=actor,
        subject=row.ref,
        at=at,
        detail={"number": number, "order": str(order.id), "outcome": outcome},
    )
    return note
