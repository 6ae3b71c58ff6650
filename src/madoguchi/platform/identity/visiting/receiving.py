# SPDX-License-Identifier: Apache-2.0
"""Portal: how does a member of staff come in, who are they, and how do they leave?"""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.factors.api import spend
from madoguchi.platform.identity.models import VisitingStaff
from madoguchi.platform.identity.visiting.assertion import (
    LIFE,
    LONGEST_WORD,
    Assertion,
    AssertionRefused,
    read_assertion,
    read_invitation,
)
from madoguchi.platform.identity.visiting.sending import portal_origin
from madoguchi.platform.screens.policies import Policy, check_permission, open_to_all

COOKIE, NONCE_COOKIE, PATH = "portal_staff", "portal_staff_nonce", "/staff/"
LONGEST = timedelta(hours=8)
_KEPT = "_identity_visiting"
View = Callable[..., HttpResponseBase]


def staff_of(request: HttpRequest) -> Actor | None:
    """The member of staff whom the office has sent in this browser, or None; one query a request.

    Citizens' sessions have nothing to do with it: a browser may hold both.
    """
    if not hasattr(request, _KEPT):
        token, found = request.COOKIES.get(COOKIE, ""), None
        if token:
            found = VisitingStaff.objects.filter(digest=_digest(token), ends_at__gt=now()).first()
        actor = None
        if found is not None:
            actor = Actor(
                kind="staff",
                ref=found.ref,
                name=found.name,
                roles=frozenset(found.roles),
                sections=frozenset(found.sections),
            )
        setattr(request, _KEPT, actor)
    kept = getattr(request, _KEPT)
    return kept if isinstance(kept, Actor) else None


def visiting_staff_may(permission: str) -> Callable[[View], View]:
    """A view of the portal for staff alone, whose roles in the office carry the permission.

    Mount it under ``/staff/``: the cookie travels nowhere else. ``request.actor`` is the person.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = staff_of(request)
            if actor is None:
                return render(request, "identity/visitor_unknown.html", status=401)
            check_permission(actor, permission)
            request.actor = actor  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        inner.policy = Policy("visiting_staff", permission)  # type: ignore[attr-defined]
        return inner

    return decorate


@csrf_exempt
@open_to_all("only a word signed by the office does anything here")
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Give this browser a nonce and send it back to where the office's invitation says."""
    written = request.POST.get("invitation", "")
    invitation = read_invitation(written, audience=portal_origin(), at=now())
    nonce = secrets.token_urlsafe(32)
    answer = HttpResponseRedirect(f"{invitation.back}?{urlencode({'nonce': nonce})}")
    # The form that comes next is posted from another site: Lax would keep the cookie at home.
    answer.set_cookie(
        NONCE_COOKIE,
        nonce,
        max_age=10 * int(LIFE.total_seconds()),
        path=PATH,
        httponly=True,
        secure=settings.TLS,
        samesite="None" if settings.TLS else "Lax",
    )
    return answer


@csrf_exempt
@open_to_all("only a word signed by the office does anything here")
@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Believe the office's word once, and begin a session of the portal's own."""
    nonce, at = request.COOKIES.get(NONCE_COOKIE, ""), now()
    written = request.POST.get("assertion", "")
    if not nonce and "again" not in request.POST and 0 < len(written) <= LONGEST_WORD:
        # A browser may keep cookies at home when another site posts: ask once more from here.
        return render(request, "identity/visitor_enters.html", {"assertion": written})
    told = read_assertion(written, audience=portal_origin(), nonce=nonce, at=at)
    token = let_in(told, at=at)
    answer = HttpResponseRedirect(PATH)
    answer.delete_cookie(NONCE_COOKIE, path=PATH, samesite="None" if settings.TLS else "Lax")
    answer.set_cookie(COOKIE, token, path=PATH, httponly=True, secure=settings.TLS, samesite="Lax")
    return answer


@open_to_all("whoever is here may leave")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit; the session in the office goes on."""
    actor, at = staff_of(request), now()
    if actor is not None:
        with transaction.atomic():
            here = VisitingStaff.objects.filter(digest=_digest(request.COOKIES[COOKIE]))
            here.update(ends_at=at)
            record(action="identity.visit.ended", actor=actor, subject=actor.ref, at=at)
    answer = render(request, "identity/visitor_left.html")
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def names_of_visitors(refs: Collection[str]) -> dict[str, str]:
    """Reference → name as the office told it, of staff who came here lately; one query."""
    rows = VisitingStaff.objects.filter(ref__in=list(refs)).order_by("began_at")
    return dict(rows.values_list("ref", "name"))


def let_in(told: Assertion, *, at: datetime) -> str:
    """Use the assertion up and keep who came; the secret of their cookie.

    Raises:
        AssertionRefused: it was used already, also by another request at this very moment.
    """
    until = datetime.fromtimestamp(told.expires, tz=at.tzinfo)
    if not spend("staff-assertion", told.id, until=until + LIFE):
        raise AssertionRefused
    token = secrets.token_urlsafe(32)
    ends = min(at + LONGEST, datetime.fromtimestamp(told.session_ends, tz=at.tzinfo))
    actor = Actor("staff", told.ref, told.name, frozenset(told.roles), frozenset(told.sections))
    with transaction.atomic():
        VisitingStaff.objects.create(
            digest=_digest(token),
            ref=told.ref,
            name=told.name[:60],
            roles=list(told.roles),
            sections=list(told.sections),
            factors=list(told.factors),
            began_at=at,
            ends_at=ends,
        )
        record(
            action="identity.visit.began",
            actor=actor,
            subject=told.ref,
            at=at,
            detail={"until": ends.isoformat(), "factors": list(told.factors)},
        )
    return token


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
