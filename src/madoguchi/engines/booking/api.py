# SPDX-License-Identifier: Apache-2.0
"""The front door of booking."""
# fmt: off
# isort: off


from madoguchi.engines.booking.commands.attend import approve_reduction, attend, mark_paid
from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.commands.change import change
from madoguchi.engines.booking.commands.close_space import close_space, reopen_space
from madoguchi.engines.booking.commands.confirm import confirm
from madoguchi.engines.booking.commands.define_offer import define_offer, define_quota
from madoguchi.engines.booking.commands.draw_round import (
    close_round, disqualify, draw_round, settle_round,
)
from madoguchi.engines.booking.commands.enter_lottery import enter_lottery, withdraw_entry
from madoguchi.engines.booking.commands.give_points import withdraw_points
from madoguchi.engines.booking.commands.hold import hold
from madoguchi.engines.booking.commands.join_waiting import join_waiting, leave_waiting
from madoguchi.engines.booking.commands.place_space import place_space, set_hours
from madoguchi.engines.booking.commands.plan_round import plan_round
from madoguchi.engines.booking.commands.promote_waiting import promote_waiting
from madoguchi.engines.booking.commands.register import Member, register_group, register_patron
from madoguchi.engines.booking.commands.release import release_expired
from madoguchi.engines.booking.events import (
    LotteryDrawn, ReservationCancelled, ReservationChanged, ReservationConfirmed,
    ReservationExpired, ReservationHeld, ReservationRestored, ReservationUsed, SpaceClosed,
)
from madoguchi.engines.booking.ports import NotifyLater, use_notifier
from madoguchi.engines.booking.queries.availability import list_courses, list_free
from madoguchi.engines.booking.queries.lottery import (
    duplicates_in, get_round, list_rounds, published_file,
)
from madoguchi.engines.booking.queries.offers import find_space, get_offer, list_offers
from madoguchi.engines.booking.queries.reservations import (
    get_reservation, list_for_day, list_own, list_own_notices, list_own_waiting, read_contact,
)
from madoguchi.engines.booking.rules.hours import Hours, HoursException
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.wanted import Wanted

__all__ = [
    "Hours", "HoursException", "LotteryDrawn", "Member", "NotifyLater", "OfferRules",
    "ReservationCancelled", "ReservationChanged", "ReservationConfirmed", "ReservationExpired",
    "ReservationHeld", "ReservationRestored", "ReservationUsed", "SpaceClosed", "Wanted",
    "approve_reduction", "attend", "cancel", "change", "close_round", "close_space", "confirm",
    "define_offer", "define_quota", "disqualify", "draw_round", "duplicates_in", "enter_lottery",
    "find_space", "get_offer", "get_reservation", "get_round", "hold", "join_waiting",
    "leave_waiting", "list_courses", "list_for_day", "list_free", "list_offers", "list_own",
    "list_own_notices", "list_own_waiting", "list_rounds", "mark_paid", "place_space",
    "plan_round", "promote_waiting", "published_file", "read_contact", "register_group",
    "register_patron", "release_expired", "reopen_space", "set_hours", "settle_round",
    "use_notifier", "withdraw_entry", "withdraw_points",
]
