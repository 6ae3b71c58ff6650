# SPDX-License-Identifier: Apache-2.0
"""Office: how does a member of staff go over to the portal's staff pages?"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_of
from madoguchi.platform.identity.staff.session import ends_at, factors_in
from madoguchi.platform.identity.visiting.assertion import write_assertion, write_invitation
from madoguchi.platform.screens.content_security import may_also
from madoguchi.platform.screens.policies import staff_may

_NONCE = re.compile(r"[A-Za-z0-9_-]{43}")


def portal_origin() -> str:
    """The portal as browsers name it: scheme, host, port."""
    parts = urlsplit(str(settings.PORTAL_URL))
    return f"{parts.scheme}://{parts.netloc}"


@staff_may("portal.visit")
@never_cache
@require_GET
def visit(request: HttpRequest) -> HttpResponse:
    """市民向けサイトの職員画面: one button, which takes an invitation along."""
    back = request.build_absolute_uri(reverse("identity:visit_portal_go"))
    shown = {
        "action": f"{portal_origin()}/staff/begin/",
        "invitation": write_invitation(audience=portal_origin(), back=back, at=now()),
        "portal": urlsplit(portal_origin()).netloc,
    }
    return _towards_portal(request, "identity/visit_portal.html", shown)


@staff_may("portal.visit")
@never_cache
@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """The portal has given a nonce: sign who comes, and let the person carry it over."""
    nonce, at = request.GET.get("nonce", ""), now()
    if not _NONCE.fullmatch(nonce):
        return redirect("identity:visit_portal")
    actor = actor_of(request)
    with transaction.atomic():
        record(action="identity.staff.sent_to_portal", actor=actor, subject=actor.ref, at=at)
    shown = {
        "action": f"{portal_origin()}/staff/enter/",
        "assertion": write_assertion(
            audience=portal_origin(),
            nonce=nonce,
            ref=actor.ref,
            name=actor.name,
            grants=(actor.roles, actor.sections),
            factors=factors_in(request),
            session_ends=ends_at(request),
            at=at,
        ),
        "portal": urlsplit(portal_origin()).netloc,
    }
    return _towards_portal(request, "identity/visit_portal.html", shown)


def _towards_portal(request: HttpRequest, page: str, shown: dict[str, str]) -> HttpResponse:
    @may_also(form_action=(portal_origin(),))
    def answer(asked: HttpRequest) -> HttpResponse:
        return render(asked, page, shown)

    response = answer(request)
    assert isinstance(response, HttpResponse)  # noqa: S101 - render makes one
    return response
