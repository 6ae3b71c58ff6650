# SPDX-License-Identifier: Apache-2.0
"""What does the queue expect of others: who tells people, who knows appointments?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class NotifyLater(Exception):
    """The channel does not answer now; the notice stays queued."""


class Notifier(Protocol):
    """Tells a person something about their ticket."""

    def __call__(
        self, *, notice_id: str, party_ref: str, kind: str, label: str, about: Mapping[str, Any]
    ) -> None:
        """Hand the notice to a channel; the id keeps it from being sent twice.

        Raises:
            NotifyLater: try again.
        """


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booking that becomes a ticket when its person has come."""

    ref: str
    offer: str
    starts_at: datetime
    person_ref: str = ""


class FindAppointment(Protocol):
    """Knows bookings by their number."""

    def __call__(self, number: str, *, at: datetime) -> Appointment | None:
        """The booking that stands for this day; None where there is none."""


_notifiers: list[Notifier] = []
_finders: list[FindAppointment] = []


def use_notifier(notifier: Notifier) -> None:
    """Let a channel tell people; without one the ticket's own page does."""
    _notifiers[:] = [notifier]


def notifier() -> Notifier | None:
    """The channel in use."""
    return _notifiers[0] if _notifiers else None


def use_appointments(finder: FindAppointment) -> None:
    """Let people with a booking check in; without one the kiosk does not offer it."""
    _finders[:] = [finder]


def appointments() -> FindAppointment | None:
    """Who knows appointments."""
    return _finders[0] if _finders else None
