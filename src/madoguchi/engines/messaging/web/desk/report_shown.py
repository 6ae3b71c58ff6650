# SPDX-License-Identifier: Apache-2.0
"""How is a delivery report shown: figures by channel, and two charts?"""

from typing import Any

from madoguchi.engines.messaging.queries.report import NUMBERS, Report
from madoguchi.engines.messaging.web.desk.frame import CHANNEL_KEYS, channel_name
from madoguchi.kernel.clock import to_local
from madoguchi.platform.screens.charts import Chart, Series, draw
from madoguchi.platform.screens.wording import say


def figures_of(report: Report, lang: str) -> list[dict[str, Any]]:
    """A row for each channel and one for all of them."""
    rows = [
        {"name": channel_name(one, lang), "numbers": _numbers(report.by_channel[one])}
        for one in CHANNEL_KEYS
        if one in report.by_channel
    ]
    if rows:
        total = say("messaging.report.total", lang)
        rows.append({"name": total, "numbers": _numbers(report.total)})
    return rows


def _numbers(reach: Any) -> list[dict[str, Any]]:
    return [{"key": one, "value": getattr(reach, one)} for one in NUMBERS]


def charts_of(report: Report, lang: str) -> list[Chart]:
    """What became of it by channel, and what went out and was opened by hour."""
    channels = [one for one in CHANNEL_KEYS if one in report.by_channel]
    if not channels:
        return []
    parts = ("opened", "sent", "waiting", "failed")
    rows = [report.by_channel[one] for one in channels]
    values = {
        "opened": [float(min(row.opened, row.sent)) for row in rows],
        "sent": [float(row.sent - min(row.opened, row.sent)) for row in rows],
        "waiting": [float(row.waiting) for row in rows],
        "failed": [float(row.failed + row.withheld) for row in rows],
    }
    unit = say("messaging.report.unit", lang)
    made = [
        draw(
            "messaging-channels", say("messaging.report.by_channel", lang), "stacked",
            [channel_name(one, lang) for one in channels],
            [Series(say(f"messaging.report.part.{one}", lang), tuple(values[one]))
             for one in parts],
            unit=unit, category_label=say("messaging.report.channel", lang),
        )
    ]  # fmt: skip
    hours = report.hours
    if hours:
        made.append(_by_hour(report, lang, unit))
    return made


def _by_hour(report: Report, lang: str, unit: str) -> Chart:
    hours = [to_local(one) for one in report.hours]
    labels = [
        say("messaging.report.hour", lang, month=one.month, day=one.day, hour=one.hour)
        for one in hours
    ]
    lines = (("sent", report.sent_by_hour), ("opened", report.opened_by_hour))
    return draw(
        "messaging-hours", say("messaging.report.by_hour", lang), "bar", labels,
        [
            Series(say(f"messaging.report.column.{name}", lang),
                   tuple(float(found.get(one, 0)) for one in report.hours))
            for name, found in lines
        ],
        unit=unit, category_label=say("messaging.report.hour_label", lang),
    )  # fmt: skip
