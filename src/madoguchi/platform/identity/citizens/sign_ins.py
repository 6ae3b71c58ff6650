# SPDX-License-Identifier: Apache-2.0
"""When and how did a citizen sign in, and where is that still open?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.citizens.devices import kind_of_device
from madoguchi.platform.identity.models import SignIn, User
from madoguchi.platform.identity.traces import METHOD

KEPT_FOR = timedelta(days=90)
CONFIRMED_FOR = timedelta(minutes=10)
MOST_SHOWN = 20
_ROW, _CONFIRMED = "sign_in", "confirmed_at"


@dataclass(frozen=True, slots=True)
class ShownSignIn:
    """A line of the list: one sign-in, whether it is still open, whether it is this one."""

    id: UUID
    at: datetime
    method: str
    device: str
    is_open: bool
    is_here: bool


def sign_in_with(request: HttpRequest, method: str) -> None:
    """Say with what the person is about to be signed in."""
    request.__dict__[METHOD] = method


def confirm_now(request: HttpRequest, *, at: datetime) -> None:
    """The person has just shown again that it is they."""
    request.session[_CONFIRMED] = at.isoformat()


def is_confirmed(request: HttpRequest, *, at: datetime) -> bool:
    """Whether that was a few minutes ago: enough to change how one signs in."""
    kept = request.session.get(_CONFIRMED)
    if not isinstance(kept, str):
        return False
    since = at - datetime.fromisoformat(kept)
    return -timedelta(minutes=1) <= since <= CONFIRMED_FOR


def keep_sign_ins() -> None:
    """Listen to Django's signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="identity.sign-ins")
    user_logged_out.connect(_signed_out, dispatch_uid="identity.sign-ins")


def list_sign_ins(request: HttpRequest, user: User, *, at: datetime) -> list[ShownSignIn]:
    """The latest sign-ins, the newest first; three queries."""
    here = _stay_known(request)
    rows = list(SignIn.objects.filter(user=user)[:MOST_SHOWN])
    keys = {row.session_key for row in rows if row.ended_at is None}
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=at).values_list(
            "session_key", flat=True
        )
    )
    return [
        ShownSignIn(
            row.id, row.at, row.method, row.device, row.session_key in alive, str(row.id) == here
        )
        for row in rows
    ]


def end_others(request: HttpRequest, user: User, *, at: datetime) -> int:
    """Sign the account out everywhere but here; returns how many sessions ended."""
    with transaction.atomic():
        ended = end_rows_of_others(request, user, at=at)
        record(
            action="identity.user.signed_out_elsewhere",
            actor=actor_for(user),
            subject=user.ref,
            at=at,
            detail={"sessions": ended},
        )
    return ended


def end_rows_of_others(request: HttpRequest, user: User, *, at: datetime) -> int:
    """Delete the other sessions of an account (a new password has made them worthless)."""
    here = _stay_known(request)
    others = SignIn.objects.filter(user=user, ended_at=None)
    if here:
        others = others.exclude(id=here)
    keys = list(others.values_list("session_key", flat=True))
    others.update(ended_at=at)
    return Session.objects.filter(session_key__in=keys).delete()[0]


def prune_sign_ins(at: datetime) -> int:
    """Forget sign-ins of long ago."""
    return SignIn.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def _stay_known(request: HttpRequest) -> str:
    """The row of this session; a changed password gives the session another key."""
    here = str(request.session.get(_ROW, ""))
    key = request.session.session_key or ""
    if here:
        SignIn.objects.filter(id=here, ended_at=None).exclude(session_key=key).update(
            session_key=key
        )
    return here


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    if not isinstance(user, User) or user.is_staff:
        return
    at = now()
    method = request.__dict__.get(METHOD, SignIn.Method.PASSWORD)
    row = SignIn.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        at=at,
        method=method,
        device=kind_of_device(request.headers.get("User-Agent", "")),
    )
    request.session[_ROW] = str(row.id)
    confirm_now(request, at=at)


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    key = request.session.session_key
    if isinstance(user, User) and key:
        SignIn.objects.filter(user=user, session_key=key, ended_at=None).update(ended_at=now())
