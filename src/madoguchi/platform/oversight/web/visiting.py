# SPDX-License-Identifier: Apache-2.0
"""Portal: the same views over the portal's log, for the officer whom the office has sent."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from madoguchi.platform.identity.api import visiting_staff_may
from madoguchi.platform.oversight.web.log import show_log
from madoguchi.platform.oversight.web.pages import send_export, show_findings


@visiting_staff_may("audit.oversee")
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """閲覧の点検: bookings, groups, notes at the counters."""
    return show_findings(request)


@visiting_staff_may("audit.oversee")
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV, and all of them."""
    return send_export(request)


@visiting_staff_may("audit.view")
@require_GET
def log_state(request: HttpRequest) -> HttpResponse:
    """監査ログの状態."""
    return show_log(request)
