# SPDX-License-Identifier: Apache-2.0
"""The front door of booking."""

# fmt: off
# isort: off
from madoguchi.engines.booking.commands.attend import approve_reduction, attend, mark_paid, pay_back
from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.commands.change import change
from madoguchi.engines.booking.commands.close_space import close_space, reopen_space
from madoguchi.engines.booking.commands.confirm import confirm
from madoguchi.engines.booking.commands.define_offer import define_offer, define_quota
from madoguchi.engines.booking.commands.draw_round import (
    close_round, disqualify, draw_round, settle_round)
from madoguchi.engines.booking.commands.enter_lottery import enter_lottery, withdraw_entry
from madoguchi.engines.booking.commands.forget_party import forget_party
from madoguchi.engines.booking.commands.hold import hold
from madoguchi.engines.booking.commands.import_invitations import import_csv
from madoguchi.engines.booking.commands.join_waiting import join_waiting, leave_waiting
from madoguchi.engines.booking.commands.load_pack import load_pack
from madoguchi.engines.booking.commands.note_rerun import note_rerun
from madoguchi.engines.booking.commands.order_evacuation import lift_evacuation, order_evacuation
from madoguchi.engines.booking.commands.place_space import place_space, set_hours
from madoguchi.engines.booking.commands.plan_round import plan_round
from madoguchi.engines.booking.commands.register import Member, register_group, register_patron
from madoguchi.engines.booking.commands.release import release_expired
from madoguchi.engines.booking.commands.share_feed import share_feed
from madoguchi.engines.booking.commands.take_over import take_over
from madoguchi.engines.booking.events import (
    LotteryDrawn, ReservationCancelled, ReservationChanged, ReservationConfirmed,
    ReservationExpired, ReservationHeld, ReservationRestored, ReservationUsed, SpaceClosed)
from madoguchi.engines.booking.ports import (
    DoorAway, NotifyLater, PaymentsAway, RoomsAway, use_doors, use_notifier,
    use_pay_page, use_payments, use_rooms)
from madoguchi.engines.booking.queries import soundness
from madoguchi.engines.booking.queries.availability import list_courses, list_free
from madoguchi.engines.booking.queries.doors import door_code_for
from madoguchi.engines.booking.queries.feeds import secret_of
from madoguchi.engines.booking.queries.lottery import duplicates_in, get_round, published_file
from madoguchi.engines.booking.queries.offers import find_space, get_offer, list_offers
from madoguchi.engines.booking.queries.pack_changes import list_changes
from madoguchi.engines.booking.queries.reservations import (
    find_amount, get_reservation, list_own, list_own_notices, read_contact)
from madoguchi.engines.booking.rules.hours import Hours, HoursException
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.taken_over import TakenOver
from madoguchi.engines.booking.rules.wanted import Wanted
__all__ = [
    "DoorAway", "Hours", "HoursException", "LotteryDrawn", "Member", "NotifyLater", "OfferRules",
    "PaymentsAway", "ReservationCancelled", "ReservationChanged", "ReservationConfirmed",
    "ReservationExpired", "ReservationHeld", "ReservationRestored", "ReservationUsed", "RoomsAway",
    "SpaceClosed", "TakenOver", "Wanted", "approve_reduction", "attend", "cancel", "change",
    "close_round", "close_space", "confirm", "define_offer", "define_quota", "disqualify",
    "door_code_for", "draw_round", "duplicates_in", "enter_lottery", "find_amount", "find_space",
    "forget_party", "get_offer", "get_reservation", "get_round", "hold", "import_csv", "join_waiting",
    "leave_waiting", "lift_evacuation", "list_changes", "list_courses", "list_free", "list_offers",
    "list_own", "list_own_notices", "load_pack", "mark_paid", "note_rerun", "order_evacuation", "pay_back",
    "place_space", "plan_round", "published_file", "read_contact", "register_group",
    "register_patron", "release_expired", "reopen_space", "secret_of", "set_hours", "settle_round",
    "share_feed", "soundness", "take_over", "use_doors", "use_notifier", "use_pay_page", "use_payments", "use_rooms",
    "withdraw_entry"]
