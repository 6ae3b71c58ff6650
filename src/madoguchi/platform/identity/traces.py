# SPDX-License-Identifier: Apache-2.0
"""How do signing in and out, and tries that failed, get into the audit log and the log lines?"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from madoguchi.kernel.actors import GUEST
from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_for, forget_actor
from madoguchi.platform.identity.models import SignIn, User

METHOD = "_identity_method"
"""Where a request keeps with what a citizen is about to be signed in."""
_log = logging.getLogger("madoguchi.security")


def trace_sign_ins() -> None:
    """Listen to Django's signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="identity.trace")
    user_logged_out.connect(_signed_out, dispatch_uid="identity.trace")
    user_login_failed.connect(_failed, dispatch_uid="identity.trace")


def note_refused(user: User | None, factors: Sequence[str]) -> None:
    """A sign-in was refused; never what was typed, which may be a password in the wrong field."""
    subject = user.ref if user else "identity:unknown"
    _log.warning("sign-in refused: %s by %s", subject, "+".join(factors))
    with transaction.atomic():
        record(
            action="identity.sign_in.refused",
            actor=GUEST,
            subject=subject,
            at=now(),
            detail={"factors": list(factors)},
        )


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    forget_actor(request)
    factors = list(getattr(request, "staff_factors", ()))
    if not factors and not user.is_staff:
        factors = [str(request.__dict__.get(METHOD, SignIn.Method.PASSWORD))]
    _record("identity.user.signed_in", user, {"factors": factors} if factors else {})
    _log.info("signed in: %s by %s", user.ref, "+".join(factors))


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    forget_actor(request)
    if isinstance(user, User):
        _record("identity.user.signed_out", user)


def _failed(credentials: Mapping[str, Any], **_: Any) -> None:
    """Of citizens; for staff the sign-in itself says it, also where no password was looked at."""
    if settings.ZONE == "portal":
        email = str(credentials.get("email") or "")
        user = User.objects.filter(kind=User.Kind.CITIZEN, email__iexact=email).first()
        note_refused(user if email else None, ["password"])


def _record(action: str, user: User, detail: dict[str, Any] | None = None) -> None:
    with transaction.atomic():
        record(action=action, actor=actor_for(user), subject=user.ref, at=now(), detail=detail)
