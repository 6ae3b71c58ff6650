# SPDX-License-Identifier: Apache-2.0
"""May this address go on at such a pace? Asked of each process's memory, so that it costs nothing.

For pages that everyone uses, behind addresses that thousands share: a telephone company's whole
town never reaches such a pace, a program does. Nobody is locked out: whoever is too fast is let in
again as soon as the pace is met.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from madoguchi.platform.guard.address import address_of
from madoguchi.platform.guard.limited import TooMany, View

ADDRESSES_KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """``burst`` at once, and ``per_second`` for as long as anyone likes, in each process."""

    name: str
    burst: int
    per_second: float


class Paces:
    """Token buckets; those that have not been asked for longest are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, pace: Pace, subject: str) -> float:
        """Take one; returns the seconds to wait, 0.0 where there was one."""
        now, key = self._clock(), (pace.name, subject)
        with self._lock:
            left, since = self._left.pop(key, (float(pace.burst), now))
            left = min(pace.burst, left + (now - since) * pace.per_second)
            wait = 0.0 if left >= 1 else (1 - left) / pace.per_second
            self._left[key] = (left if wait else left - 1, now)
            while len(self._left) > ADDRESSES_KEPT:
                self._left.popitem(last=False)
        return wait

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._left.clear()


_paces = Paces()


def paced(pace: Pace) -> Callable[[View], View]:
    """Let a view's POSTs of one network address come at a pace only. Put it under the policy."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                wait = _paces.take(pace, address_of(request))
                if wait:
                    raise TooMany(timedelta(seconds=wait))
            return view(request, *args, **kwargs)

        return inner

    return decorate


def forget_paces() -> None:
    """Everyone begins anew in this process, as after a restart."""
    _paces.forget()
