# SPDX-License-Identifier: Apache-2.0
"""Say who comes, what for and with what to a time that is held (仮押さえの内容を入れる)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.change import exchange
from madoguchi.engines.booking.commands.deciding import Plan, check_counted, plan
from madoguchi.engines.booking.commands.locking import lock_parties, lock_reservation
from madoguchi.engines.booking.commands.writing import header_of, seal_contact, write_down
from madoguchi.engines.booking.events import ReservationChanged
from madoguchi.engines.booking.models import PENDING, Reservation
from madoguchi.engines.booking.policy import check_may_touch
from madoguchi.engines.booking.queries.reservations import births_of, read_contact
from madoguchi.engines.booking.rules.equipment import counted
from madoguchi.engines.booking.rules.lottery_refusals import WinStays
from madoguchi.engines.booking.rules.refusals import HoldExpired, WrongState
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor


@in_one_go
def fill_in(
    *,
    reservation_id: UUID,
    actor: Actor,
    at: datetime,
    people: int,
    purpose: str = "",
    extras: tuple[tuple[str, int], ...] = (),
    group_id: UUID | None = None,
    contact: Mapping[str, str] | None = None,
    ends_at: datetime | None = None,
) -> Reservation:
    """Complete a held booking: the fee is worked out anew, ``contact`` is added to what is known.

    Raises:
        ReservationUnknown, WrongState, HoldExpired: it is not this person's, or no longer held.
        WinStays: a win of a lottery keeps its time and its party.
        Refusal: as ``hold`` for what is wished now.
    """
    reservation = lock_reservation(reservation_id)
    check_may_touch(actor, reservation)
    ends_at = ends_at or reservation.ends_at
    moved = ends_at != reservation.ends_at
    _check_state(reservation, kept=not moved and group_id == reservation.group_id, at=at)
    wanted = Wanted(
        offer=reservation.offer.key,
        starts_at=reservation.starts_at,
        ends_at=ends_at,
        space=reservation.space.key if reservation.space else "",
        people=people,
        purpose=purpose,
        extras=extras,
        person_ref=reservation.person_ref,
        group_id=group_id,
        births=births_of(reservation),
        channel="web" if moved else "waiting",
    )
    found = plan(wanted, actor=actor, at=at)
    lock_parties(found.parties)
    check_counted(found, at=at, leave_out=reservation.id)
    exchange(reservation, found, at=at, moved=moved or _other_pieces(reservation, found))
    _write(reservation, found, contact)
    write_down(
        ReservationChanged(reservation=header_of(reservation), at=at),
        reservation,
        actor=actor,
        detail={"filled_in": True},
    )
    return reservation


def _other_pieces(reservation: Reservation, found: Plan) -> bool:
    """Whether other pieces of counted equipment are wished than it has."""
    before = counted(found.rules, ((key, count) for key, count in reservation.extras))
    return before != counted(found.rules, found.wanted.extras)


def _check_state(reservation: Reservation, *, kept: bool, at: datetime) -> None:
    """``kept``: time and party stay as they are, as a win demands."""
    if reservation.state not in PENDING:
        raise WrongState(state=reservation.get_state_display())
    if reservation.hold_until is None or reservation.hold_until <= at:
        raise HoldExpired
    if reservation.state == "won" and not kept:
        raise WinStays


def _write(reservation: Reservation, found: Plan, contact: Mapping[str, str] | None) -> None:
    """What ``exchange`` does not write: party, purpose, equipment, contact."""
    wanted = found.wanted
    reservation.group, reservation.purpose = found.group, wanted.purpose
    reservation.extras = [list(one) for one in wanted.extras]
    if contact is not None:
        reservation.sealed = seal_contact(reservation, {**read_contact(reservation), **contact})
    reservation.save(update_fields=["group", "purpose", "extras", "sealed"])
