# SPDX-License-Identifier: Apache-2.0
"""日計表 and 収納月計: what came in by revenue account; table, chart, CSV."""

import csv
import io
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from madoguchi.engines.payments.models.ledger import ROUTES
from madoguchi.engines.payments.policy import VIEW
from madoguchi.engines.payments.queries.reports import (
    DayRow,
    MonthRow,
    months_between,
    read_day,
    read_months,
)
from madoguchi.engines.payments.web.desk.frame import asked_day, columns, page, who
from madoguchi.engines.payments.web.files import as_file
from madoguchi.kernel.clock import today
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.fiscal_years import fiscal_year_of, fiscal_year_range, format_fiscal_year
from madoguchi.kernel.money import format_yen
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.charts import Chart, Series, draw
from madoguchi.platform.screens.wording import say

WAYS = (*dict(ROUTES), "applied")
YEARS_BACK = 3


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The day's sheet."""
    _, _, lang = who(request)
    on = asked_day(request)
    rows = read_day(on)
    if request.GET.get("as") == "csv":
        return _csv(_day_lines(rows, lang), f"nikkei-{on:%Y%m%d}.csv")
    used = [way for way in WAYS if any(way in one.by_route for one in rows)]
    heads = columns(lang, "account", *(f"way_{way or 'none'}" for way in used), "refunded", "total",
                    nums=(*(f"way_{way or 'none'}" for way in used), "refunded", "total"))  # fmt: skip
    values = {
        "day": on, "shown": format_date(on, lang), "columns": heads,
        "rows": [_day_row(one, used, lang) for one in rows],
        "total": format_yen(sum(one.total for one in rows), lang),
    }  # fmt: skip
    return page(request, "day", values)


def _day_row(row: DayRow, used: list[str], lang: str) -> dict[str, str]:
    ways = {
        f"way_{way or 'none'}": format_yen(row.by_route.get(way, 0), lang, ledger=True)
        for way in used
    }
    return {
        "account": f"{row.account.code} {row.account.words.pick(lang)}",
        **ways,
        "refunded": format_yen(row.refunded, lang, ledger=True),
        "total": format_yen(row.total, lang, ledger=True),
    }  # fmt: skip


def _day_lines(rows: list[DayRow], lang: str) -> list[list[object]]:
    heads = [say(f"payments.col.way_{way or 'none'}", lang) for way in WAYS]
    lines: list[list[object]] = [
        [say("payments.col.code", lang), say("payments.col.fund", lang), say("payments.col.account", lang),
         *heads, say("payments.col.refunded", lang), say("payments.col.total", lang)]
    ]  # fmt: skip
    lines += [
        [one.account.code, one.account.fund, one.account.words.pick(lang),
         *(one.by_route.get(way, 0) for way in WAYS), one.refunded, one.total]
        for one in rows
    ]  # fmt: skip
    return lines


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """A fiscal year by month and account."""
    _, at, lang = who(request)
    year = _year(request.GET.get("year", ""), fiscal_year_of(today(at)))
    first, last = fiscal_year_range(year)
    rows = read_months(first, last)
    spans = months_between(first, last)
    if request.GET.get("as") == "csv":
        return _csv(_month_lines(rows, spans, lang), f"gekkei-{year}.csv")
    now = fiscal_year_of(today(at))
    names = ("account", "assessed", "received", "rate")
    values = {
        "year": str(year),
        "years": [(str(now - n), format_fiscal_year(now - n)) for n in range(YEARS_BACK)],
        "columns": columns(lang, *names, nums=names[1:]),
        "rows": [_month_row(one, lang) for one in rows],
        "chart": _chart(rows, spans, lang) if rows else None,
    }
    return page(request, "months", values)


def _year(asked: str, now: int) -> int:
    fits = asked.isascii() and asked.isdigit() and now - 20 <= int(asked) <= now
    return int(asked) if fits else now


def _month_row(row: MonthRow, lang: str) -> dict[str, str]:
    return {
        "account": f"{row.account.code} {row.account.words.pick(lang)}",
        "assessed": format_yen(row.assessed_total, lang, ledger=True),
        "received": format_yen(row.received_total, lang, ledger=True),
        "rate": "—" if row.rate is None else f"{row.rate}%",
    }


def _chart(rows: list[MonthRow], spans: list[date], lang: str) -> Chart:
    series = [
        Series(
            say(f"payments.col.{name}", lang),
            tuple(float(max(0, sum(getattr(row, name).get(month, 0) for row in rows))) for month in spans),
        )
        for name in ("assessed", "received")
    ]  # fmt: skip
    return draw(
        "received", say("payments.desk.months_chart", lang), "bar",
        [f"{one.year}/{one.month}" for one in spans], series, unit=say("payments.desk.yen_unit", lang),
        category_label=say("payments.col.month", lang),
    )  # fmt: skip


def _month_lines(rows: list[MonthRow], spans: list[date], lang: str) -> list[list[object]]:
    lines: list[list[object]] = [
        [say("payments.col.code", lang), say("payments.col.account", lang), say("payments.col.month", lang),
         say("payments.col.assessed", lang), say("payments.col.received", lang)]
    ]  # fmt: skip
    lines += [
        [row.account.code, row.account.words.pick(lang), f"{one:%Y-%m}", row.assessed.get(one, 0),
         row.received.get(one, 0)]
        for row in rows
        for one in spans
    ]  # fmt: skip
    return lines


def _csv(lines: list[list[Any]], name: str) -> HttpResponse:
    """UTF-8 with a mark, so that spreadsheets read Japanese."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return as_file(("\ufeff" + text.getvalue()).encode(), name, "text/csv; charset=utf-8")
