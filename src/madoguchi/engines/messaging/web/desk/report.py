# SPDX-License-Identifier: Apache-2.0
"""Staff take the delivery report along as CSV, and look at single people with a purpose."""

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.engines.messaging.commands.read_deliveries import MOST, read_deliveries
from madoguchi.engines.messaging.models import Delivery
from madoguchi.engines.messaging.policy import VIEW, WRITE
from madoguchi.engines.messaging.queries.desk import get_desk_notice
from madoguchi.engines.messaging.queries.report import NUMBERS, lines_of, list_deliveries
from madoguchi.engines.messaging.web.desk.frame import (
    CHANNEL_KEYS,
    channel_name,
    crumbs,
    notice_url,
    page,
    subject_of,
    who,
)
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.crumbs import Crumb
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say

TONES = {
    "created": "quiet", "sending": "info", "accepted": "info", "delivered": "ok", "opened": "ok",
    "failed": "bad", "dead": "bad", "suppressed": "warn",
}  # fmt: skip


@visiting_staff_may(VIEW)
@require_GET
def report_csv(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The figures of a notice; UTF-8 with a mark at its beginning, so that spreadsheets read it."""
    actor, _, lang = who(request)
    found, _ = get_desk_notice(notice_id, actor)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow([
        say("messaging.report.channel", lang),
        *(say(f"messaging.report.column.{one}", lang) for one in NUMBERS),
    ])  # fmt: skip
    for line in lines_of(found):
        name = channel_name(str(line[0]), lang) if line[0] in CHANNEL_KEYS else line[0]
        table.writerow([name, *line[1:]])
    response = HttpResponse(
        written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="notice-{found.id}.csv"'
    return response


@visiting_staff_may(WRITE)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Who was told and how it went: only with a purpose, and written down for each person."""
    actor, at, lang = who(request)
    found, _ = get_desk_notice(notice_id, actor)
    subject = subject_of(found, lang)
    title = say("messaging.people.title", lang)
    state = request.POST.get("state", "")
    shown: dict[str, Any] = {
        "notice": found,
        "crumbs": crumbs(lang, Crumb(subject, notice_url(found)), Crumb(title)),
        "states": [("", say("messaging.people.every", lang)), *_states(lang)],
        "state": state,
        "purpose": request.POST.get("purpose", ""),
        "rows": None,
    }
    if request.method != "POST":
        return page(request, "people", shown)
    try:
        rows = read_deliveries(
            notice_id=notice_id, purpose=shown["purpose"], state=state if state in TONES else "",
            actor=actor, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        return page(request, "people", shown, refusal)
    shown["rows"] = [_row(one, lang) for one in rows]
    shown["total"] = list_deliveries(found, state=state if state in TONES else "").count()
    shown["most"] = MOST
    return page(request, "people", shown)


def _states(lang: str) -> list[tuple[str, str]]:
    return [(one, say(f"messaging.delivery.{one}", lang)) for one in TONES]


def _row(one: Delivery, lang: str) -> dict[str, Any]:
    opened = one.opened_at or one.read_at
    return {
        "party": one.recipient.party_ref.rpartition(":")[2][-12:],
        "channel": channel_name(one.channel, lang),
        "tried": "→".join(channel_name(c, lang) for c in one.tried.split(",") if c in CHANNEL_KEYS),
        "language": say(f"messaging.language.{one.language}", lang),
        "state": {"tone": TONES[one.state], "text": say(f"messaging.delivery.{one.state}", lang)},
        "sent": format_instant(one.sent_at, lang) if one.sent_at else "—",
        "opened": format_instant(opened, lang) if opened else "—",
        "detail": one.detail,
    }
