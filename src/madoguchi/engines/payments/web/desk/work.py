# SPDX-License-Identifier: Apache-2.0
"""What has the treasurer's section to do today; dues found; what is overdue."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.engines.payments.commands.issue_slip import issue_slip
from madoguchi.engines.payments.commands.print_slips import print_slips
from madoguchi.engines.payments.policy import VIEW, WORK
from madoguchi.engines.payments.queries.desk import (
    list_overdue,
    list_overpaid,
    read_worklist,
    search_dues,
)
from madoguchi.engines.payments.web.desk.frame import (
    DUE_COLUMNS,
    DUE_NUMS,
    TONES,
    columns,
    due_row,
    page,
    paged,
    who,
)
from madoguchi.engines.payments.web.files import as_file
from madoguchi.engines.payments.web.slips.typeset import typeset_slips
from madoguchi.kernel.clock import today
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.wording import say

MOST_SLIPS = 500
WORK_PLACES = (
    ("waiting_lines", "desk-lines", "inbox"),
    ("unfinished_files", "desk-files", "file"),
    ("overpaid", "desk-overpaid", "undo"),
    ("refunds", "desk-refunds", "yen"),
    ("voids", "desk-till", "minus"),
    ("overdue", "desk-overdue", "clock"),
    ("failed_transfers", "desk-runs", "warn"),
    ("open_tills", "desk-till", "shop"),
)


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The worklist."""
    _, at, lang = who(request)
    found = read_worklist(today(at))
    items = [
        {"href": reverse(f"payments:{url}"), "label": say(f"payments.work.{name}", lang),
         "tag": {"tone": "warn" if getattr(found, name) else "quiet", "icon": icon,
                 "text": say("payments.desk.count", lang, count=getattr(found, name))}}
        for name, url, icon in WORK_PLACES
    ]  # fmt: skip
    return page(request, "work", {"items": items, "nothing": found.total == 0})


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def dues(request: HttpRequest) -> HttpResponse:
    """Dues by number, source or state."""
    lang = who(request)[2]
    typed, state = request.GET.get("q", "").strip()[:120], request.GET.get("state", "")
    state = state if state in TONES else ""
    states = [("", say("payments.desk.every_state", lang)),
              *((one, say(f"payments.desk.state.{one}", lang)) for one in TONES)]  # fmt: skip
    values = {
        "typed": typed,
        "state": state,
        "states": states,
        "title": say("payments.desk.dues", lang),
    }
    return _listed(request, "dues", search_dues(typed, state), values)


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def overpaid(request: HttpRequest) -> HttpResponse:
    """What was paid too much: to pay back, or to apply elsewhere."""
    lang = who(request)[2]
    values = {
        "title": say("payments.work.overpaid", lang),
        "lead": say("payments.desk.overpaid_lead", lang),
    }
    return _listed(request, "listed", list_overpaid(), values)


@visiting_staff_may(VIEW)
@never_cache
@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """What is overdue, the oldest first, with slips for all as one PDF."""
    _, at, lang = who(request)
    values = {"title": say("payments.work.overdue", lang), "lead": say("payments.desk.overdue_lead", lang),
              "prints": True, "most": MOST_SLIPS}  # fmt: skip
    return _listed(request, "listed", list_overdue(today(at)), values)


def _listed(
    request: HttpRequest,
    template: str,
    rows: Any,
    values: dict[str, Any],
    refusal: Refusal | None = None,
) -> HttpResponse:
    lang = who(request)[2]
    found, pager = paged(request, rows)
    shown = {
        **values,
        "columns": columns(lang, *DUE_COLUMNS, nums=DUE_NUMS),
        "rows": [due_row(one, lang) for one in found],
        "pager": pager,
    }
    return page(request, template, shown, refusal)


@visiting_staff_may(WORK)
@require_POST
def print_overdue(request: HttpRequest) -> HttpResponse:
    """New slips for what is overdue, in postal order, for demands (督促)."""
    actor, at, lang = who(request)
    try:
        slips = [
            issue_slip(receivable_id=one.id, actor=actor, at=at)
            for one in list_overdue(today(at))[:MOST_SLIPS]
        ]
        faces = print_slips(
            slip_ids=[one.id for one in slips], actor=actor, at=at, purpose="督促の納付書"
        )
    except Refusal as refusal:
        values = {"title": say("payments.work.overdue", lang), "prints": True, "most": MOST_SLIPS}
        return _listed(request, "listed", list_overdue(today(at)), values, refusal)
    return as_file(
        typeset_slips(faces, at=at), f"tokusoku-{today(at):%Y%m%d}.pdf", "application/pdf"
    )
