# SPDX-License-Identifier: Apache-2.0
"""The statistics of bookings: a heat map of use, how bookings ended, odds of lotteries; CSV."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.engines.booking.models import Offer, Space
from madoguchi.engines.booking.policy import VIEW
from madoguchi.engines.booking.queries.staff_rounds import numbers_of, visible_rounds
from madoguchi.engines.booking.queries.staff_view import roots_of, under
from madoguchi.engines.booking.queries.usage import Ends, Usage, read_usage
from madoguchi.engines.booking.queries.usage_of_offers import read_offer_usage
from madoguchi.engines.booking.web.desk.choosing import EVERY, Choice, read_choice
from madoguchi.engines.booking.web.desk.frame import page, title_of, who
from madoguchi.engines.booking.web.desk.heat import draw_heat
from madoguchi.engines.booking.web.desk.lotteries import odds
from madoguchi.kernel.clock import today
from madoguchi.kernel.fiscal_years import fiscal_year_of, fiscal_year_range, format_fiscal_year
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.charts import Series, draw
from madoguchi.platform.screens.wording import say

NUMBERS = ("booked", "used", "no_show", "cancelled", "late", "expired", "people")
YEARS_BACK, QUARTER = 3, 91


@visiting_staff_may(VIEW)
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """The page."""
    actor, at, lang = who(request)
    choice = read_choice(request, every=True, together=True)
    period, first, last = read_period(request.GET.get("period", ""), today(at))
    usage = _usage(choice, first, last)
    rows = _rows(usage, choice, lang)
    years = [fiscal_year_of(today(at)) - n for n in range(YEARS_BACK)]
    asked = request.GET.urlencode()
    shown = {
        "facilities": choice.options,
        "facility": choice.value,
        "periods": [("", say("booking.stats.near", lang)),
                    *((str(year), format_fiscal_year(year)) for year in years)],
        "period": period,
        "first": first,
        "last": last,
        "heat": draw_heat(usage, lang),
        "rows": rows,
        "columns": [say(f"booking.stats.{name}", lang) for name in NUMBERS],
        "months": _months(usage, lang),
        "chart": _chart(usage, lang),
        "rounds": [
            {"title": title_of(one.title, lang), "key": one.key, "numbers": numbers_of(one), "odds": odds(one)}
            for one in visible_rounds(actor)
        ],
        "csv": f"{reverse('booking:desk-statistics-csv')}?{asked}",
    }  # fmt: skip
    return page(request, "statistics", shown)


def _usage(choice: Choice, first: date, last: date) -> Usage:
    """Of the chosen facility, offer, offers, or of everything together."""
    chosen = choice.chosen
    if chosen is not None and chosen.space is not None:
        return read_usage([chosen.space], first, last)
    if chosen is not None and chosen.offer is not None:
        return read_offer_usage([chosen.offer], first, last)
    usage = read_offer_usage(choice.offers, first, last)
    if choice.value == EVERY:
        usage.add(read_usage(roots_of(choice.spaces), first, last))
    return usage


def read_period(asked: str, on: date) -> tuple[str, date, date]:
    """A quarter of a year back and forth, or a fiscal year."""
    if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= fiscal_year_of(on):
        first, last = fiscal_year_range(int(asked))
        return asked, first, last
    return "", on - timedelta(days=QUARTER), on + timedelta(days=QUARTER)


def _rows(usage: Usage, choice: Choice, lang: str) -> list[dict[str, Any]]:
    """A line for each facility with all that lies in it, each of its rooms, and each offer."""
    spaces = under(choice.spaces, None)
    rows = []
    for facility in roots_of(spaces):
        inside = under(spaces, facility.id)
        keys = [one.key for one in inside]
        if not any(key in usage.by_space or key in usage.open_of for key in keys):
            continue
        rows.append(_row(usage, facility, keys, lang, is_part=False))
        rows += [
            _row(usage, one, [one.key], lang, is_part=True)
            for one in inside[1:]
            if one.key in usage.by_space or one.key in usage.open_of
        ]
    return rows + [
        _row(usage, one, [one.ref], lang, is_part=False)
        for one in choice.offers
        if one.ref in usage.by_space or one.ref in usage.open_of
    ]


def _row(
    usage: Usage, one: Space | Offer, keys: list[str], lang: str, *, is_part: bool
) -> dict[str, Any]:
    return {
        "title": title_of(one.title, lang),
        "is_part": is_part,
        "rate": usage.rate_of(keys),
        "numbers": _numbers(usage.ends_of(keys)),
    }


def _numbers(ends: Ends) -> list[int]:
    return [getattr(ends, name) for name in NUMBERS]


def _months(usage: Usage, lang: str) -> list[dict[str, Any]]:
    return [
        {"title": say("booking.stats.month", lang, year=month.year, month=month.month),
         "numbers": _numbers(usage.by_month[month])}
        for month in sorted(usage.by_month)
    ]  # fmt: skip


def _chart(usage: Usage, lang: str) -> Any:
    months = sorted(usage.by_month)
    if not months:
        return None
    series = [
        Series(
            say(f"booking.stats.{name}", lang),
            tuple(float(getattr(usage.by_month[month], name)) for month in months),
        )
        for name in ("booked", "cancelled", "no_show")
    ]
    return draw(
        "ends", say("booking.stats.ends", lang), "bar", [f"{m.year}/{m.month}" for m in months],
        series, unit=say("booking.desk.count_unit", lang),
        category_label=say("booking.stats.month_label", lang),
    )  # fmt: skip


class _Echo:
    """A file that gives back what is written, so that lines can be sent one by one."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


@visiting_staff_may(VIEW)
@require_GET
def statistics_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same numbers as CSV in UTF-8 with a mark, so that spreadsheets read Japanese."""
    _, at, lang = who(request)
    choice = read_choice(request, every=True, together=True)
    _, first, last = read_period(request.GET.get("period", ""), today(at))
    usage = _usage(choice, first, last)
    writer = csv.writer(_Echo())
    lines = (writer.writerow(line) for line in _lines(usage, choice, lang))
    name = f"bookings-{first.isoformat()}-{last.isoformat()}.csv"
    return StreamingHttpResponse(
        (str(line).encode() for line in ("\ufeff", *lines)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(usage: Usage, choice: Choice, lang: str) -> Iterator[list[object]]:
    heads = [say(f"booking.stats.{name}", lang) for name in NUMBERS]
    yield [say("booking.desk.place", lang), say("booking.stats.rate", lang), *heads]
    for row in _rows(usage, choice, lang):
        yield [row["title"], "" if row["rate"] is None else row["rate"], *row["numbers"]]
    yield [say("booking.stats.month_label", lang), "", *heads]
    for month in _months(usage, lang):
        yield [month["title"], "", *month["numbers"]]
    yield [say("booking.stats.weekday", lang), say("booking.stats.hour", lang),
           say("booking.stats.rate", lang)]  # fmt: skip
    for weekday, hour in sorted(usage.open):
        words = say(f"booking.desk.weekday.{weekday}", lang)
        yield [words, hour, usage.rate((weekday, hour))]
