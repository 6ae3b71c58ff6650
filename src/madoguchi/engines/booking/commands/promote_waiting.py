# SPDX-License-Identifier: Apache-2.0
"""Give what has become free to those who wait for it (繰上げ)."""

from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.counting import read_counts
from madoguchi.engines.booking.commands.deciding import Plan, check_counted, plan
from madoguchi.engines.booking.commands.hold import finish, make_reservation
from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.commands.occupy import claim_leaves
from madoguchi.engines.booking.commands.taking import find_room, places_left
from madoguchi.engines.booking.commands.writing import tell
from madoguchi.engines.booking.models import Offer, Reservation, WaitingEntry
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.refusal import Refusal

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
    """Hold a place for one who waits; None where there is no room for them."""
    entry = (
        WaitingEntry.objects.select_for_update(of=("self",))
        .select_related("offer", "space", "group")
        .filter(id=entry_id, state="waiting")
        .first()
    )
    if entry is None:
        return None
    try:
        found = _plan(entry, at=at)
    except Refusal:
        entry.state = "over"
        entry.save(update_fields=["state"])
        return None
    lock_parties(found.parties)
    try:
        check_counted(found, at=at)
        leaves, counts = find_room(found, at=at)
    except Refusal:  # no room, or a cap: others come first, and this one keeps the place
        return None
    reservation = make_reservation(found, actor=actor, at=at)
    answer = at + timedelta(hours=found.rules.waiting.answer_hours)
    reservation.hold_until = min(answer, entry.starts_at)
    reservation.save(force_insert=True)
    if leaves:
        claim_leaves(
            leaves,
            found.claimed.blocks_from,
            found.claimed.blocks_until,
            reservation_id=reservation.id,
            expires_at=reservation.hold_until,
        )
    entry.state, entry.reservation = "offered", reservation
    entry.save(update_fields=["state", "reservation"])
    tell(reservation, "offered", at=at)
    finish(reservation, counts, actor=actor, at=at)
    return reservation


def _plan(entry: WaitingEntry, *, at: datetime) -> Plan:
    """The wish of who waits, smaller where they take what there is."""
    people = entry.people
    if not entry.all_or_none:
        counts = read_counts(
            [(one, bucket_of(one.period, entry.starts_at)) for one in quotas_of(entry.offer)]
        )
        left = places_left(counts)
        people = people if left is None else max(min(people, left), 1)
    wanted = Wanted(
        offer=entry.offer.key,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        space=entry.place,
        people=people,
        person_ref=entry.person_ref,
        group_id=entry.group_id,
        channel="waiting",
        ages_known=True,
    )
    return plan(wanted, actor=SYSTEM, at=at)
