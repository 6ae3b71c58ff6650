# SPDX-License-Identifier: Apache-2.0
"""Which lotteries keep times from being booked, and what has a person entered?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.engines.booking.models import (
    GroupMember,
    LotteryEntry,
    LotteryRound,
    LotteryWish,
    Offer,
    Reservation,
)
from madoguchi.engines.booking.rules.refusals import ReservationUnknown
from madoguchi.kernel.actors import Actor


@dataclass(slots=True)
class Rounds:
    """The lotteries that run, by offer."""

    by_offer: dict[UUID, list[LotteryRound]] = field(default_factory=lambda: defaultdict(list))

    def on(self, offer: Offer, day: date) -> LotteryRound | None:
        """The lottery that gives out the times of a day; None: first come, first served."""
        for one in self.by_offer.get(offer.id, ()):
            if one.from_on <= day <= one.until_on:
                return one
        return None

    def of(self, offer: Offer) -> list[LotteryRound]:
        """Every running lottery of an offer."""
        return list(self.by_offer.get(offer.id, ()))


def running_rounds(offers: Iterable[Offer]) -> Rounds:
    """The open and closed lotteries of the offers; two queries, none where no offer draws lots."""
    drawn = [one for one in offers if one.read_rules().lottery]
    found = Rounds()
    if not drawn:
        return found
    rows = LotteryRound.objects.filter(offers__in=drawn, state__in=("open", "closed")).distinct()
    for one in rows.prefetch_related("offers").order_by("from_on"):
        for offer in one.offers.all():
            found.by_offer[offer.id].append(one)
    return found


def count_wishes(one: LotteryRound) -> Mapping[str, int]:
    """How many applications wish for each slot; withdrawn ones do not count."""
    rows = LotteryWish.objects.filter(entry__round=one, entry__state="entered")
    counted: Counter[str] = Counter()
    for slots in rows.values_list("slots", flat=True):
        counted.update(slots)
    return counted


def list_own_entries(actor: Actor) -> QuerySet[LotteryEntry]:
    """What a person and the groups that they book for have entered, the newest first."""
    groups = GroupMember.objects.filter(account_ref=actor.ref, may_book=True).values("group_id")
    rows = LotteryEntry.objects.filter(Q(person_ref=actor.ref) | Q(group_id__in=groups))
    return (
        rows.exclude(state="withdrawn")
        .select_related("round", "group")
        .prefetch_related("wishes")
        .order_by("-entered_at")
    )


def get_own_entry(entry_id: UUID, *, actor: Actor) -> LotteryEntry:
    """An application of a person or of a group that they book for.

    Raises:
        ReservationUnknown: there is none for this person.
    """
    groups = GroupMember.objects.filter(account_ref=actor.ref, may_book=True).values("group_id")
    found = (
        LotteryEntry.objects.filter(Q(person_ref=actor.ref) | Q(group_id__in=groups), id=entry_id)
        .select_related("round", "group")
        .prefetch_related("wishes")
        .first()
    )
    if found is None:
        raise ReservationUnknown
    return found


def count_states(one: LotteryRound) -> dict[str, int]:
    """How many applications ended how; withdrawn ones are left out."""
    rows = LotteryEntry.objects.filter(round=one).exclude(state="withdrawn")
    counted = Counter(rows.values_list("state", flat=True))
    return {"all": sum(counted.values()), **counted}


def wins_recorded(one: LotteryRound) -> set[tuple[str, int]]:
    """The wins as the applications have them: digest and rank."""
    rows = LotteryWish.objects.filter(entry__round=one, won=True)
    return set(rows.values_list("entry__digest", "rank"))


def list_won(entry: LotteryEntry) -> list[Reservation]:
    """The bookings that an application has won."""
    rows = Reservation.objects.filter(
        made_by_ref=f"booking:lottery:{entry.round.key}",
        person_ref=entry.person_ref,
        group=entry.group,
    )
    return list(rows.select_related("offer", "space").order_by("starts_at", "id"))
