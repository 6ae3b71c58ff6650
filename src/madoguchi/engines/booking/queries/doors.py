# SPDX-License-Identifier: Apache-2.0
"""Which code opens the door for a booking, and may it be shown now?"""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.engines.booking.models import DoorCode, Reservation
from madoguchi.engines.booking.rules.doors import may_be_shown
from madoguchi.platform.crypto.fields import decrypt

DOOR = "booking.door_code"


@dataclass(frozen=True, slots=True)
class CodeState:
    """What staff may know of a code: not its digits."""

    door: str
    state: str
    words: str
    tries: int


def code_of(reservation: Reservation) -> CodeState | None:
    """How the code of a booking stands, for staff."""
    found = DoorCode.objects.filter(reservation=reservation).first()
    if found is None:
        return None
    return CodeState(found.door, found.state, found.get_state_display(), found.tries)


def door_code_for(reservation: Reservation, *, at: datetime) -> str:
    """The digits for the person whose booking it is; empty unless the time is near.

    The caller has made sure whose booking it is.
    """
    if not may_be_shown(reservation.starts_at, reservation.ends_at, at):
        return ""
    found = DoorCode.objects.filter(reservation=reservation, state="given").first()
    if found is None or reservation.state not in {"confirmed", "used"}:
        return ""
    return decrypt(DOOR, bytes(found.sealed), aad=found.id.bytes).decode()
