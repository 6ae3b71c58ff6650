# SPDX-License-Identifier: Apache-2.0
"""How does the log itself stand: covered, confirmed, or closed?"""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from madoguchi.kernel.clock import now
from madoguchi.platform.audit import log_key
from madoguchi.platform.audit.api import record
from madoguchi.platform.audit.checkpoint import newest_checkpoint, read_state
from madoguchi.platform.audit.closing import is_closed
from madoguchi.platform.audit.models import WitnessAlarm
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, staff_may
from madoguchi.platform.screens.wording import say


@staff_may("audit.view")
@require_GET
def log_state(request: HttpRequest) -> HttpResponse:
    """監査ログの状態."""
    return show_log(request)


def show_log(request: HttpRequest) -> HttpResponse:
    """How far the log of this zone is signed and confirmed; the look is in the log."""
    at, lang = now(), lang_of(request)
    with transaction.atomic():
        record(
            action="audit.state.viewed",
            actor=actor_on(request),
            subject="oversight:log",
            at=at,
            purpose=say("oversight.purpose", "ja"),
        )
    state, newest = read_state(), newest_checkpoint()
    stamp = getattr(newest, "time_stamp", None) if newest else None
    shown = {
        "state": state,
        "closed": is_closed(at),
        "newest": newest,
        "cosigned": newest.cosignatures.count() if newest else 0,
        "needed": settings.AUDIT_COSIGNATURES,
        "stamped_at": stamp.stamped_at if stamp else None,
        "alarms": WitnessAlarm.objects.order_by("-at")[:20],
        "keys": [str(key) for key in log_key.log_keys()],
        "hours": round(settings.AUDIT_CLOSE_AFTER / 3600, 1),
        "lang": lang,
    }
    return render(request, "oversight/log.html", shown)
