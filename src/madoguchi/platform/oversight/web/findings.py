# SPDX-License-Identifier: Apache-2.0
"""Office: the officer's views, for staff who signed in here."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from madoguchi.platform.oversight.web.pages import send_export, show_findings
from madoguchi.platform.screens.policies import staff_may


@staff_may("audit.oversee")
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """閲覧の点検."""
    return show_findings(request)


@staff_may("audit.oversee")
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV, and all of them."""
    return send_export(request)
