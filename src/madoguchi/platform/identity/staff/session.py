# SPDX-License-Identifier: Apache-2.0
"""When does a session of the office begin, move on and end?"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase

from madoguchi.kernel.clock import now
from madoguchi.platform.guard.address import address_of
from madoguchi.platform.identity.models import StaffSignIn, User
from madoguchi.platform.identity.staff.asking import ask_for_factor, ask_for_own_password
from madoguchi.platform.identity.staff.rules import is_session_over

_BEGAN, _SEEN, _ENDED = "staff_signed_in_at", "staff_seen_at", "staff_session_ended"
_UNTIL, _FACTORS, _PROVED = "staff_until", "staff_factors", "staff_proved_at"
_WRITE_EVERY = timedelta(minutes=1)
RECENT = timedelta(minutes=15)
SECOND = frozenset({"passkey", "code", "recovery", "emergency"})
"""What counts as a second factor; the emergency account has another guard."""


def begin_session(
    request: HttpRequest,
    user: User,
    *,
    factors: Sequence[str],
    at: datetime,
    until: datetime | None = None,
) -> None:
    """Sign a person in under a new session key; what the browser had before ends."""
    close_row(request, at)
    # Django keeps the key where the same person signs in again; here it always changes.
    request.session.flush()
    request.staff_factors = list(factors)  # type: ignore[attr-defined]
    login(request, user, backend="madoguchi.platform.identity.staff.backend.StaffBackend")
    session = request.session
    session[_BEGAN] = session[_SEEN] = session[_PROVED] = at.isoformat()
    session[_FACTORS] = list(factors)
    if until:
        session[_UNTIL] = until.isoformat()
    session.save()
    StaffSignIn.objects.create(
        user=user,
        session_key=session.session_key or "",
        factors=list(factors),
        browser=name_browser(request.headers.get("User-Agent", "")),
        address=_address(request),
        began_at=at,
        seen_at=at,
    )


def prove_again(request: HttpRequest, factor: str, *, at: datetime) -> None:
    """A second factor was shown or set up in a session that is already open."""
    factors = [*factors_in(request), factor]
    request.session[_FACTORS] = factors
    request.session[_PROVED] = at.isoformat()
    StaffSignIn.objects.filter(session_key=request.session.session_key).update(factors=factors)


def factors_in(request: HttpRequest) -> list[str]:
    """By what this session's person has proved themselves."""
    return list(request.session.get(_FACTORS, ()))


def has_second(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session."""
    return bool(SECOND.intersection(factors_in(request)))


def is_recent(request: HttpRequest, at: datetime) -> bool:
    """Whether the person has proved themselves within a quarter of an hour."""
    proved = request.session.get(_PROVED)
    return proved is not None and at - datetime.fromisoformat(proved) < RECENT


def ends_at(request: HttpRequest) -> datetime:
    """When this session ends at the latest."""
    began = request.session.get(_BEGAN)
    start = datetime.fromisoformat(began) if began else now()
    until = request.session.get(_UNTIL)
    latest = start + timedelta(hours=settings.STAFF_SESSION_HOURS)
    return min(latest, datetime.fromisoformat(until)) if until else latest


def pop_ended(request: HttpRequest) -> bool:
    """Whether the last session of this browser ended by itself; asked once."""
    return bool(request.session.pop(_ENDED, False))


def close_row(request: HttpRequest, at: datetime) -> None:
    """Note that the session of this browser is over."""
    key = request.session.session_key
    if key:
        StaffSignIn.objects.filter(session_key=key, ended_at=None).update(ended_at=at)


def still_open(at: datetime) -> Q:
    """Which rows of ``StaffSignIn`` are sessions that go on: not ended, and within the limits."""
    return Q(
        ended_at=None,
        began_at__gt=at - timedelta(hours=settings.STAFF_SESSION_HOURS),
        # The last click is written down once a minute.
        seen_at__gt=at - timedelta(minutes=settings.STAFF_SESSION_PAUSE_MINUTES + 1),
    )


def close_others(user: User, *, keep: str | None, at: datetime) -> int:
    """End the sessions of a person but one; how many there were."""
    rows = StaffSignIn.objects.filter(user=user, ended_at=None).exclude(session_key=keep or "")
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return rows.update(ended_at=at)


def name_browser(told: str) -> str:
    """A browser and its system in two words, as far as it tells."""
    names = (
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = ("Windows", "Android", "iPhone", "iPad", "Macintosh", "CrOS", "Linux")
    browser = next((name for mark, name in names if mark in told), "")
    system = next((one for one in systems if one in told), "")
    return " / ".join(word for word in (browser, system) if word)


def _address(request: HttpRequest) -> str | None:
    found = address_of(request)
    return None if found == "unknown" else found


class StaffSession:
    """Ends a session at its limits, and lets nobody pass who owes a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began, seen = request.session.get(_BEGAN), request.session.get(_SEEN)
        if began and seen:
            self._look(request, datetime.fromisoformat(began), datetime.fromisoformat(seen))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Before a view: a password of one's own, and the second factor where policy asks for one."""
        if SESSION_KEY not in request.session:
            return None
        if waiting := ask_for_own_password(request, view):
            return waiting
        return None if has_second(request) else ask_for_factor(request, view)

    def _look(self, request: HttpRequest, began: datetime, seen: datetime) -> None:
        at, until = now(), request.session.get(_UNTIL)
        over = is_session_over(
            began,
            seen,
            at,
            longest=timedelta(hours=settings.STAFF_SESSION_HOURS),
            pause=timedelta(minutes=settings.STAFF_SESSION_PAUSE_MINUTES),
        )
        if over or (until and at >= datetime.fromisoformat(until)):
            close_row(request, at)
            logout(request)
            request.session[_ENDED] = True
        elif at - seen >= _WRITE_EVERY:
            # Not at each request: a session is a row.
            request.session[_SEEN] = at.isoformat()
            key = request.session.session_key
            StaffSignIn.objects.filter(session_key=key).update(seen_at=at)
