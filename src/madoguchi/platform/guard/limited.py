# SPDX-License-Identifier: Apache-2.0
"""A limit on a view: too many of one sender get a sentence and a time instead of an answer."""

import math
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from madoguchi.kernel.clock import now
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import text
from madoguchi.platform.guard.address import address_of
from madoguchi.platform.guard.count import take
from madoguchi.platform.guard.rules import Limit

View = Callable[..., HttpResponseBase]
Subject = Callable[..., str]
WRITING = frozenset({"POST"})
ANY = frozenset({"GET", "POST"})


class TooMany(Refusal):
    """More in a short time than one sender may ask."""

    code = "guard.too_many"
    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = max(1, math.ceil(wait.total_seconds()))
        minutes = math.ceil(self.retry_after / 60)
        super().__init__(
            text(
                f"短い時間に操作が続いたため、いまは受け付けられません。あと{minutes}分ほど待ってください。",
                f"There were too many requests in a short time. Please wait about {minutes} min.",
                f"みじかい 時間に たくさん 操作が ありました。{minutes}分くらい まってください。",
            ),
            next_step=text(
                "待ってから、もう一度同じ操作をしてください。入力した内容はこの画面に残っています。",
                "Then do the same again; what you typed is still on this page.",
                "そのあと もういちど おなじことを してください。",
            ),
        )


def limited(
    limit: Limit, by: Subject | None = None, *, methods: frozenset[str] = WRITING
) -> Callable[[View], View]:
    """Let a view be asked only so often, per network address unless ``by`` says whom.

    Counted are POSTs; ``ANY`` counts reading too, where one answer is costly or sends people on.

    ``by`` gets the request and the view's arguments. Put it under the policy.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods:
                subject = by(request, *args, **kwargs) if by else address_of(request)
                taken = take({limit: subject}, at=now())
                if not taken.allowed:
                    raise TooMany(taken.wait)
            return view(request, *args, **kwargs)

        return inner

    return decorate
