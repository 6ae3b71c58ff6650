# SPDX-License-Identifier: Apache-2.0
"""The rows of booking, one aggregate per file."""

from madoguchi.engines.booking.models.lottery import LotteryEntry, LotteryRound, LotteryWish
from madoguchi.engines.booking.models.offer import Offer, Quota, QuotaCount
from madoguchi.engines.booking.models.opening import Closure, OpeningException, OpeningHours
from madoguchi.engines.booking.models.patron import Group, GroupMember, Patron, PenaltyPoint
from madoguchi.engines.booking.models.reservation import (
    LIVE,
    OPEN,
    PENDING,
    Claim,
    LeafMonth,
    Notice,
    QuotaUse,
    Reservation,
)
from madoguchi.engines.booking.models.space import Space, SpaceLeaf
from madoguchi.engines.booking.models.waiting import WaitingEntry

__all__ = [
    "LIVE",
    "OPEN",
    "PENDING",
    "Claim",
    "Closure",
    "Group",
    "GroupMember",
    "LeafMonth",
    "LotteryEntry",
    "LotteryRound",
    "LotteryWish",
    "Notice",
    "Offer",
    "OpeningException",
    "OpeningHours",
    "Patron",
    "PenaltyPoint",
    "Quota",
    "QuotaCount",
    "QuotaUse",
    "Reservation",
    "Space",
    "SpaceLeaf",
    "WaitingEntry",
]
