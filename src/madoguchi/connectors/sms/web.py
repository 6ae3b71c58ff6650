# SPDX-License-Identifier: Apache-2.0
"""Where does the provider of short messages tell what became of them?"""

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from madoguchi.connectors.sms.receipts import LARGEST, Receipt, read_receipts
from madoguchi.engines.messaging.api import note_event
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.policies import open_to_all

_KINDS: dict[str, Literal["delivered", "bounced", "soft_bounced"]] = {
    "delivered": "delivered",
    "permanent": "bounced",
    "temporary": "soft_bounced",
}


@csrf_exempt
@open_to_all("only a body signed by the provider does anything here")
@never_cache
@require_POST
def receipts(request: HttpRequest) -> HttpResponse:
    """POST ``/sms/receipts``: 204 once noted; 403 for what the provider did not sign."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    body = request.read(length) if 0 < length <= LARGEST else b""
    told = read_receipts(body, request.headers.get("X-Signature", ""), settings.SMS_SECRET)
    if told is None:
        return HttpResponse(status=403)
    for one in told:
        _note(one)
    return HttpResponse(status=204)


def _note(one: Receipt) -> None:
    note_event(
        provider="sms",
        event_key=f"receipt:{one.delivery_id}:{one.outcome}",
        kind=_KINDS[one.outcome],
        channel="sms",
        delivery_id=one.delivery_id,
        actor=SYSTEM,
        at=now(),
    )
