# SPDX-License-Identifier: Apache-2.0
"""What may be destroyed, and what was."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.engines.cases.commands.destroy import confirm_destruction
from madoguchi.engines.cases.commands.record_reading import record_listing
from madoguchi.engines.cases.policy import DESTROY
from madoguchi.engines.cases.queries.retention import (
    MOST_SHOWN,
    list_destructions,
    list_due_for_destruction,
)
from madoguchi.engines.cases.web.batch import read_ids
from madoguchi.kernel.clock import now, today
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may(DESTROY)
@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """廃棄: an officer confirms; a job does it."""
    actor, lang = actor_on(request), lang_of(request)
    if request.method == "POST":
        ids: list[UUID] = read_ids(request.POST)
        if ids:
            confirm_destruction(case_ids=ids, actor=actor, at=now())
            messages.success(request, say("cases.did.destroy", lang, count=len(ids)))
        else:
            messages.error(request, say("cases.none_selected", lang))
        return redirect("cases:retention")
    due = list_due_for_destruction(actor=actor, on=today(now()))
    rows = list(due[:MOST_SHOWN])
    record_listing(
        numbers=[row.number for row in rows],
        actor=actor,
        at=now(),
        purpose=say("cases.purpose.retention"),
        what="retention",
    )
    shown = {
        "rows": rows,
        "total": due.count(),
        "destroyed": list_destructions(actor=actor),
    }
    return render(request, "cases/retention.html", shown)
