# SPDX-License-Identifier: Apache-2.0
"""What do people wait for, and who are they?"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Q

from madoguchi.engines.booking.models import Offer, WaitingEntry
from madoguchi.engines.booking.queries.staff_view import visible_offers
from madoguchi.engines.booking.rules.refusals import OfferUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.crypto.fields import decrypt

WAITING = "booking.waiting"
MOST_SHOWN = 500


def list_waited_for(*, at: datetime) -> list[str]:
    """The offers that people wait for, of times that are still to come."""
    rows = WaitingEntry.objects.filter(state="waiting", starts_at__gt=at)
    return sorted(set(rows.values_list("offer__key", flat=True)))


def count_waiting(offer: Offer, *, place: str, starts_at: datetime, ends_at: datetime) -> int:
    """How many wait for a time already."""
    return WaitingEntry.objects.filter(
        offer=offer, place=place, starts_at=starts_at, ends_at=ends_at, state="waiting"
    ).count()


def read_waiting(entry: WaitingEntry) -> dict[str, str]:
    """Who waits; whoever shows it to staff writes the reading down."""
    if not entry.sealed:
        return {}
    opened: dict[str, str] = json.loads(decrypt(WAITING, bytes(entry.sealed), aad=entry.id.bytes))
    return opened


def births_waiting(contact: dict[str, str]) -> tuple[date, ...]:
    """The dates of birth of the children who wait."""
    return tuple(date.fromisoformat(one) for one in contact.get("births", "").split(",") if one)


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An offer with how many wait, and how many have been offered a place."""

    offer: Offer
    waiting: int
    offered: int


def list_waiting_lines(actor: Actor, *, at: datetime) -> list[WaitingLine]:
    """The section's offers that somebody waits for or that keep a list; one query."""
    coming = Q(waiting__starts_at__gt=at)
    rows = visible_offers(actor).annotate(
        waits=Count("waiting", filter=coming & Q(waiting__state="waiting")),
        asked=Count(
            "waiting",
            filter=coming & Q(waiting__state="offered", waiting__reservation__state="held"),
        ),
    )
    return [
        WaitingLine(one, one.waits, one.asked)
        for one in rows.order_by("key")
        if one.waits or one.asked or one.read_rules().waiting.size
    ]


@dataclass(frozen=True, slots=True)
class WaitingTime:
    """One time of an offer with those who wait for it, in their order."""

    first: WaitingEntry
    entries: tuple[WaitingEntry, ...]


def get_waiting_offer(key: str, *, actor: Actor) -> Offer:
    """An offer of the sections.

    Raises:
        OfferUnknown: none that this person may see.
    """
    found = visible_offers(actor).filter(key=key).first()
    if found is None:
        raise OfferUnknown
    return found


def list_waiting_times(offer: Offer, *, at: datetime) -> tuple[WaitingTime, ...]:
    """Who waits for which coming time, or has been offered a place of it; one query, at most 500."""
    rows = (
        WaitingEntry.objects.filter(offer=offer, starts_at__gt=at)
        .filter(Q(state="waiting") | Q(state="offered", reservation__state="held"))
        .select_related("offer", "space", "group", "reservation")
        .order_by("starts_at", "ends_at", "place", "ticket", "id")[:MOST_SHOWN]
    )
    return tuple(
        WaitingTime(entries[0], entries)
        for _, found in groupby(rows, key=lambda one: (one.starts_at, one.ends_at, one.place))
        for entries in [tuple(found)]
    )
