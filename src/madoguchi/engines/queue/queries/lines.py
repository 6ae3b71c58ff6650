# SPDX-License-Identifier: Apache-2.0
"""Which lines, desks and kiosks are there, and when is a line open?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from madoguchi.engines.queue.models import Desk, Kiosk, Line, LineDay
from madoguchi.engines.queue.rules.line import LineRules, Opening
from madoguchi.engines.queue.rules.refusals import DeskUnknown, KioskUnknown, LineUnknown
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.platform.screens.city import current_city


@dataclass(frozen=True, slots=True)
class Times:
    """A line at an instant: its opening today, and the minutes between which tickets are given."""

    opening: Opening | None
    minute: int
    issue_from: int
    issue_until: int
    web_until: int

    @property
    def is_open(self) -> bool:
        """Whether the line is served now."""
        return self.opening is not None and self.opening.opens <= self.minute < self.opening.closes

    @property
    def gives_tickets(self) -> bool:
        """Whether the hall gives tickets now."""
        return self.opening is not None and self.issue_from <= self.minute < self.issue_until

    @property
    def gives_web_tickets(self) -> bool:
        """Whether phones get tickets now."""
        return self.opening is not None and self.issue_from <= self.minute < self.web_until


def times_of(rules: LineRules, at: datetime) -> Times:
    """When the line gives tickets on the day of an instant."""
    day, minute = day_and_minute(at)
    opening = rules.opening_on(day, hall_open=current_city().calendar.is_open(day))
    if opening is None:
        return Times(None, minute, 0, 0, 0)
    until = opening.closes - rules.stops_before
    web = min(until, opening.closes - rules.web_stops_before) if rules.web else 0
    return Times(opening, minute, max(opening.opens - rules.issue_before, 0), until, web)


def get_line(key: str) -> Line:
    """A line by its key.

    Raises:
        LineUnknown: there is none.
    """
    found = Line.objects.filter(key=key).first()
    if found is None:
        raise LineUnknown
    return found


def get_desk(key: str) -> Desk:
    """A desk by its key.

    Raises:
        DeskUnknown: there is none.
    """
    found = Desk.objects.filter(key=key).first()
    if found is None:
        raise DeskUnknown
    return found


def get_kiosk(code: str) -> Kiosk:
    """A kiosk that is in use.

    Raises:
        KioskUnknown: there is none with this address.
    """
    found = Kiosk.objects.filter(code=code, ended_at__isnull=True).first()
    if found is None:
        raise KioskUnknown
    return found


def list_kiosks() -> list[Kiosk]:
    """The devices in use, the oldest first."""
    return list(Kiosk.objects.filter(ended_at__isnull=True))


def list_lines(sections: Collection[str] | None = None) -> list[Line]:
    """The lines of sections (None: of all), also those that are not in use."""
    rows = Line.objects.order_by("rank", "section", "key")
    return list(rows if sections is None else rows.filter(section__in=sections))


def list_desks(sections: Collection[str] | None = None) -> list[Desk]:
    """The desks of sections (None: of all), with the lines they serve."""
    rows = Desk.objects.order_by("rank", "key").prefetch_related("serves__line")
    return list(rows if sections is None else rows.filter(section__in=sections))


def find_day(line: Line, at: datetime) -> LineDay | None:
    """The line's row of the day, where somebody has begun it."""
    return LineDay.objects.filter(line=line, day=day_and_minute(at)[0]).first()
