# SPDX-License-Identifier: Apache-2.0
"""The rows of booking, one aggregate per file."""

from madoguchi.engines.booking.models.calling import CallNote
from madoguchi.engines.booking.models.door import DoorCode
from madoguchi.engines.booking.models.due import AmountDue
from madoguchi.engines.booking.models.entry import GateEntry, SessionAttendance
from madoguchi.engines.booking.models.evacuation import EvacuationOrder
from madoguchi.engines.booking.models.feed import FeedAddress
from madoguchi.engines.booking.models.invitation import Invitation
from madoguchi.engines.booking.models.lottery import LotteryEntry, LotteryRound, LotteryWish
from madoguchi.engines.booking.models.offer import Offer, Quota, QuotaCount
from madoguchi.engines.booking.models.opening import Closure, OpeningException, OpeningHours
from madoguchi.engines.booking.models.patron import (
    Group,
    GroupMember,
    Patron,
    PenaltyPoint,
    SearchTrace,
)
from madoguchi.engines.booking.models.reminder import Reminder
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
from madoguchi.engines.booking.models.revision import OfferRevision, PackMark
from madoguchi.engines.booking.models.seen import ContactSeen
from madoguchi.engines.booking.models.series import Series
from madoguchi.engines.booking.models.space import Space, SpaceLeaf
from madoguchi.engines.booking.models.waiting import WaitingEntry

__all__ = [
    "LIVE",
    "OPEN",
    "PENDING",
    "AmountDue",
    "CallNote",
    "Claim",
    "Closure",
    "ContactSeen",
    "DoorCode",
    "EvacuationOrder",
    "FeedAddress",
    "GateEntry",
    "Group",
    "GroupMember",
    "Invitation",
    "LeafMonth",
    "LotteryEntry",
    "LotteryRound",
    "LotteryWish",
    "Notice",
    "Offer",
    "OfferRevision",
    "OpeningException",
    "OpeningHours",
    "PackMark",
    "Patron",
    "PenaltyPoint",
    "Quota",
    "QuotaCount",
    "QuotaUse",
    "Reminder",
    "Reservation",
    "SearchTrace",
    "Series",
    "SessionAttendance",
    "Space",
    "SpaceLeaf",
    "WaitingEntry",
]
