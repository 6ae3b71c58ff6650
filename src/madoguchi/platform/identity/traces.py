# SPDX-License-Identifier: Apache-2.0
"""How do signing in and out get into the audit log?"""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.http import HttpRequest

from madoguchi.kernel.clock import now
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.actors import actor_for, forget_actor
from madoguchi.platform.identity.models import User


def trace_sign_ins() -> None:
    """Listen to Django's signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="identity.trace")
    user_logged_out.connect(_signed_out, dispatch_uid="identity.trace")


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    forget_actor(request)
    factors = list(getattr(request, "staff_factors", ()))
    _record("identity.user.signed_in", user, {"factors": factors} if factors else {})


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    forget_actor(request)
    if isinstance(user, User):
        _record("identity.user.signed_out", user)


def _record(action: str, user: User, detail: dict[str, Any] | None = None) -> None:
    with transaction.atomic():
        record(action=action, actor=actor_for(user), subject=user.ref, at=now(), detail=detail)
