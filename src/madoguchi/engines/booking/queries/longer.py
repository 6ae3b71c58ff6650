# SPDX-License-Identifier: Apache-2.0
"""Until when could a held time last, its own time counted as free?"""

from datetime import datetime

from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.queries.availability import Slot, list_free
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.runs import longer_times
from madoguchi.engines.booking.rules.times import day_and_minute


def list_ends(one: Reservation, *, at: datetime) -> list[datetime]:
    """The ends that a booking may have that begins when it does; its own end is among them.

    What its own time and buffers keep from others counts as free; whether the end can be had is
    decided when it is taken.
    """
    rules = one.offer.read_rules()
    if isinstance(rules.times, Sessions) or one.space is None:
        return [one.ends_at]
    day, _ = day_and_minute(one.starts_at)
    places = list_free([one.offer], first=day, last=day, at=at, spaces=[one.space.key])
    slots = places[0].slots(day) if places else []
    reach = one.ends_at - one.starts_at

    def is_free(slot: Slot) -> bool:
        own = slot.starts_at < one.ends_at and one.starts_at < slot.ends_at
        return slot.is_free or (own and slot.ends_at - one.starts_at <= 2 * reach)

    times = longer_times(rules, slots, is_free)
    ends = {ends_at for starts_at, ends_at in times if starts_at == one.starts_at}
    return sorted(ends | {one.ends_at})
