# SPDX-License-Identifier: Apache-2.0
"""Restricted procedures: a code, in a letter or a link, opens them for this browser."""

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madoguchi.engines.procedures.queries.links import may_use_code
from madoguchi.engines.procedures.queries.revisions import get_current
from madoguchi.engines.procedures.rules.refusals import CodeNeeded
from madoguchi.engines.procedures.web.frame import Crumb
from madoguchi.kernel.clock import now
from madoguchi.platform.screens.languages import lang_of
from madoguchi.platform.screens.policies import open_to_all
from madoguchi.platform.screens.wording import say

COOKIE = "invited"
_SALT = "procedures.invited"
_LIFE = 30 * 24 * 60 * 60
_MOST = 20


def is_invited(request: HttpRequest, procedure_id: str) -> bool:
    """Whether this browser has shown a code for a procedure."""
    return procedure_id in _invitations(request)


def ask_for_code(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """The page that asks for the code; tells nothing of the procedure."""
    return _page(request, procedure_id, status=403)


@open_to_all("whoever has a code may show it")
@never_cache
def with_code(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """Take a code that was typed, or that stands in the link of a letter (``?code=``)."""
    get_current(procedure_id)
    typed = request.POST.get("code") or request.GET.get("code", "")
    if not typed:
        return _page(request, procedure_id)
    if not may_use_code(procedure_id, typed, at=now()):
        words = CodeNeeded().message.pick(lang_of(request))
        return _page(request, procedure_id, typed=typed, error=words, status=422)
    response = HttpResponseRedirect(reverse("procedures:intro", args=[procedure_id]))
    known = [procedure_id, *(one for one in _invitations(request) if one != procedure_id)]
    value = signing.dumps(known[:_MOST], salt=_SALT)
    response.set_cookie(
        COOKIE, value, max_age=_LIFE, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _invitations(request: HttpRequest) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_LIFE)
    except signing.BadSignature:
        return []
    return [str(one) for one in found]


def _page(
    request: HttpRequest, procedure_id: str, *, typed: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    lang = lang_of(request)
    values = {
        "typed": typed,
        "error": error,
        "action": reverse("procedures:with-code", args=[procedure_id]),
        "crumbs": [
            Crumb(say("procedures.catalogue.all", lang), reverse("procedures:catalogue")),
            Crumb(say("procedures.code.title", lang)),
        ],
    }
    return render(request, "procedures/code.html", values, status=status)
