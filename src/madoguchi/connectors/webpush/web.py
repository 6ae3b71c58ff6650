# SPDX-License-Identifier: Apache-2.0
"""Where does a browser get its service worker, and where does a person let a device ring?"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.connectors.webpush.from_settings import signer
from madoguchi.connectors.webpush.refusals import DeviceUnreachable
from madoguchi.connectors.webpush.subscription import (
    Subscription,
    SubscriptionUnusable,
    read_subscription,
)
from madoguchi.engines.messaging.api import add_address, note_event
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all, signed_in
from madoguchi.platform.screens.wording import say

SCRIPT = Path(__file__).parent / "scripts" / "sw.js"


@open_to_all("a script that every browser may read")
@require_safe
def service_worker(_: HttpRequest) -> HttpResponse:
    """GET ``/sw.js``: at the root, so that it may stand for the whole portal; looked for anew."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@signed_in
@never_cache
@require_safe
def device(request: HttpRequest) -> HttpResponse:
    """Let this device ring, or not any more."""
    offered = bool(settings.WEBPUSH_CONTACT)
    context = {"offered": offered, "server_key": signer().public_key if offered else ""}
    return render(request, "webpush/device.html", context)


@signed_in
@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Keep what the browser gave as an address of the person."""
    _read(request)
    actor, lang = actor_on(request), lang_of(request)
    add_address(
        party_ref=actor.ref, channel="webpush", address=request.POST["subscription"],
        actor=actor, at=now(), is_verified=True, language=lang,
    )  # fmt: skip
    messages.success(request, say("webpush.device.on", lang))
    return HttpResponseRedirect(reverse("webpush:device"))


@signed_in
@require_POST
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """The browser rings no more; only who has it in their hands knows its address."""
    to, at = _read(request), now()
    mark = sha256(to.endpoint.encode()).hexdigest()[:32]
    note_event(
        provider="webpush", event_key=f"off:{mark}:{at.isoformat()}", kind="blocked",
        channel="webpush", address=request.POST["subscription"], actor=actor_on(request), at=at,
    )  # fmt: skip
    messages.success(request, say("webpush.device.off", lang_of(request)))
    return HttpResponseRedirect(reverse("webpush:device"))


def _read(request: HttpRequest) -> Subscription:
    try:
        return read_subscription(
            request.POST.get("subscription", ""), allow_local=settings.WEBPUSH_LOCAL
        )
    except SubscriptionUnusable:
        raise DeviceUnreachable from None


@lru_cache(maxsize=1)
def _script() -> bytes:
    return SCRIPT.read_bytes()
