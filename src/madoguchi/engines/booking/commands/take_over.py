# SPDX-License-Identifier: Apache-2.0
"""Take bookings over from a former system in bulk (予約の移行), all of them or none."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.counting import read_counts, take_many
from madoguchi.engines.booking.commands.hold import fee_words
from madoguchi.engines.booking.commands.locking import lock_these_leaves
from madoguchi.engines.booking.commands.note_due import first_due, standing_of
from madoguchi.engines.booking.commands.occupy import mark
from madoguchi.engines.booking.commands.writing import seal_contact
from madoguchi.engines.booking.models import LIVE, AmountDue, Claim, Offer, Reservation, Space
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.offers import chains_of, leaves_of, lines_for, lines_of
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.fees import Use, calculate_fee, pay_by
from madoguchi.engines.booking.rules.hours import hours_on
from madoguchi.engines.booking.rules.own_hours import open_on
from madoguchi.engines.booking.rules.refusals import (
    NotASlot,
    OfferUnknown,
    OutsideHours,
    SpaceUnknown,
)
from madoguchi.engines.booking.rules.slots import Claimed, blocked, claim_time
from madoguchi.engines.booking.rules.taken_over import TakenOver
from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.platform.audit.api import Entry, record_many

BATCH = 500
Row = tuple[Reservation, Claimed]


@in_one_go
def take_over(*, bookings: Sequence[TakenOver], actor: Actor, at: datetime) -> list[Reservation]:
    """Write the bookings down as they were made; who might book then is not asked again.

    The database holds the same invariants as for any booking: nothing overlaps, no quota is
    exceeded. A time that does not fit the rules of today is taken as it is.

    Raises:
        OfferUnknown, SpaceUnknown, NotAllowed: one of them is not known, or not by this person.
        SlotTaken, QuotaFull: two want the same; nothing was taken over.
    """
    taking = _Taking(bookings, actor)
    rows = [taking.make(one) for one in bookings]
    Reservation.objects.bulk_create((row for row, _ in rows), batch_size=BATCH)
    live = [(row, claimed) for row, claimed in rows if row.state in LIVE]
    taking.claim(live)
    taking.count([row for row, _ in live])
    dues = [first_due(row, at=at) for row, _ in rows if standing_of(row)]
    AmountDue.objects.bulk_create(dues, batch_size=BATCH)
    record_many([_leaf(row, actor, at) for row, _ in rows])
    return [row for row, _ in rows]


class _Taking:
    """What all rows need is read once."""

    def __init__(self, bookings: Sequence[TakenOver], actor: Actor) -> None:
        self.actor = actor
        offers = Offer.objects.filter(key__in={one.offer for one in bookings})
        self.offers = {offer.key: offer for offer in offers.prefetch_related("quotas")}
        for offer in self.offers.values():
            check_may_work(actor, offer.section, MANAGE)
        wanted = {one.space for one in bookings if one.space}
        self.spaces = {one.key: one for one in Space.objects.filter(key__in=wanted)}
        self.leaves = leaves_of([one.id for one in self.spaces.values()])
        self.chains = chains_of(self.spaces.values())
        days = [day_and_minute(one.starts_at)[0] for one in bookings]
        self.lines = lines_of(list(self.chains.values()), min(days), max(days)) if bookings else {}

    def make(self, one: TakenOver) -> Row:
        """The row of one booking and what it blocks."""
        offer, space = self.offers.get(one.offer), self.spaces.get(one.space)
        if offer is None:
            raise OfferUnknown
        if space is None and one.space:
            raise SpaceUnknown
        claimed = self._claimed(offer, space, one)
        rules = offer.read_rules()
        due = calculate_fee(
            rules,
            Use(
                one.space, one.user_class, one.purpose, one.starts_at, one.ends_at,
                claimed.slots, one.people,
            ),
        )  # fmt: skip
        gone = one.state == "cancelled"
        row = Reservation(
            id=new_id(),
            number=new_receipt_number(today(one.made_at)),
            offer=offer,
            offer_version=offer.version,
            space=space,
            person_ref=one.person_ref or f"caller:{new_id()}",
            group_id=one.group_id,
            state=one.state,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            people=one.people,
            purpose=one.purpose,
            amount_yen=0 if gone else due.yen,
            fee=fee_words(due),
            paid_at=one.made_at if one.is_paid and due.yen else None,
            paid_yen=due.yen if one.is_paid and not gone else 0,
            pay_by=pay_by(rules, starts_at=one.starts_at, at=one.made_at) if due.yen else None,
            channel=one.channel,
            made_at=one.made_at,
            made_by_ref=self.actor.ref,
            confirmed_at=one.made_at,
            ended_at=one.made_at if gone else None,
            end_reason="by_person" if gone else "",
        )
        row.sealed = seal_contact(row, one.contact)
        return row, claimed

    def _claimed(self, offer: Offer, space: Space | None, one: TakenOver) -> Claimed:
        day, _ = day_and_minute(one.starts_at)
        found = lines_for(self.chains[space.id], self.lines) if space is not None else None
        rules = offer.read_rules()
        place = None if found is None else hours_on(day, *found)
        try:
            return claim_time(rules, one.starts_at, one.ends_at, open_on(rules, day, place))
        except (NotASlot, OutsideHours):
            return blocked(rules, one.starts_at, one.ends_at, 1)

    def claim(self, rows: Sequence[Row]) -> None:
        """Claim every leaf of every booking that stands."""
        spans = [
            (row, leaf, claimed)
            for row, claimed in rows
            if row.space_id is not None
            for leaf in self.leaves[row.space_id]
        ]
        lock_these_leaves({leaf for _, leaf, _ in spans})
        Claim.objects.bulk_create(
            (
                Claim(
                    id=new_id(),
                    leaf_id=leaf,
                    reservation=row,
                    starts_at=claimed.blocks_from,
                    ends_at=claimed.blocks_until,
                )
                for row, leaf, claimed in spans
            ),
            batch_size=BATCH,
        )
        mark([(leaf, c.blocks_from, c.blocks_until) for _, leaf, c in spans], taken=True)

    def count(self, rows: Sequence[Reservation]) -> None:
        """Take the places of every booking that stands, period by period."""
        wanted: dict[tuple[UUID, str], list[Reservation]] = defaultdict(list)
        facts = {}
        for row in rows:
            for quota in quotas_of(row.offer):
                facts[quota.id] = quota
                wanted[quota.id, bucket_of(quota.period, row.starts_at)].append(row)
        keys = sorted(wanted, key=lambda key: (str(key[0]), key[1]))
        for first in range(0, len(keys), BATCH):
            part = keys[first : first + BATCH]
            counts = read_counts([(facts[quota], bucket) for quota, bucket in part])
            take_many([(counts[key], wanted[key]) for key in part])


def _leaf(row: Reservation, actor: Actor, at: datetime) -> Entry:
    return Entry(
        action="booking.reservation.taken_over",
        actor=actor,
        subject=row.ref,
        at=at,
        detail={
            "number": row.number,
            "offer": row.offer.key,
            "state": row.state,
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
            "people": row.people,
            "amount_yen": row.amount_yen,
        },
    )
