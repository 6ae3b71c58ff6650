# SPDX-License-Identifier: Apache-2.0
"""Which letters wait for the printer, and how does a clerk say that they are on paper?"""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.connectors.letters.from_settings import print_queue
from madoguchi.connectors.letters.queue import Manifest
from madoguchi.kernel.clock import now
from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.pager import make_pager
from madoguchi.platform.screens.policies import actor_on
from madoguchi.platform.screens.wording import say

WORK = "messaging.write"
PER_PAGE = 50


@visiting_staff_may(WORK)
@never_cache
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """印刷待ちの郵便: the batches that wait, then those that were printed."""
    lang = lang_of(request)
    found = [one for one in print_queue().waiting() if one.state != "gone"]
    found.sort(key=lambda one: one.state != "waiting")
    written = request.GET.get("page", "1")
    page = int(written) if written.isdecimal() and len(written) < 7 else 1
    pager = make_pager(request.GET, page=page, size=PER_PAGE, total=len(found))
    rows = [_row(one, lang) for one in found[max(pager.first - 1, 0) : pager.last]]
    return render(request, "letters/batches.html", {"rows": rows, "pager": pager})


@visiting_staff_may(WORK)
@never_cache
@require_POST
def open_batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The PDF for the printer; that it was opened is written down."""
    pdf = print_queue().open(batch, actor=actor_on(request), at=now(), purpose="print")
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="letters-{batch.hex[-8:]}.pdf"'
    return response


@visiting_staff_may(WORK)
@require_POST
def mark_printed(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The letters are on paper."""
    print_queue().mark_printed(batch, actor=actor_on(request), at=now())
    messages.success(request, say("letters.batches.marked", lang_of(request)))
    return HttpResponseRedirect(reverse("letters:batches"))


def _row(one: Manifest, lang: str) -> dict[str, object]:
    printed = one.state == "printed"
    return {
        "number": one.batch[-8:].upper(),
        "made": format_instant(datetime.fromisoformat(one.made_at), lang),
        "count": len(one.deliveries),
        "printed": format_instant(datetime.fromisoformat(one.printed_at), lang) if printed else "",
        "open_url": reverse("letters:open", args=[UUID(one.batch)]),
        "mark_url": reverse("letters:printed", args=[UUID(one.batch)]),
    }
