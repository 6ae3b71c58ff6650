# SPDX-License-Identifier: Apache-2.0
"""How many people and groups hold more already than new caps would allow them?"""

from collections import defaultdict
from datetime import datetime

from madoguchi.engines.booking.models import OPEN, Offer, Reservation
from madoguchi.engines.booking.rules.caps import Held, check_caps
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.refusals import CapReached

MOST_ROWS = 5000


def count_over_caps(offer: Offer, new: OfferRules, *, at: datetime) -> int:
    """Parties whose bookings ahead exceed a new cap; one query, none where the caps stay.

    Their bookings stay; they only cannot book more.
    """
    if not new.caps or new.caps == offer.read_rules().caps:
        return 0
    rows = (
        Reservation.objects.filter(offer=offer, state__in=OPEN, starts_at__gt=at)
        .exclude(person_ref__startswith="caller:", group=None)
        .order_by("starts_at", "id")
        .values_list("number", "person_ref", "group_id", "starts_at", "ends_at", "people")
    )
    parties: dict[str, list[Held]] = defaultdict(list)
    for number, person, group, starts_at, ends_at, people in rows[:MOST_ROWS]:
        key = str(group) if group is not None else ""
        one = Held(number, offer.key, person, key, starts_at, ends_at, people)
        parties[key or person].append(one)
    return sum(_is_over(new, held, at=at) for held in parties.values())


def _is_over(new: OfferRules, held: list[Held], *, at: datetime) -> bool:
    """Whether the bookings could not all have been made; each is looked at beside those before."""
    try:
        for n, one in enumerate(held):
            check_caps(new.caps, held[:n], one, at=at)
    except CapReached:
        return True
    return False
