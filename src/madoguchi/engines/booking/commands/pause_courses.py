# SPDX-License-Identifier: Apache-2.0
"""Let a disaster take the rooms of courses, tell who takes part, and give the rooms back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.locking import lock_these_leaves
from madoguchi.engines.booking.commands.occupy import find_in_the_way, free_claims, mark
from madoguchi.engines.booking.commands.writing import tell
from madoguchi.engines.booking.models import Claim, Closure, Reservation
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

TAKING_PART = ("confirmed", "used")


def pause_courses(
    leaves: Sequence[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    words: str | None,
    actor: Actor,
    at: datetime,
) -> list[str]:
    """Free the rooms of meetings in the time and tell their participants; ids of what was freed.

    The leaves must be locked. A booking of the course stands: its other meetings are held. Without
    ``words`` no meeting gives way.
    """
    if words is None:
        return []
    claimed = Claim.objects.filter(
        leaf_id__in=leaves, live=True, starts_at__lt=ends_at, ends_at__gt=starts_at,
        closure__offer__isnull=False, closure__lifted_at=None,
    )  # fmt: skip
    ids = set(claimed.values_list("closure_id", flat=True))
    if not ids:
        return []
    rows = list(Closure.objects.filter(id__in=ids).select_related("offer").order_by("id"))
    claims = list(Claim.objects.filter(closure__in=rows, live=True))
    lock_these_leaves(one.leaf_id for one in claims)
    free_claims(claims)
    Closure.objects.filter(id__in=ids).update(lifted_at=at)
    for row in rows:
        _note(row, "booking.meeting.paused", actor=actor, at=at)
    for reservation, moment in _participants(rows):
        about = {"at": moment.isoformat(), "words": words}
        tell(reservation, "meeting_off", at=at, about=about)
    return [str(row.id) for row in rows]


def resume_courses(ids: Iterable[str], *, actor: Actor, at: datetime) -> list[UUID]:
    """Give back the rooms of meetings to come where nobody else has them; what could not be."""
    rows = list(
        Closure.objects.filter(id__in=list(ids), lifted_at__isnull=False, starts_at__gt=at)
        .select_related("offer")
        .order_by("id")
    )
    claims = list(Claim.objects.filter(closure__in=rows, live=False))
    lock_these_leaves(one.leaf_id for one in claims)
    back, lost = [], []
    for row in rows:
        own = [one for one in claims if one.closure_id == row.id]
        if find_in_the_way([one.leaf_id for one in own], row.starts_at, row.ends_at):
            lost.append(row.id)
            continue
        Claim.objects.filter(id__in=[one.id for one in own]).update(live=True)
        mark([(one.leaf_id, one.starts_at, one.ends_at) for one in own], taken=True)
        back.append(row)
        _note(row, "booking.meeting.resumed", actor=actor, at=at)
    Closure.objects.filter(id__in=[row.id for row in back]).update(lifted_at=None)
    for reservation, moment in _participants(back):
        tell(reservation, "meeting_on", at=at, about={"at": moment.isoformat()})
    return lost


def _participants(rows: Sequence[Closure]) -> list[tuple[Reservation, datetime]]:
    """Everybody who takes part with each meeting that is hit, said once for several rooms."""
    moments = {(row.offer_id, row.starts_at) for row in rows}
    found = Reservation.objects.filter(
        offer__in={offer for offer, _ in moments}, state__in=TAKING_PART
    ).order_by("id")
    return [
        (one, moment)
        for one in found
        for offer, moment in sorted(moments, key=lambda each: each[1])
        if offer == one.offer_id
    ]


def _note(row: Closure, action: str, *, actor: Actor, at: datetime) -> None:
    record(
        action=action,
        actor=actor,
        subject=row.offer.ref if row.offer else f"booking:space:{row.space_id}",
        at=at,
        detail={"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()},
    )
