# SPDX-License-Identifier: Apache-2.0
"""Write down that staff saw whom bookings are for: in the audit log, and counted for the person."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from madoguchi.engines.booking.models import ContactSeen
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def note_seen(
    *, subjects: Sequence[str], what: str, purpose: str, actor: Actor, at: datetime
) -> None:
    """One leaf, and one count for each booking number or registration; nothing for none."""
    if not subjects:
        return
    record(
        action="booking.contacts.read",
        actor=actor,
        subject=f"booking:{what}",
        at=at,
        detail={"what": what, "count": len(subjects), "numbers": list(subjects)},
        purpose=purpose,
    )
    told = {
        "actor_ref": actor.ref,
        "section": ",".join(sorted(actor.sections))[:120],
        "what": what,
        "purpose": purpose,
        "day": day_and_minute(at)[0],
    }
    wanted = set(subjects)
    counted = ContactSeen.objects.filter(subject__in=wanted, **told).update(
        count=F("count") + 1, last_at=at
    )
    if counted < len(wanted):
        rows = [ContactSeen(subject=one, first_at=at, last_at=at, **told) for one in sorted(wanted)]
        ContactSeen.objects.bulk_create(rows, ignore_conflicts=True)
