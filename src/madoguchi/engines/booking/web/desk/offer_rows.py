# SPDX-License-Identifier: Apache-2.0
"""How is what is taken and free at an offer without places drawn as marks of a day?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.queries.by_offer import OfferDay, OfferRow, Span
from madoguchi.engines.booking.web.desk.choosing import OFFER
from madoguchi.engines.booking.web.desk.frame import minutes_words, title_of
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.wording import say

Free = tuple[Span, int | None]


def show_offer_row(
    row: OfferRow, days: Sequence[date], kinds: Collection[str], lang: str
) -> dict[str, Any]:
    """A row of the grid: the offer's name and the marks of each day."""
    return {
        "title": title_of(row.offer.title, lang),
        "is_part": False,
        "cells": [
            {
                "label": format_date(day, lang),
                "marks": [one for _, one in sorted(_marks(row.offer, day, told, kinds, lang))],
            }
            for day, told in zip(days, row.days, strict=True)
        ],
    }


def _marks(
    offer: Offer, day: date, told: OfferDay, kinds: Collection[str], lang: str
) -> list[tuple[tuple[int, int, int], dict[str, Any]]]:
    """Each mark with where it stands: by its start, what is taken before what is free."""
    found = []
    if not kinds or "booked" in kinds:
        asked = urlencode({"facility": f"{OFFER}{offer.key}", "day": day.isoformat()})
        sheet = f"{reverse('booking:desk-sheet')}?{asked}"
        for n, (span, taken) in enumerate(told.taken.items()):
            words = say("booking.desk.taken", lang, bookings=taken.bookings, people=taken.people)
            found.append(((span[0], 0, n), _mark("booked", span, lang, sheet, words)))
    if not kinds or "free" in kinds:
        for n, (span, left) in enumerate(_joined(told.free)):
            href = f"{reverse('booking:desk-proxy')}?{urlencode(_asked(offer, day, span))}"
            words = "" if left is None else say("booking.desk.left", lang, count=left)
            found.append(((span[0], 1, n), _mark("free", span, lang, href, words)))
    return found


def _mark(kind: str, span: Span, lang: str, href: str, note: str) -> dict[str, Any]:
    tone, icon = {"free": ("info", "plus"), "booked": ("info", "check")}[kind]
    return {
        "kind": kind,
        "tone": tone,
        "icon": icon,
        "hours": minutes_words(*span),
        "words": say(f"booking.desk.mark.{kind}", lang),
        "href": href,
        "note": note,
    }


def _asked(offer: Offer, day: date, span: Span) -> dict[str, str]:
    return {
        "where": offer.key,
        "when": day.isoformat(),
        "hours": f"{span[0] // 60}:{span[0] % 60:02d}",
    }


def _joined(free: Sequence[Free]) -> list[Free]:
    """Free times that follow one another with as many places left, as one."""
    found: list[Free] = []
    for span, left in free:
        if found and found[-1] == ((found[-1][0][0], span[0]), left):
            found[-1] = ((found[-1][0][0], span[1]), left)
        else:
            found.append((span, left))
    return found
