# SPDX-License-Identifier: Apache-2.0
"""Is this process alive, can it reach its database, and is the zone closed for work?"""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from madoguchi.kernel.clock import now
from madoguchi.platform.screens.maintenance import find_maintenance


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when one query succeeds; a load balancer and the demo ask.

    It stays 200 while the zone is closed for work (``"maintenance": true``): a balancer must not
    take away the process that shows the people why.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    work = find_maintenance()
    closed = work is not None and work.is_closed(now())
    answer = JsonResponse({"status": "ok", "maintenance": closed})
    answer.headers["Cache-Control"] = "no-store"
    return answer


healthz.policy = "open: says nothing but ok"  # type: ignore[attr-defined]
