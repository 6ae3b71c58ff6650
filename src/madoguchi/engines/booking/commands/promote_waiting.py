# SPDX-License-Identifier: Apache-2.0
"""Give what has become free to those who wait for it (繰上げ)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.counting import read_counts
from madoguchi.engines.booking.commands.deciding import Plan, check_counted, plan
from madoguchi.engines.booking.commands.end_waiting import (
    end_waiting,
    lock_entry,
    pass_over,
    why_of,
)
from madoguchi.engines.booking.commands.hold import finish, make_reservation, note_caller
from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.commands.occupy import claim_leaves
from madoguchi.engines.booking.commands.taking import Counts, find_room, places_left
from madoguchi.engines.booking.commands.writing import tell
from madoguchi.engines.booking.models import Offer, Reservation, WaitingEntry
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.queries.waiting import births_waiting, read_waiting
from madoguchi.engines.booking.rules.refusals import (
    CapReached,
    NotEligible,
    OwnOverlap,
    PastTime,
    QuotaFull,
    SlotTaken,
    Suspended,
)
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.refusal import NotAllowed, Refusal

MOST_LOOKED_AT = 200


def promote_waiting(
    *,
    offer_key: str,
    actor: Actor,
    at: datetime,
    starts_at: datetime | None = None,
    automatic: bool = False,
) -> list[Reservation]:
    """Hold what is free for the people who wait, in their order; each has some hours to answer.

    A party that comes whole or not at all is passed over while there is no room for all of it.
    With ``automatic`` only offers whose rules promote by themselves are looked at.

    Raises:
        NotAllowed: not staff of the section.
    """
    offer = Offer.objects.get(key=offer_key)
    check_may_work(actor, offer.section)
    if automatic and not offer.read_rules().waiting.automatic:
        return []
    rows = WaitingEntry.objects.filter(offer=offer, state="waiting")
    if starts_at is not None:
        rows = rows.filter(starts_at=starts_at)
    made = []
    for entry_id in list(
        rows.order_by("ticket", "id").values_list("id", flat=True)[:MOST_LOOKED_AT]
    ):
        reservation = offer_place(entry_id=entry_id, actor=actor, at=at)
        if reservation is not None:
            made.append(reservation)
    return made


@in_one_go
def offer_place(*, entry_id: UUID, actor: Actor, at: datetime) -> Reservation | None:
    """Hold a place for one who waits; None where there is no room for them, or not for this person.

    Whoever may not book just now (a cap, a suspension) is passed over and told; a wish that the rules
    allow no more ends, and the person is told why.
    """
    entry = lock_entry(entry_id)
    if entry is None:
        return None
    try:
        found = _plan(entry, at=at)
        lock_parties(found.parties)
        check_counted(found, at=at)
    except PERSONAL as refusal:
        pass_over(entry, refusal, actor=actor, at=at)
        return None
    except Refusal as refusal:
        reason = "past" if isinstance(refusal, PastTime) else "refused"
        end_waiting(entry, reason, actor=actor, at=at, about=why_of(refusal))
        return None
    if entry.passed_over:
        entry.passed_over = ""
        entry.save(update_fields=["passed_over"])
    try:
        leaves, counts = find_room(found, at=at)
    except (SlotTaken, QuotaFull):  # others come first, and this one keeps the place
        return None
    return _hold(entry, found, leaves, counts, actor=actor, at=at)


PERSONAL = (NotAllowed, NotEligible, Suspended, CapReached, OwnOverlap)
"""What may change while somebody waits; everything else lies in the wish."""


def _hold(
    entry: WaitingEntry,
    found: Plan,
    leaves: Sequence[UUID],
    counts: Counts,
    *,
    actor: Actor,
    at: datetime,
) -> Reservation:
    reservation = make_reservation(found, actor=actor, at=at)
    answer = at + timedelta(hours=found.rules.waiting.answer_hours)
    reservation.hold_until = min(answer, entry.starts_at)
    reservation.save(force_insert=True)
    note_caller(found)
    if leaves:
        claim_leaves(
            leaves,
            found.claimed.blocks_from,
            found.claimed.blocks_until,
            reservation_id=reservation.id,
            expires_at=reservation.hold_until,
        )
    entry.state, entry.reservation, entry.sealed = "offered", reservation, b""
    entry.save(update_fields=["state", "reservation", "sealed"])
    tell(
        reservation, "offered", at=at,
        about={"until": reservation.hold_until.isoformat()},
    )  # fmt: skip
    finish(reservation, counts, actor=actor, at=at)
    return reservation


def _plan(entry: WaitingEntry, *, at: datetime) -> Plan:
    """The wish of who waits, smaller where they take what there is.

    Equipment that is hired out no more is left out: the person sees the fee before booking.
    """
    people = entry.people
    if not entry.all_or_none:
        counts = read_counts(
            [(one, bucket_of(one.period, entry.starts_at)) for one in quotas_of(entry.offer)]
        )
        left = places_left(counts)
        people = people if left is None else max(min(people, left), 1)
    contact = read_waiting(entry)
    births = births_waiting(contact)
    known = {one.key for one in entry.offer.read_rules().extras}
    wanted = Wanted(
        offer=entry.offer.key,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        space=entry.place,
        people=people,
        purpose=entry.purpose,
        extras=tuple((key, count) for key, count in entry.extras if key in known),
        person_ref=entry.person_ref,
        group_id=entry.group_id,
        contact=contact,
        births=births,
        channel="waiting",
        ages_known=not births,
    )
    return plan(wanted, actor=SYSTEM, at=at)
