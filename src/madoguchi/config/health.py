# SPDX-License-Identifier: Apache-2.0
"""Is this process alive, does it reach its database, is its audit log proven, is it closed for work?"""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.closing import is_closed
from madoguchi.platform.screens.maintenance import find_maintenance


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when one query succeeds; a load balancer and the demo ask.

    It stays 200 while the zone is closed for work (``"maintenance": true``): a balancer must not
    take away the process that shows the people why. The same holds while the audit log is closed
    for want of a checkpoint (``"audit_proven": false``): pages that need no proof stay open.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    work = find_maintenance()
    closed = work is not None and work.is_closed(now())
    proven = not is_closed(now())
    answer = JsonResponse({"status": "ok", "maintenance": closed, "audit_proven": proven})
    answer.headers["Cache-Control"] = "no-store"
    return answer


healthz.policy = "open: says whether it runs and whether the audit log is proven"  # type: ignore[attr-defined]
