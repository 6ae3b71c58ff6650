# SPDX-License-Identifier: Apache-2.0
"""How does a member of staff sign in?"""

import logging
import math
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest

from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.identity.actors import actor_for
from madoguchi.platform.identity.factors.api import (
    FactorRefused,
    passkey_refused,
    site_of,
    take_challenge,
    use_code,
    use_passkey,
    use_recovery,
)
from madoguchi.platform.identity.models import EmergencyAccount, User
from madoguchi.platform.identity.staff.first_password import first_password_over
from madoguchi.platform.identity.staff.lockout import Try, count_try, forgive
from madoguchi.platform.identity.staff.names import normalise_login
from madoguchi.platform.identity.staff.second_factor import factors_of
from madoguchi.platform.identity.staff.session import begin_session, prove_again
from madoguchi.platform.identity.traces import note_refused
from madoguchi.platform.screens.instants import format_clock

_log = logging.getLogger("madoguchi.security")
_HALF = "staff_half_signed_in"
HALF_LIFE = timedelta(minutes=10)


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


class NotHalfWay(Refusal):
    """The password has to be given first, or was given too long ago."""

    code = "identity.password_first"
    status = 409


def sign_in(
    request: HttpRequest, *, login_name: str, password: str, at: datetime
) -> Literal["in", "second"]:
    """Check the password; begin a session, or wait for the second factor of who has one.

    The emergency account does not come in here. Raises WrongPassword or LockedOut.
    """
    tried = count(login_name, request, at)
    user = authenticate(request, login=login_name, password=password)
    if not isinstance(user, User) or EmergencyAccount.objects.filter(user=user).exists():
        _record_refusal(login_name, ["password"])
        raise _refusal(tried, at)
    if user.password_until and at >= user.password_until:
        _record_refusal(login_name, ["password"])
        raise first_password_over()
    forgive(tried)
    if settings.STAFF_SECOND_FACTOR != "none" and factors_of(user).any:
        _wait_for_second(request, user, at)
        return "second"
    begin_session(request, user, factors=["password"], at=at)
    return "in"


def half_signed_in(request: HttpRequest, at: datetime) -> User | None:
    """Who has given the password in this browser and owes the second factor."""
    kept = request.session.get(_HALF)
    if not isinstance(kept, dict) or at >= datetime.fromisoformat(kept["until"]):
        return None
    user = User.objects.filter(pk=kept["user"], kind=User.Kind.STAFF, is_active=True).first()
    # A password that was changed in between ends what began with the old one.
    return user if user and user.get_session_auth_hash() == kept["hash"] else None


def owing(request: HttpRequest, at: datetime) -> User | None:
    """Who may answer for a second factor: half signed in, or signed in without one."""
    user = half_signed_in(request, at)
    return user or (request.user if isinstance(request.user, User) else None)


def show_second(request: HttpRequest, *, way: str, typed: str, at: datetime) -> User:
    """Check a second factor (``passkey``, ``code``, ``recovery``) and begin the session.

    Raises:
        NotHalfWay: nobody has given a password here.
        FactorRefused, LockedOut: it does not fit; five wrong ones close the door for a while.
    """
    half = half_signed_in(request, at)
    user = half or owing(request, at)
    if user is None:
        raise NotHalfWay(
            text(
                "時間がたったため、はじめからログインしてください。",
                "Too much time has passed. Please begin again.",
                "もういちど はじめから ログインしてください。",
            )
        )
    tried = count(f"second:{user.pk}", request, at)
    try:
        _check_second(request, user, way, typed, at)
    except FactorRefused:
        _record_refusal(user.get_username(), ["password", way])
        if tried.locked_until:
            raise LockedOut(tried.locked_until, at) from None
        raise
    forgive(tried)
    if half:
        request.session.pop(_HALF, None)
        begin_session(request, user, factors=["password", way], at=at)
    else:
        prove_again(request, way, at=at)
    return user


def sign_in_by_passkey(request: HttpRequest, *, answer: str, at: datetime) -> User:
    """Begin a session with nothing but a passkey, which has asked for PIN or finger itself.

    Raises:
        FactorRefused, LockedOut: it does not fit.
    """
    tried = count("passkey", request, at)
    site = site_of(request)
    try:
        challenge = take_challenge(request, "sign-in", at=at)
        user = use_passkey(
            site=site, challenge=challenge, answer=answer, kind=User.Kind.STAFF, at=at
        )
        if EmergencyAccount.objects.filter(user=user).exists():
            raise passkey_refused()
    except FactorRefused:
        note_refused(None, ["passkey"])
        if tried.locked_until:
            raise LockedOut(tried.locked_until, at) from None
        raise
    forgive(tried)
    begin_session(request, user, factors=["passkey"], at=at)
    return user


def count(name: str, request: HttpRequest, at: datetime) -> Try:
    """Count a try before anything is looked at. Raises LockedOut."""
    tried = count_try(login=name, address=address_of(request), at=at)
    if not tried.allowed and tried.locked_until:
        _log.warning("limit reached: sign-in of staff")
        raise LockedOut(tried.locked_until, at)
    return tried


def _wait_for_second(request: HttpRequest, user: User, at: datetime) -> None:
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session[_HALF] = {
        "user": str(user.pk),
        "until": (at + HALF_LIFE).isoformat(),
        "hash": user.get_session_auth_hash(),
    }


def _check_second(request: HttpRequest, user: User, way: str, typed: str, at: datetime) -> None:
    if way == "passkey":
        challenge = take_challenge(request, "second", at=at)
        use_passkey(
            site=site_of(request),
            challenge=challenge,
            answer=typed,
            kind=User.Kind.STAFF,
            at=at,
            user=user,
        )
    elif way == "recovery":
        use_recovery(user=user, typed=typed, actor=actor_for(user), at=at)
    else:
        use_code(user=user, typed=typed, at=at)


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


def _record_refusal(login_name: str, factors: list[str]) -> None:
    # A password may have been typed into the field of the name: only known names are written.
    name = normalise_login(login_name)
    note_refused(User.objects.filter(kind=User.Kind.STAFF, login=name).first(), factors)
