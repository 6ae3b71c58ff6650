# SPDX-License-Identifier: Apache-2.0
"""What can people do here today? The published procedures as the home page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """One procedure, in the reader's language."""

    title: str
    url: str
    note: str
    icon: str = "file"
    life_events: tuple[str, ...] = ()
    opens_on: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """A life event with the procedures that belong to it."""

    key: str
    icon: str
    offers: tuple[Offer, ...]


ICONS = {
    "moving": "truck",
    "birth": "baby",
    "nursery": "bag",
    "education": "book",
    "marriage": "rings",
    "health": "health",
    "disability": "health",
    "care": "elder",
    "bereavement": "candle",
    "certificate": "card",
    "housing": "home",
    "disaster": "shelter",
    "pet": "paw",
    "waste": "trash",
    "work": "work",
    "business": "shop",
    "tax": "yen",
    "road": "road",
    "voice": "message",
}


def group_by_life_event(offers: Sequence[Offer]) -> list[LifeEvent]:
    """The life events that have procedures, in the order of a life."""
    events = []
    for key, icon in ICONS.items():
        found = tuple(offer for offer in offers if key in offer.life_events)
        if found:
            events.append(LifeEvent(key, icon, found))
    return events


def closing_soon(offers: Sequence[Offer], on: date) -> list[Offer]:
    """What ends within thirty days, the nearest first."""
    found = [o for o in offers if o.closes_on and on <= o.closes_on <= on + SOON]
    return sorted(found, key=lambda offer: offer.closes_on or on)


def opening_soon(offers: Sequence[Offer], on: date) -> list[Offer]:
    """What begins within thirty days, the nearest first."""
    found = [o for o in offers if o.opens_on and on < o.opens_on <= on + SOON]
    return sorted(found, key=lambda offer: offer.opens_on or on)
