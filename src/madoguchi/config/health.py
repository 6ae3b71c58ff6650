# SPDX-License-Identifier: Apache-2.0
"""Is this process alive, can it reach its database, and is its audit log proven?"""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.closing import is_closed


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 ``ok`` when one query succeeds; a load balancer and the demo ask.

    While the audit log is closed the answer is still 200, so that pages that need no proof stay
    open, and a second line says so for the monitoring.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    words = "ok\naudit: closed, no checkpoint counts" if is_closed(now()) else "ok"
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


healthz.policy = "open: says whether it runs and whether the audit log is proven"  # type: ignore[attr-defined]
