# SPDX-License-Identifier: Apache-2.0
"""How often may one sender begin, send, ask for and print, so that nobody fills or wears out a zone?

Per address the numbers are generous: a school or a telephone company shows thousands as one.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from madoguchi.engines.procedures.web.holders import account_of
from madoguchi.platform.guard.api import Limit, Pace, address_of

STARTING = Pace(name="procedures.start", burst=3000, per_second=5)
SENDING = Pace(name="procedures.send", burst=3000, per_second=5)
"""Far above what a whole town behind one address does on the first day of a benefit."""
ASKING = Limit(name="procedures.ask-own-data", free=30, window=timedelta(hours=1))
PRINTING = Limit(name="procedures.print", free=120, window=timedelta(minutes=10))
"""A PDF costs a second of a processor."""


def who(request: HttpRequest, *_args: Any, **_kwargs: Any) -> str:
    """The account that is signed in, else the address."""
    return account_of(request) or address_of(request)
