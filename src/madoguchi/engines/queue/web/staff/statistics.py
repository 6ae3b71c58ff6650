# SPDX-License-Identifier: Apache-2.0
"""Statistics of the lines: waiting, service, who gave up, where tickets come from; CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from madoguchi.engines.queue.models import Line
from madoguchi.engines.queue.policy import VIEW, may_work
from madoguchi.engines.queue.queries.lines import list_lines
from madoguchi.engines.queue.queries.statistics import read_statistics
from madoguchi.engines.queue.rules.figures import Figures, Statistics
from madoguchi.engines.queue.rules.times import day_and_minute
from madoguchi.engines.queue.web.showing import Crumb, section_name
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.charts import Chart, Series, draw
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

SPANS = (1, 7, 30, 90)
SOURCES = ("web", "kiosk", "staff", "appointment")
UTF8_MARK = "\ufeff"


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """順番待ちの統計."""
    lang = lang_of(request)
    lines, chosen, days, found = _read(request)
    values: dict[str, Any] = {
        "crumbs": [
            Crumb(say("queue.staff.title", lang), reverse("queue:staff")),
            Crumb(say("queue.statistics.title", lang)),
        ],
        "total": found.total,
        "charts": _charts(found, lang) if found.total.tickets else [],
        "rows": [
            {"title": one.name.pick(lang), "figures": found.by_line[one.key]}
            for one in chosen
            if one.key in found.by_line
        ],
        "lines": [("", say("queue.statistics.all", lang))]
        + [(one.key, f"{section_name(one.section, lang)} {one.name.pick(lang)}") for one in lines],
        "line": chosen[0].key if len(chosen) == 1 and request.GET.get("line") else "",
        "spans": [(str(n), say(f"queue.statistics.span_{n}", lang)) for n in SPANS],
        "days": str(days),
    }
    return render(request, "queue/staff/statistics.html", values)


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """The same by line and hour, for a spreadsheet."""
    lang = lang_of(request)
    lines, _, days, found = _read(request)
    names = {one.key: one.name.pick(lang) for one in lines}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(say(f"queue.statistics.column.{one}", lang) for one in _COLUMNS)
    for (line, hour), figures in sorted(found.by_line_and_hour.items()):
        writer.writerow([_plain(names.get(line, line)), hour, *_cells(figures)])
    answer = HttpResponse(UTF8_MARK + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="queue-{days}-days.csv"'
    return answer


_COLUMNS = (
    "line", "hour", "tickets", "served", "missed", "left", "wait_median", "wait_p90",
    "service_median", "service_p90", *SOURCES,
)  # fmt: skip


def _cells(one: Figures) -> Iterator[object]:
    yield from (one.tickets, one.served, one.missed, one.left)
    for value in (one.wait_median, one.wait_p90, one.service_median, one.service_p90):
        yield "" if value is None else value
    yield from (one.sources.get(source, 0) for source in SOURCES)


def _plain(words: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t"} else words


def _read(request: HttpRequest) -> tuple[list[Line], list[Line], int, Statistics]:
    """The lines that the person may see, those chosen, the span, the figures."""
    actor, today = actor_on(request), day_and_minute(now())[0]
    lines = [one for one in list_lines() if may_work(actor, one.section, VIEW)]
    wanted = request.GET.get("line", "")
    chosen = [one for one in lines if one.key == wanted] or lines
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(n) for n in SPANS} else 30
    keys = [one.key for one in chosen]
    first = today - timedelta(days=days - 1)
    return lines, chosen, days, read_statistics(lines=keys, first=first, last=today)


def _charts(found: Statistics, lang: str) -> list[Chart]:
    hours = range(min(found.by_hour), max(found.by_hour) + 1)
    labels = [say("queue.statistics.hour", lang, hour=hour) for hour in hours]
    each = [found.by_hour.get(hour, Figures()) for hour in hours]
    minutes = say("queue.statistics.minutes", lang)

    def series(name: str, values: list[float | None]) -> Series:
        return Series(say(f"queue.statistics.column.{name}", lang), tuple(values))

    def one(key: str, unit: str, names: list[str], *more: Series) -> Chart:
        title = say(f"queue.statistics.chart_{key}", lang)
        label = say(f"queue.statistics.by_{'source' if key == 'source' else 'hour'}", lang)
        return draw(f"queue-{key}", title, "bar", names, more, unit=unit, category_label=label)

    return [
        one("wait", minutes, labels,
            series("wait_median", [f.wait_median for f in each]),
            series("wait_p90", [f.wait_p90 for f in each])),
        one("service", minutes, labels,
            series("service_median", [f.service_median for f in each]),
            series("service_p90", [f.service_p90 for f in each])),
        one("tickets", "", labels,
            series("tickets", [float(f.tickets) for f in each]),
            series("abandoned", [float(f.missed + f.left) for f in each])),
        one("source", "", [say(f"queue.source.{s}", lang) for s in SOURCES],
            series("tickets", [float(found.total.sources.get(s, 0)) for s in SOURCES])),
    ]  # fmt: skip
