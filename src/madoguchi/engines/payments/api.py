# SPDX-License-Identifier: Apache-2.0
"""The front door of payments."""

# fmt: off
# isort: off
from madoguchi.engines.payments.commands.ask_refund import ask_refund, ask_surplus_back
from madoguchi.engines.payments.commands.assess import assess
from madoguchi.engines.payments.commands.decide_refund import decide_refund
from madoguchi.engines.payments.commands.forget_party import forget_party
from madoguchi.engines.payments.commands.load_pack import load_pack
from madoguchi.engines.payments.commands.record_payment import record_payment
from madoguchi.engines.payments.commands.remind import remind
from madoguchi.engines.payments.commands.reverse import reverse
from madoguchi.engines.payments.commands.withdraw import withdraw
from madoguchi.engines.payments.events import (
    PaymentBooked, PaymentReversed, ReceivableAssessed, ReceivableChanged, ReceivablePaid,
    RefundDone)
from madoguchi.engines.payments.ports import (
    Gateway, GatewayAway, GatewayPayment, GatewayRefused, NotifyLater, use_gateway, use_household,
    use_teller)
from madoguchi.engines.payments.queries.by_source import find_by_source
from madoguchi.engines.payments.queries.dues import list_booked
from madoguchi.engines.payments.queries.payers import confirmation_of
from madoguchi.engines.payments.queries.rules import find_levy, find_source
from madoguchi.engines.payments.rules.dues import Due, DueItem, DuePart
from madoguchi.engines.payments.rules.routes import Route, register_route
__all__ = [
    "Due", "DueItem", "DuePart", "Gateway", "GatewayAway", "GatewayPayment", "GatewayRefused",
    "NotifyLater", "PaymentBooked", "PaymentReversed", "ReceivableAssessed", "ReceivableChanged",
    "ReceivablePaid", "RefundDone", "Route", "ask_refund", "ask_surplus_back", "assess",
    "confirmation_of", "decide_refund", "find_by_source", "find_levy", "find_source",
    "forget_party", "list_booked", "load_pack", "record_payment", "register_route", "remind",
    "reverse", "use_gateway", "use_household", "use_teller", "withdraw"]
