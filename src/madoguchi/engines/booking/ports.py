# SPDX-License-Identifier: Apache-2.0
"""What does booking expect of others: who tells people, who opens doors?"""

from collections.abc import Mapping
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
