# SPDX-License-Identifier: Apache-2.0
"""When does a session of the office end by itself?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from madoguchi.kernel.clock import now
from madoguchi.platform.identity.staff.rules import is_session_over

_BEGAN, _SEEN, _ENDED = "staff_signed_in_at", "staff_seen_at", "staff_session_ended"
_WRITE_EVERY = timedelta(minutes=1)


def begin_session(request: HttpRequest, at: datetime) -> None:
    """Note when it began."""
    request.session[_BEGAN] = request.session[_SEEN] = at.isoformat()


def pop_ended(request: HttpRequest) -> bool:
    """Whether the last session of this browser ended by itself; asked once."""
    return bool(request.session.pop(_ENDED, False))


class StaffSession:
    """Ends a session after eight hours, or after thirty minutes without a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began, seen = request.session.get(_BEGAN), request.session.get(_SEEN)
        if began and seen:
            self._look(request, datetime.fromisoformat(began), datetime.fromisoformat(seen))
        return self.get_response(request)

    def _look(self, request: HttpRequest, began: datetime, seen: datetime) -> None:
        at = now()
        if is_session_over(began, seen, at):
            logout(request)
            request.session[_ENDED] = True
        elif at - seen >= _WRITE_EVERY:
            # Not at each request: a session is a row.
            request.session[_SEEN] = at.isoformat()
