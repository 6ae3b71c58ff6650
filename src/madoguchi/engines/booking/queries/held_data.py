# SPDX-License-Identifier: Apache-2.0
"""Which rows are kept of one account, and who of the city saw them?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Sum

from madoguchi.engines.booking.models import (
    ContactSeen,
    FeedAddress,
    GroupMember,
    LotteryEntry,
    Notice,
    Patron,
    PenaltyPoint,
    Reservation,
    SearchTrace,
    WaitingEntry,
)
from madoguchi.kernel.own_data import ReadingGroup
from madoguchi.platform.screens.city import current_city


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that booking keeps of an account; groups only where the account is a member."""

    patron: Patron | None
    memberships: tuple[GroupMember, ...]
    points: tuple[PenaltyPoint, ...]
    feed: FeedAddress | None
    traces: int
    notices: int
    reservations: tuple[Reservation, ...]
    waiting: tuple[WaitingEntry, ...]
    entries: tuple[LotteryEntry, ...]


def list_held(party_ref: str) -> Held:
    """All of it, with a fixed number of queries."""
    members = GroupMember.objects.filter(account_ref=party_ref).select_related("group")
    points = PenaltyPoint.objects.filter(party_ref=party_ref, withdrawn_at=None)
    bookings = Reservation.objects.filter(person_ref=party_ref)
    waiting = WaitingEntry.objects.filter(person_ref=party_ref)
    entries = LotteryEntry.objects.filter(person_ref=party_ref)
    return Held(
        patron=Patron.objects.filter(party_ref=party_ref).first(),
        memberships=tuple(members.order_by("group__number")),
        points=tuple(points),
        feed=FeedAddress.objects.filter(party_ref=party_ref).first(),
        traces=SearchTrace.objects.filter(party_ref=party_ref).count(),
        notices=Notice.objects.filter(party_ref=party_ref).count(),
        reservations=tuple(
            bookings.select_related("offer", "space", "group").order_by("-starts_at", "id")
        ),
        waiting=tuple(waiting.select_related("offer", "space", "group").order_by("-joined_at")),
        entries=tuple(entries.select_related("round", "group").order_by("-entered_at")),
    )


def list_readers(subjects: Iterable[str], lang: str) -> tuple[ReadingGroup, ...]:
    """Which sections saw one of these, on which pages' purpose, how often, the latest first."""
    rows = ContactSeen.objects.filter(subject__in=set(subjects)).order_by()
    grouped = rows.values_list("section", "what", "purpose").annotate(
        times=Sum("count"), first=Min("first_at"), last=Max("last_at"), rows=Count("id")
    )
    return tuple(
        ReadingGroup(
            section=_name(section, lang),
            post="",
            seen_as="review" if what in _SINGLE else "list",
            purpose=purpose,
            count=times,
            first_at=first,
            last_at=last,
        )
        for section, what, purpose, times, first, last, _ in grouped.order_by("-last")
    )


_SINGLE = frozenset({"booking", "proxy", "gate", "certificate", "group", "patron"})


def _name(keys: str, lang: str) -> str:
    """The first section by name; people read who it was, not how the hall is built."""
    found = [current_city().find_section(key) for key in keys.split(",") if key]
    return "・".join(one.name.pick(lang) for one in found if one)
