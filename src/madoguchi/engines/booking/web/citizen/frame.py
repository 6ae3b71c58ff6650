# SPDX-License-Identifier: Apache-2.0
"""What do the pages of booking share: crumbs, whom to ask, times and money in words, slots as text?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse

from madoguchi.engines.booking.models import Group, Offer, Space
from madoguchi.engines.booking.queries.groups import open_group
from madoguchi.engines.booking.rules.refusals import NotASlot
from madoguchi.engines.booking.rules.times import day_and_minute, last_day_and_minute
from madoguchi.kernel.eras import WEEKDAYS, format_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.crumbs import Crumb as Crumb
from madoguchi.platform.screens.wording import say

_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LAST_SECOND = 4102444800
"""The year 2100: times of slots beyond it are no times of ours."""


def crumbs(lang: str, *more: Crumb) -> list[Crumb]:
    """The way from the search to this page."""
    return [Crumb(say("booking.search.crumb", lang), reverse("booking:search")), *more]


def crumb_of(offer: Offer, lang: str) -> Crumb:
    """The page of an offer as a crumb."""
    return Crumb(title_of(offer, lang), offer_url(offer))


def offer_url(offer: Offer) -> str:
    """The page of an offer."""
    return reverse("booking:offer", args=[offer.key])


def pick(words: Mapping[str, Any] | None, lang: str) -> str:
    """A text from the database in the reader's language."""
    if not words:
        return ""
    return str(words.get(lang) or words.get("ja") or next(iter(words.values())))


def title_of(offer: Offer, lang: str) -> str:
    """The name of an offer."""
    return pick(offer.title, lang)


def place_of(offer: Offer, space: Space | None, lang: str) -> str:
    """The offer and the place in it, said once where both have one name."""
    title = title_of(offer, lang)
    if space is None:
        return title
    place = pick(space.title, lang)
    return place if place.startswith(title) else f"{title} {place}"


def text_of(value: TextValue | None, lang: str) -> str:
    """A text of the rules."""
    return value.pick(lang) if value is not None else ""


def short_day(day: date, lang: str) -> str:
    """12月5日(土), or Sat 5 Dec."""
    if lang == "en":
        return f"{_EN_DAYS[day.weekday()]} {day.day} {_EN_MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"


def month_name(day: date, lang: str) -> str:
    """2026年12月, or Dec 2026."""
    return (
        f"{_EN_MONTHS[day.month - 1]} {day.year}" if lang == "en" else f"{day.year}年{day.month}月"
    )


def clock(minute: int, lang: str) -> str:
    """9時, 9時30分, or 9:30."""
    hour, rest = divmod(minute, 60)
    if lang == "en":
        return f"{hour}:{rest:02}"
    return f"{hour}時{rest:02}分" if rest else f"{hour}時"


def span_words(starts_at: datetime, ends_at: datetime, lang: str) -> str:
    """9時から12時 (to midnight: 24時)."""
    starts = day_and_minute(starts_at)[1]
    ends = last_day_and_minute(ends_at)[1]
    return say("booking.span", lang, starts=clock(starts, lang), ends=clock(ends, lang))


def time_words(starts_at: datetime, ends_at: datetime, lang: str) -> str:
    """12月5日(土) 9時から12時; over several days the days only."""
    first, last = day_and_minute(starts_at)[0], last_day_and_minute(ends_at)[0]
    if first != last:
        return say("booking.days", lang, first=short_day(first, lang), last=short_day(last, lang))
    return f"{short_day(first, lang)} {span_words(starts_at, ends_at, lang)}"


def long_time(starts_at: datetime, ends_at: datetime, lang: str) -> str:
    """令和8年12月5日(土) 9時から12時."""
    first, last = day_and_minute(starts_at)[0], last_day_and_minute(ends_at)[0]
    if first != last:
        return say(
            "booking.days", lang, first=format_date(first, lang), last=format_date(last, lang)
        )
    return f"{format_date(first, lang)} {span_words(starts_at, ends_at, lang)}"


def instant_words(at: datetime, lang: str) -> str:
    """12月5日(土)17時."""
    day, minute = day_and_minute(at)
    if not minute:
        day, minute = last_day_and_minute(at)
    return f"{short_day(day, lang)}{' ' if lang == 'en' else ''}{clock(minute, lang)}"


def money(yen: int, lang: str) -> str:
    """1,200円, or 1,200 yen; 無料 for nothing."""
    if not yen:
        return say("booking.free_of_charge", lang)
    return say("booking.yen", lang, yen=f"{yen:,}")


def slot_value(space: Space | None, starts_at: datetime, ends_at: datetime) -> str:
    """A time at a place as a form sends it."""
    key = space.key if space is not None else ""
    return f"{key}|{int(starts_at.timestamp())}|{int(ends_at.timestamp())}"


def read_slot(written: str) -> tuple[str, datetime, datetime]:
    """Place, start and end from a form.

    Raises:
        NotASlot: it is not of that form.
    """
    parts = written[:120].split("|")
    if len(parts) != 3 or not all(one.isascii() and one.isdigit() for one in parts[1:]):
        raise NotASlot
    seconds = [int(one) for one in parts[1:]]
    if not 0 < seconds[0] < seconds[1] < LAST_SECOND:
        raise NotASlot
    starts_at, ends_at = (datetime.fromtimestamp(one, tz=UTC) for one in seconds)
    return parts[0], starts_at, ends_at


def help_for(section: str, lang: str) -> dict[str, str]:
    """Whom to ask: the section's telephone, counter and hours, else the city's."""
    city = current_city()
    found = city.find_section(section)
    return {
        "section": found.name.pick(lang) if found else city.name.pick(lang),
        "telephone": city.telephone_of(section) if found else city.telephone,
        "place": city.place_of(section, lang) if found else "",
        "hours": (city.hours_of(section) if found else city.hours).in_words(lang),
    }


def help_of(offer: Offer, lang: str) -> dict[str, str]:
    """Whom to ask about an offer: its own telephone where it has one, else the section's."""
    found = help_for(offer.section, lang)
    telephone = offer.read_rules().facts.telephone
    return {**found, "telephone": telephone} if telephone else found


def refusal_words(refusal: Refusal | None, lang: str) -> dict[str, str] | None:
    """A refusal for a banner; None where nothing was refused."""
    if refusal is None:
        return None
    return {
        "text": refusal.message.pick(lang),
        "next": refusal.next_step.pick(lang) if refusal.next_step else "",
    }


def group_name(group: Group | None) -> str:
    """The name of a group, for its own members."""
    if group is None:
        return ""
    return open_group(group).get("name", "") or group.number
