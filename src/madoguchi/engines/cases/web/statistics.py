# SPDX-License-Identifier: Apache-2.0
"""The statistics of cases: charts, each with its numbers as a table."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from madoguchi.engines.cases.policy import STATISTICS, counted_sections
from madoguchi.engines.cases.queries.answer_counts import (
    AnswerCounts,
    CountedQuestion,
    count_answers,
)
from madoguchi.engines.cases.queries.editions import UnknownRevision
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
MOST_BARS = 12


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
        "charts": draw_charts(figures, lang) if has_any(figures.total) else [],
        **_answers(request, procedure, first, last),
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


def has_any(total: Figures) -> bool:
    """Whether anything happened or waits: received, decided, or overdue now."""
    return bool(total.received or total.decided or total.overdue)


def _answers(request: HttpRequest, procedure: str, first: date, last: date) -> dict[str, Any]:
    """The charts of the answers to one procedure's questions; none for all together."""
    if not procedure:
        return {"answers": None, "answer_charts": []}
    lang = lang_of(request)
    try:
        counts = count_answers(actor=actor_on(request), procedure=procedure, first=first, last=last)
    except UnknownRevision:
        counts = AnswerCounts()
    return {
        "answers": counts,
        "answer_charts": [_answer_chart(one, lang) for one in counts.questions],
    }


def _answer_chart(one: CountedQuestion, lang: str) -> Chart:
    return draw(
        f"answer-{one.id}",
        one.label.pick(lang),
        "bar",
        [label.pick(lang) for label, _ in one.options],
        [
            Series(
                say("cases.counted.count", lang),
                tuple(None if count is None else float(count) for _, count in one.options),
            )
        ],
        unit=say("cases.count_unit", lang),
        category_label=say("cases.counted.option", lang),
        nothing=say("cases.counted.few", lang),
    )


def read_period(asked: str, on: date) -> tuple[str, date, date]:
    """The twelve months up to now, or a fiscal year up to now."""
    if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= fiscal_year_of(on):
        first, last = fiscal_year_range(int(asked))
        return asked, first, min(last, on)
    return "", months_before(on, 11), on


def draw_charts(figures: Statistics, lang: str) -> list[Chart]:
    """Received and decided, median days, late, online share by month; overdue by procedure."""
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
            "late",
            "bar",
            say("cases.count_unit", lang),
            Series(say("cases.late", lang), tuple(float(m.late) for m in months)),
        ),
        *_overdue_chart(figures, lang),
        one(
            "online",
            "line",
            "%",
            Series(say("cases.online", lang), tuple(m.online_share for m in months)),
        ),
    ]


def _overdue_chart(figures: Statistics, lang: str) -> list[Chart]:
    """Procedures with cases past their due day, the most first; none where there are none."""
    late = [one for one in figures.by_procedure.values() if one.overdue]
    late.sort(key=lambda one: (-one.overdue, one.title))
    if not late:
        return []
    series = Series(
        say("cases.overdue_now", lang), tuple(float(one.overdue) for one in late[:MOST_BARS])
    )
    return [
        draw(
            "overdue",
            say("cases.chart.overdue", lang),
            "bar",
            [one.title for one in late[:MOST_BARS]],
            [series],
            unit=say("cases.count_unit", lang),
            category_label=say("cases.procedure", lang),
        )
    ]
