# SPDX-License-Identifier: Apache-2.0
"""Which wins of a lottery may become bookings? Those that the caps of their offers allow.

The draw follows only the published rules of the round, so that anyone can run it again; a win over
a cap is left out afterwards, in the order of the draw, and the published file says which and why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from madoguchi.engines.booking.models import LotteryEntry, Offer
from madoguchi.engines.booking.queries.lottery import slot_of
from madoguchi.engines.booking.queries.people import held_by
from madoguchi.engines.booking.rules.caps import Held, check_caps
from madoguchi.engines.booking.rules.draw import Win
from madoguchi.engines.booking.rules.refusals import CapReached


@dataclass(frozen=True, slots=True)
class Capped:
    """A win that is no booking, with the offer whose cap is reached, and the cap in words."""

    win: Win
    offer: str
    cap: Mapping[str, str]


def cap_wins(
    entries: Sequence[LotteryEntry], wins: Sequence[Win], *, at: datetime
) -> tuple[list[Win], list[Capped]]:
    """The wins that may be booked and those that may not, each in the order of the draw.

    A wish of several times is booked whole or not at all. What the party holds already counts, and
    what it was given in this draw before.
    """
    known = {entry.digest: entry for entry in entries}
    keys = {slot_of(name)[0] for win in wins for name in win.slots}
    offers = {one.key: one for one in Offer.objects.filter(key__in=keys)}
    given: dict[str, list[Held]] = defaultdict(list)
    granted, capped = [], []
    for win in wins:
        entry = known[win.digest]
        found = _try(entry, win, offers, given[entry.party], at=at)
        if isinstance(found, Capped):
            capped.append(found)
        else:
            given[entry.party] += found
            granted.append(win)
    return granted, capped


def _try(
    entry: LotteryEntry,
    win: Win,
    offers: Mapping[str, Offer],
    given: Sequence[Held],
    *,
    at: datetime,
) -> list[Held] | Capped:
    mine: list[Held] = []
    for name in win.slots:
        offer, _, starts_at, ends_at = slot_of(name)
        rules = offers[offer].read_rules()
        group = str(entry.group_id) if entry.group_id else ""
        wanted = Held("", offer, entry.person_ref, group, starts_at, ends_at, entry.people)
        if rules.caps:
            span = (starts_at, ends_at)
            held = held_by(entry.person_ref, entry.group, rules, span, at=at)
            try:
                check_caps(rules.caps, [*held, *given, *mine], wanted, at=at)
            except CapReached as refusal:
                return Capped(win, offer, _words(refusal))
        mine.append(wanted)
    return mine


def _words(refusal: CapReached) -> dict[str, str]:
    told = refusal.values
    return {
        "ja": f"{told['period']}{told['most']}{told['unit']}まで",
        "en": f"{told['most']} {told['unit_en']} {told['period_en']}",
    }


def told_of(capped: Iterable[Capped]) -> list[dict[str, object]]:
    """The same for the published file; nobody's name is in it."""
    return [
        {
            "digest": one.win.digest,
            "rank": one.win.rank,
            "why": "cap",
            "offer": one.offer,
            "cap": dict(one.cap),
        }
        for one in capped
    ]
