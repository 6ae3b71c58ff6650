# SPDX-License-Identifier: Apache-2.0
"""The front door of limits: count a try, forgive it, put a limit on a view."""

from madoguchi.platform.guard.address import address_of
from madoguchi.platform.guard.blocked import list_blocked
from madoguchi.platform.guard.count import Taken, forgive, take
from madoguchi.platform.guard.limited import ANY, TooMany, limited
from madoguchi.platform.guard.paced import Pace, forget_paces, paced
from madoguchi.platform.guard.rules import Limit

__all__ = [
    "ANY",
    "Limit",
    "Pace",
    "Taken",
    "TooMany",
    "address_of",
    "forget_paces",
    "forgive",
    "limited",
    "list_blocked",
    "paced",
    "take",
]
