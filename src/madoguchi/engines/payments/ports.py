# SPDX-License-Identifier: Apache-2.0
"""What does payments expect of others: who takes money by card or code, who tells people?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

GatewayState = Literal["created", "authorised", "captured", "failed", "expired", "cancelled"]


class GatewayAway(Exception):
    """No answer, or one that says later: what happened is not known and is asked again."""


class GatewayRefused(Exception):
    """A lasting no; ``code`` is a short word without personal things, such as ``card_declined``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPayment:
    """How the gateway says that a payment stands; ``reference`` is what we called it."""

    gateway_ref: str
    reference: str
    state: GatewayState
    yen: int
    captured_yen: int = 0
    refunded_yen: int = 0
    redirect_url: str = ""
    failure: str = ""
    refunds: Mapping[str, int] | None = None


class Gateway(Protocol):
    """Takes money by card or code. Every call names ``reference``, and twice is once.

    Raises:
        GatewayAway: nobody knows whether it was done; ask ``find``.
        GatewayRefused: it was not done and will not be.
    """

    name: str

    def authorise(
        self, *, reference: str, yen: int, route: str, return_url: str, seconds: int
    ) -> GatewayPayment:
        """Begin a payment; the payer goes to ``redirect_url`` and comes back to ``return_url``."""

    def capture(self, *, reference: str, yen: int) -> GatewayPayment:
        """Take the money that was authorised."""

    def cancel(self, *, reference: str) -> GatewayPayment:
        """Let go of what was not captured."""

    def refund(self, *, reference: str, refund: str, yen: int) -> GatewayPayment:
        """Pay back a part or all; ``refund`` is our id of it."""

    def find(self, *, reference: str) -> GatewayPayment | None:
        """How the payment stands; None where the gateway does not know it."""

    def settlement(self, *, on: date) -> bytes:
        """The settlement file of a day (UTF-8 CSV: see ``connectors/gateway/README.md``)."""

    def read_event(self, body: bytes, signature: str) -> Mapping[str, str] | None:
        """``id``, ``kind`` and ``reference`` of a report; None where the seal does not hold."""


_gateways: list[Gateway] = []


def use_gateway(one: Gateway) -> None:
    """Let money be taken by card and code; without it those ways are not offered."""
    _gateways[:] = [one]


def gateway() -> Gateway | None:
    """The gateway in use."""
    return _gateways[0] if _gateways else None


class NotifyLater(Exception):
    """The channel does not answer now; the notice stays queued."""


class Teller(Protocol):
    """Tells a payer something about a due: a reminder, a demand (督促状), a receipt."""

    def __call__(
        self, *, notice_id: str, party_ref: str, kind: str, number: str, about: Mapping[str, Any]
    ) -> None:
        """Hand the notice to a channel; the id keeps it from being sent twice.

        Raises:
            NotifyLater: try again.
        """


_tellers: list[Teller] = []


def use_teller(one: Teller) -> None:
    """Let a channel tell payers; without one notices show on the person's own page only."""
    _tellers[:] = [one]


def teller() -> Teller | None:
    """The channel in use."""
    return _tellers[0] if _tellers else None


Household = Callable[[str], Mapping[str, str]]
"""Account → the other accounts whose dues it may see and pay, each with a name."""
_households: list[Household] = []


def use_household(one: Household) -> None:
    """Let one account pay for others of its household; without it everyone sees their own."""
    _households[:] = [one]


def household_of(party_ref: str) -> Mapping[str, str]:
    """The others whose dues the account may see."""
    return _households[0](party_ref) if _households else {}
