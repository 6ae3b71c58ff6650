# SPDX-License-Identifier: Apache-2.0
"""Make codes for the doors of the next day's bookings, hand them over, take back what ended."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from madoguchi.engines.booking.models import DoorCode, Reservation
from madoguchi.engines.booking.ports import DoorAway, Doors, doors
from madoguchi.engines.booking.queries.doors import DOOR
from madoguchi.engines.booking.rules.doors import DIGITS, MADE_BEFORE, next_try, opens
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import decrypt, encrypt

MOST_AT_ONCE = 200
_USES = ("confirmed", "used")


def give_door_codes(*, actor: Actor, at: datetime) -> int:
    """Do what is due; returns how many codes the doors took or gave back. No doors: nothing.

    A door that does not answer is asked again later, each time after a longer while.
    """
    port = doors()
    if port is None:
        return 0
    _make(at=at)
    done = 0
    for code in _ended(at=at):
        done += _try(code, _withdraw, "withdrawn", port, actor=actor, at=at)
    for code in _waiting(at=at):
        done += _try(code, _give, "given", port, actor=actor, at=at)
    return done


@transaction.atomic
def _make(*, at: datetime) -> None:
    """A code for each booking that begins soon at a space with a door; changed ones anew."""
    rows = Reservation.objects.filter(
        state__in=_USES, starts_at__lte=at + MADE_BEFORE, ends_at__gt=at
    ).exclude(Q(space=None) | Q(space__door=""))
    for row in rows.select_related("space", "code")[:MOST_AT_ONCE]:
        valid = opens(row.starts_at, row.ends_at)
        door = row.space.door if row.space else ""
        known = getattr(row, "code", None)
        if known is None:
            code = DoorCode(id=new_id(), reservation=row, door=door)
            code.valid_from, code.valid_until = valid
            digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
            code.sealed = encrypt(DOOR, digits.encode(), aad=code.id.bytes)
            code.save(force_insert=True)
        elif (known.valid_from, known.valid_until, known.door) == (*valid, door):
            continue
        elif known.door == door:
            known.valid_from, known.valid_until = valid
            known.state, known.tries, known.tried_at = "waiting", 0, None
            known.save()


def _waiting(*, at: datetime) -> list[DoorCode]:
    rows = DoorCode.objects.filter(
        state="waiting", valid_until__gt=at, reservation__state__in=_USES
    ).select_related("reservation")
    return [one for one in rows[:MOST_AT_ONCE] if _is_due(one, at)]


def _ended(*, at: datetime) -> list[DoorCode]:
    """Codes of bookings that do not stand any more, or that moved to another door."""
    rows = DoorCode.objects.filter(state__in=("given", "waiting"), valid_until__gt=at)
    moved = ~Q(reservation__space__door=F("door"))
    rows = rows.filter(~Q(reservation__state__in=_USES) | moved)
    return [one for one in rows.select_related("reservation")[:MOST_AT_ONCE] if _is_due(one, at)]


def _is_due(code: DoorCode, at: datetime) -> bool:
    again = next_try(code.tries, code.tried_at)
    return again is None or again <= at


def _give(port: Doors, code: DoorCode) -> None:
    port.give(
        door=code.door,
        booking=code.reservation.number,
        code=decrypt(DOOR, bytes(code.sealed), aad=code.id.bytes).decode(),
        valid_from=code.valid_from,
        valid_until=code.valid_until,
    )


def _withdraw(port: Doors, code: DoorCode) -> None:
    port.withdraw(door=code.door, booking=code.reservation.number)


def _try(
    code: DoorCode,
    act: Callable[[Doors, DoorCode], None],
    state: str,
    port: Doors,
    *,
    actor: Actor,
    at: datetime,
) -> bool:
    """Ask the door; a code that it took back is forgotten, so that a restored booking gets another."""
    try:
        act(port, code)
    except DoorAway:
        DoorCode.objects.filter(id=code.id).update(tries=code.tries + 1, tried_at=at)
        return False
    with transaction.atomic():
        if state == "withdrawn":
            code.delete()
        else:
            DoorCode.objects.filter(id=code.id).update(state=state, tries=0, tried_at=None)
        record(
            action=f"booking.door.{state}",
            actor=actor,
            subject=code.reservation.ref,
            at=at,
            detail={"door": code.door},
        )
    return True
