# SPDX-License-Identifier: Apache-2.0
"""Is this process alive and can it reach its database?"""

from django.db import connection
from django.http import HttpRequest, HttpResponse


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 ``ok`` when one query succeeds; a load balancer and the demo ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


healthz.policy = "open: says nothing but ok"  # type: ignore[attr-defined]
