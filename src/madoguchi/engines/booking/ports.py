# SPDX-License-Identifier: Apache-2.0
"""What does booking expect of others: who tells people, who opens doors?"""

from collections.abc import Mapping
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
