# SPDX-License-Identifier: Apache-2.0
"""The statistics of cases: charts, each with its numbers as a table."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from madoguchi.engines.cases.policy import STATISTICS, counted_sections
from madoguchi.engines.cases.queries.filters import list_procedures
from madoguchi.engines.cases.queries.statistics import Figures, Statistics, read_statistics
from madoguchi.engines.cases.rules.figures import months_before
from madoguchi.kernel.clock import now, today
from madoguchi.kernel.fiscal_years import fiscal_year_of, fiscal_year_range, format_fiscal_year
from madoguchi.platform.screens.charts import Chart, Series, draw
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say

YEARS_BACK = 4


@staff_may(STATISTICS)
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """統計."""
    actor, on, lang = actor_on(request), today(now()), lang_of(request)
    sections = counted_sections(actor)
    procedures = list_procedures(sections)
    procedure = request.GET.get("procedure", "")
    if procedure not in dict(procedures):
        procedure = ""
    period, first, last = read_period(request.GET.get("period", ""), on)
    figures = read_statistics(actor=actor, first=first, last=last, on=on, procedure=procedure)
    years = [fiscal_year_of(on) - n for n in range(YEARS_BACK)]
    shown = {
        "charts": draw_charts(figures, lang) if figures.total.received else [],
        "total": figures.total,
        "by_procedure": sorted(
            figures.by_procedure.values(), key=lambda one: (-one.received, one.title)
        ),
        "procedures": procedures,
        "procedure": procedure,
        "periods": [("", say("cases.period.year", lang))]
        + [(str(year), format_fiscal_year(year)) for year in years],
        "period": period,
        "first": first,
        "last": last,
    }
    return render(request, "cases/statistics.html", shown)


def read_period(asked: str, on: date) -> tuple[str, date, date]:
    """The twelve months up to now, or a fiscal year up to now."""
    if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= fiscal_year_of(on):
        first, last = fiscal_year_range(int(asked))
        return asked, first, min(last, on)
    return "", months_before(on, 11), on


def draw_charts(figures: Statistics, lang: str) -> list[Chart]:
    """Received and decided, median days, online share: by month."""
    months = [figures.by_month.get(month, Figures()) for month in figures.months]
    labels = [f"{month.year}/{month.month}" for month in figures.months]

    def one(key: str, kind: str, unit: str, *series: Series) -> Chart:
        return draw(
            key,
            say(f"cases.chart.{key}", lang),
            kind,  # type: ignore[arg-type]
            labels,
            series,
            unit=unit,
            category_label=say("cases.month", lang),
        )

    return [
        one(
            "flow",
            "bar",
            say("cases.count_unit", lang),
            Series(say("cases.received", lang), tuple(float(m.received) for m in months)),
            Series(say("cases.decided", lang), tuple(float(m.decided) for m in months)),
        ),
        one(
            "days",
            "line",
            say("cases.day_unit", lang),
            Series(say("cases.median", lang), tuple(m.median_days for m in months)),
        ),
        one(
            "online",
            "line",
            "%",
            Series(say("cases.online", lang), tuple(m.online_share for m in months)),
        ),
    ]
