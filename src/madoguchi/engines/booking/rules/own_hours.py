# SPDX-License-Identifier: Apache-2.0
"""Which hours does an offer itself keep on a day, beside those of its places?"""

from collections.abc import Sequence
from datetime import date

from madoguchi.engines.booking.rules.hours import WEEKDAYS, meet
from madoguchi.engines.booking.rules.offer import OfferRules, OpenHours
from madoguchi.kernel.business_days import national_holidays

Times = tuple[tuple[int, int], ...]


def own_hours(rules: OfferRules, day: date) -> Times | None:
    """The offer's own times of a day; None where it keeps none, so that only places decide.

    A day that is named wins over the lines; lines of a season win over those of all year.
    """
    if not rules.open_hours and not rules.open_days:
        return None
    named = [one for one in rules.open_days if one.on == day]
    if named:
        return tuple(sorted((one.starts, one.ends) for one in named if one.ends > one.starts))
    if not rules.open_hours:
        return None
    found = [line for line in rules.open_hours if _holds(line, day)]
    if any(line.season for line in found):
        found = [line for line in found if line.season]
    return tuple(sorted((line.starts, line.ends) for line in found))


def open_on(rules: OfferRules, day: date, place: Sequence[tuple[int, int]] | None) -> Times | None:
    """The times of a day that place and offer allow together; None: always."""
    own = own_hours(rules, day)
    if own is None:
        return None if place is None else tuple(place)
    return own if place is None else meet(own, place)


def _holds(line: OpenHours, day: date) -> bool:
    holiday = day in national_holidays(day.year)
    weekday = "holiday" if holiday else WEEKDAYS[day.weekday()]
    if line.weekdays and weekday not in line.weekdays:
        return False
    if line.nth and (day.day - 1) // 7 + 1 not in line.nth:
        return False
    if line.season is None:
        return True
    first, last, stamp = *line.season, f"{day:%m-%d}"
    return first <= stamp <= last if first <= last else stamp >= first or stamp <= last
