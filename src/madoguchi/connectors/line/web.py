# SPDX-License-Identifier: Apache-2.0
"""Where does LINE tell us things, and where does a person link their account?"""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.connectors.line.hearing import LARGEST, is_signed
from madoguchi.connectors.line.jobs import hear_line, seal_webhook
from madoguchi.connectors.line.linking import link_page, make_nonce
from madoguchi.connectors.line.refusals import LinkTokenMissing
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.content_security import may_also
from madoguchi.platform.screens.policies import actor_on, open_to_all, signed_in

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,120}")


@csrf_exempt
@open_to_all("only a body signed by LINE does anything here")
@never_cache
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """POST ``/line/webhook``: 200 at once, the work is the worker's; 403 for what LINE did not sign."""
    body = _read(request)
    signature = request.headers.get("X-Line-Signature", "")
    if not body or not is_signed(body, signature, settings.LINE_SECRET):
        return HttpResponse(status=403)
    hear_line.enqueue(seal_webhook(body))
    return HttpResponse(status=200)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponseBase:
    """Who is signed in says yes to being told things on LINE; then LINE tells us who they are there."""
    token = request.POST.get("linkToken", request.GET.get("linkToken", ""))
    if not _TOKEN.fullmatch(token):
        raise LinkTokenMissing
    return _guarded(settings.LINE_DIALOG)(request, token)


def _guarded(dialog: str) -> Any:
    """The page, whose form may lead on to LINE."""

    @may_also(form_action=(dialog,))
    def page(request: HttpRequest, token: str) -> HttpResponseBase:
        if request.method == "POST":
            nonce = make_nonce(actor_on(request).ref, at=now())
            return HttpResponseRedirect(link_page(dialog, token, nonce))
        return render(request, "line/link.html", {"link_token": token})

    return page


def _read(request: HttpRequest) -> bytes:
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return b""
    return request.read(length) if 0 < length <= LARGEST else b""
