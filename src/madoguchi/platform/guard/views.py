# SPDX-License-Identifier: Apache-2.0
"""Where do browsers tell what they refused to load?"""

from datetime import timedelta

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from madoguchi.kernel.clock import now, today
from madoguchi.platform.guard.address import address_of
from madoguchi.platform.guard.blocked import note_blocked, read_report
from madoguchi.platform.guard.count import take
from madoguchi.platform.guard.rules import Limit
from madoguchi.platform.screens.policies import open_to_all

LARGEST = 64 * 1024
PER_ADDRESS = Limit(name="csp.address", free=60, window=timedelta(minutes=10))
ALTOGETHER = Limit(name="csp.all", free=3_000, window=timedelta(minutes=10))


@csrf_exempt
@open_to_all("browsers report what they blocked; only counted")
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """POST ``/csp-report``: 204 whatever was sent, so that nobody learns anything from it."""
    at = now()
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if (
        0 < length <= LARGEST
        and take({PER_ADDRESS: address_of(request), ALTOGETHER: ""}, at=at).allowed
    ):
        try:
            document = orjson.loads(request.read(length))
        except orjson.JSONDecodeError:
            document = None
        note_blocked(read_report(document, host=request.get_host()), on=today(at))
    return HttpResponse(status=204)
