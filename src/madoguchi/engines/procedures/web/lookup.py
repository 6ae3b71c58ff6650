# SPDX-License-Identifier: Apache-2.0
"""Receipt number and secret open an application."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.commands.look_up import look_up
from madoguchi.engines.procedures.rules.refusals import ReceiptUnknown, TooManyTries
from madoguchi.engines.procedures.web.access import remember_secret
from madoguchi.engines.procedures.web.address import address_of
from madoguchi.engines.procedures.web.frame import Crumb
from madoguchi.kernel.clock import now
from madoguchi.kernel.ids import ReceiptNumberUnreadable, SecretUnreadable, parse_secret
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.screens.city import current_city
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import actor_on, open_to_all
from madoguchi.platform.screens.wording import say

_FIELDS: dict[type[Refusal], str] = {
    ReceiptNumberUnreadable: "number",
    SecretUnreadable: "secret",
}


@open_to_all("the number opens nothing without its secret")
@never_cache
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask for both; where they belong together, the browser keeps the secret for that page."""
    if request.method != "POST":
        return _page(request)
    number, secret = request.POST.get("number", ""), request.POST.get("secret", "")
    try:
        row = look_up(
            number=number,
            secret=secret,
            address=address_of(request),
            actor=actor_on(request),
            at=now(),
        )
    except (ReceiptNumberUnreadable, SecretUnreadable) as refusal:
        return _page(request, refusal, field=_FIELDS[type(refusal)])
    except (ReceiptUnknown, TooManyTries) as refusal:
        return _page(request, refusal)
    path = reverse("procedures:status", args=[row.id])
    response = HttpResponseRedirect(path)
    remember_secret(response, parse_secret(secret), path)
    return response


def _page(request: HttpRequest, refusal: Refusal | None = None, *, field: str = "") -> HttpResponse:
    lang = lang_of(request)
    values: dict[str, Any] = {
        "crumbs": [Crumb(say("procedures.lookup.title", lang))],
        "typed": {name: request.POST.get(name, "") for name in ("number", "secret")},
        "hall_line": current_city().hall.in_line(lang),
    }
    if refusal is None:
        return render(request, "procedures/lookup.html", values)
    words = refusal.message.pick(lang)
    if field:
        values["field_errors"] = {field: words}
        values["errors"] = [{"href": f"#{field}", "text": words}]
    else:
        next_step = refusal.next_step.pick(lang) if refusal.next_step else ""
        values["problem"] = {"message": words, "next": next_step}
        values["errors"] = []
    response = render(request, "procedures/lookup.html", values, status=refusal.status)
    wait = getattr(refusal, "retry_after", None)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response
