# SPDX-License-Identifier: Apache-2.0
"""How does a member of staff sign in?"""

import math
from datetime import datetime

from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest

from madoguchi.kernel.actors import GUEST
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.identity.models import User
from madoguchi.platform.identity.staff.lockout import Try, count_try, forgive
from madoguchi.platform.identity.staff.names import normalise_login
from madoguchi.platform.identity.staff.session import begin_session
from madoguchi.platform.screens.instants import format_clock


class WrongPassword(Refusal):
    """Login name or password is wrong; which one is not told."""

    code = "identity.wrong_password"
    status = 422


class LockedOut(Refusal):
    """Too many wrong tries with this name from this address."""

    code = "identity.locked_out"
    status = 429

    def __init__(self, until: datetime, at: datetime) -> None:
        self.retry_after = max(1, math.ceil((until - at).total_seconds()))
        minutes = math.ceil(self.retry_after / 60)
        super().__init__(
            text(
                f"続けて間違えたため、あと{minutes}分ほど({format_clock(until, 'ja')}まで)"
                "ログインできません。",
                f"Too many wrong tries. Please wait about {minutes} min, "
                f"until {format_clock(until, 'en')}.",
                f"{format_clock(until, 'easy')}まで ログインできません。{minutes}分くらい "
                "まってください。",
            ),
            next_step=text(
                "パスワードを忘れたときは、所属の管理者に再設定を頼んでください。",
                "If you have forgotten your password, ask the administrator of your section.",
            ),
        )


def sign_in(request: HttpRequest, *, login_name: str, password: str, at: datetime) -> User:
    """Check the password and begin a session. Raises WrongPassword or LockedOut."""
    tried = count_try(login=login_name, address=address_of(request), at=at)
    if not tried.allowed and tried.locked_until:
        raise LockedOut(tried.locked_until, at)
    user = authenticate(request, login=login_name, password=password)
    if not isinstance(user, User):
        _record_refusal(login_name, at)
        raise _refusal(tried, at)
    forgive(tried)
    login(request, user)
    begin_session(request, at)
    return user


def address_of(request: HttpRequest) -> str:
    """Where the request comes from, as the server saw it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _refusal(tried: Try, at: datetime) -> Refusal:
    if tried.locked_until:
        return LockedOut(tried.locked_until, at)
    return WrongPassword(
        text(
            f"ログイン名かパスワードが違います。あと{tried.tries_left}回ためせます。",
            f"Login name or password is wrong. You can try {tried.tries_left} more times.",
            f"ログイン名か パスワードが ちがいます。あと {tried.tries_left}回 できます。",
        )
    )


def _record_refusal(login_name: str, at: datetime) -> None:
    # A password may have been typed into the field of the name: only known names are written.
    user = User.objects.filter(kind=User.Kind.STAFF, login=normalise_login(login_name)).first()
    with transaction.atomic():
        record(
            action="identity.sign_in.refused",
            actor=GUEST,
            subject=user.ref if user else "identity:unknown",
            at=at,
        )
