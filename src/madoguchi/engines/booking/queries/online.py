# SPDX-License-Identifier: Apache-2.0
"""Where does a booking meet by video, and may the link be shown now?"""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.ports import RoomsAway, rooms
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.online import link_opens

NOW = ("confirmed", "used")


@dataclass(frozen=True, slots=True)
class Online:
    """A meeting by video: the link, or from when on it is shown, or that it is away just now."""

    url: str = ""
    opens_at: datetime | None = None
    away: bool = False


def room_of(reservation: Reservation, *, at: datetime) -> Online | None:
    """The room of a booking for those who take part; None where nobody meets by video.

    The caller has made sure whose booking it is.
    """
    rules = reservation.offer.read_rules()
    port, fixed = rooms(), rules.facts.online_url
    over = reservation.state not in NOW or reservation.ends_at <= at
    if over or (port is None and not fixed):
        return None
    opens_at = link_opens(reservation.starts_at, is_course=isinstance(rules.times, Sessions))
    if fixed and opens_at is not None and at < opens_at:
        return Online(opens_at=opens_at)
    try:
        url = _ask(reservation) or fixed
    except RoomsAway:
        return Online(url=fixed) if fixed else Online(away=True)
    if not url:
        return None
    if opens_at is not None and at < opens_at:
        return Online(opens_at=opens_at)
    return Online(url=url)


def _ask(one: Reservation) -> str:
    port = rooms()
    if port is None:
        return ""
    url = port.link(
        booking=one.ref, offer=one.offer.key, starts_at=one.starts_at, ends_at=one.ends_at
    )
    return url if url.startswith("https://") else ""
