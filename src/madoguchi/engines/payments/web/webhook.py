# SPDX-License-Identifier: Apache-2.0
"""Where the gateway reports that something happened; the report only makes us ask."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from madoguchi.engines.payments.commands.note_event import note_event
from madoguchi.engines.payments.ports import gateway
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.policies import open_to_all

LARGEST = 16 * 1024


@csrf_exempt
@open_to_all("the gateway; each report carries a seal over its body and the time")
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """204 where it was taken, also the second time; the refusal's status without words else."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    if gateway() is None:
        return HttpResponse(status=404)
    signature = request.headers.get("X-Gateway-Signature", "")
    try:
        note_event(body=request.body, signature=signature, actor=SYSTEM, at=now())
    except Refusal as refusal:
        return HttpResponse(status=refusal.status)
    return HttpResponse(status=204)
