# SPDX-License-Identifier: Apache-2.0
"""What does booking expect of others: who tells people, opens doors, takes money, has video rooms?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol


class NotifyLater(Exception):
    """The channel does not answer now; the notice stays queued."""


class Notifier(Protocol):
    """Tells a person something about a booking."""

    def __call__(
        self, *, notice_id: str, party_ref: str, kind: str, number: str, about: Mapping[str, Any]
    ) -> None:
        """Hand the notice to a channel; the id keeps it from being sent twice.

        Raises:
            NotifyLater: try again.
        """


_notifiers: list[Notifier] = []


def use_notifier(notifier: Notifier) -> None:
    """Let a channel tell people; without one notices show on the person's own page only."""
    _notifiers[:] = [notifier]


def notifier() -> Notifier | None:
    """The channel in use."""
    return _notifiers[0] if _notifiers else None


class DoorAway(Exception):
    """The doors do not answer now; the code is tried again."""


class Doors(Protocol):
    """Opens doors by codes. Giving the same code twice, or withdrawing twice, changes nothing."""

    def give(
        self, *, door: str, booking: str, code: str, valid_from: datetime, valid_until: datetime
    ) -> None:
        """Let the code open the door in the time; a booking's former code opens no more.

        Raises:
            DoorAway: try again.
        """

    def withdraw(self, *, door: str, booking: str) -> None:
        """The code of this booking opens no more.

        Raises:
            DoorAway: try again.
        """


_doors: list[Doors] = []


def use_doors(doors: Doors) -> None:
    """Let doors be opened by codes; without any, codes are neither made nor shown."""
    _doors[:] = [doors]


def doors() -> Doors | None:
    """The doors in use."""
    return _doors[0] if _doors else None


class PaymentsAway(Exception):
    """Payments do not answer now; the amount is told again."""


class Payments(Protocol):
    """Keeps what is to be paid. The same booking is told again with each change of its amount.

    A ``version`` that is not above the one known already changes nothing; versions may be left
    out. ``paid_yen`` above ``amount_yen`` is to be paid back.
    """

    def due(
        self,
        *,
        booking_ref: str,
        number: str,
        party_ref: str,
        items: Sequence[tuple[str, int]],
        amount_yen: int,
        paid_yen: int,
        due_at: datetime | None,
        version: int,
    ) -> None:
        """So much is due for a booking now; ``items`` (what, yen) add up to ``amount_yen``.

        Raises:
            PaymentsAway: try again.
        """

    def withdraw(self, *, booking_ref: str, version: int) -> None:
        """Nothing is due any more, and nothing was paid.

        Raises:
            PaymentsAway: try again.
        """


_payments: list[Payments] = []


def use_payments(one: Payments) -> None:
    """Let money be taken elsewhere; without it fees are paid at the counter."""
    _payments[:] = [one]


def payments() -> Payments | None:
    """The payments in use."""
    return _payments[0] if _payments else None


PayPage = Callable[[str], str]
"""Booking's reference → the page where its fee is paid now."""
_pay_pages: list[PayPage] = []


def use_pay_page(find: PayPage) -> None:
    """Let bookings show where their fee can be paid at once."""
    _pay_pages[:] = [find]


def pay_page(booking_ref: str) -> str:
    """The address where a booking's fee is paid; empty without one."""
    return _pay_pages[0](booking_ref) if _pay_pages else ""


class RoomsAway(Exception):
    """The video rooms do not answer now; the page says to look again."""


class Rooms(Protocol):
    """Gives bookings rooms to meet in by video. The same booking has the same room each time."""

    def link(self, *, booking: str, offer: str, starts_at: datetime, ends_at: datetime) -> str:
        """The https address of the booking's room; empty where the offer meets elsewhere.

        Raises:
            RoomsAway: there is no answer now.
        """


_rooms: list[Rooms] = []


def use_rooms(rooms: Rooms) -> None:
    """Let bookings have video rooms; without any, the fixed link of the offer is shown."""
    _rooms[:] = [rooms]


def rooms() -> Rooms | None:
    """The video rooms in use."""
    return _rooms[0] if _rooms else None
