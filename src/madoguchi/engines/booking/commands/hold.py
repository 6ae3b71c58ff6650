# SPDX-License-Identifier: Apache-2.0
"""Hold a time (仮押さえ), or book it at once."""

from datetime import datetime, timedelta

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.counting import take_places
from madoguchi.engines.booking.commands.deciding import Plan, check_counted, check_turn, plan
from madoguchi.engines.booking.commands.locking import lock_parties
from madoguchi.engines.booking.commands.occupy import claim_leaves
from madoguchi.engines.booking.commands.taking import Counts, find_room, places_left
from madoguchi.engines.booking.commands.writing import header_of, seal_contact, write_down
from madoguchi.engines.booking.events import ReservationConfirmed, ReservationHeld
from madoguchi.engines.booking.models import Reservation, SearchTrace
from madoguchi.engines.booking.queries.callers import caller_trace
from madoguchi.engines.booking.rules.asks import check_answers
from madoguchi.engines.booking.rules.fees import Due, pay_by
from madoguchi.engines.booking.rules.refusals import SameKeyOtherRequest
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id, new_receipt_number


@in_one_go
def hold(*, wanted: Wanted, actor: Actor, at: datetime) -> Reservation:
    """Take the time for a while, or for good where ``wanted.straight``.

    The same idempotency key of the same person gives the booking that was made with it.

    Raises:
        OfferUnknown, SpaceUnknown, NotAllowed: not for booking, or not by this person.
        NotASlot, OutsideHours, PastTime, TooEarly, TooManyPeople: the wish does not fit.
        NotEligible, Suspended, CapReached, OwnOverlap: the rules about people.
        LotteryFirst, WaitingListFirst: others come first.
        SlotTaken, QuotaFull: somebody else has it.
        AnswerMissing, AnswerTooLong, AnswerNoNumber: booked at once without what is asked.
        TooBusy: the database could not serve everyone; nothing was booked.
    """
    known = find_made_before(wanted, actor)
    if known is not None:
        return known
    found = plan(wanted, actor=actor, at=at)
    if wanted.straight and not wanted.waived:
        check_answers(found.rules.asks, wanted.contact)
    lock_parties(found.parties)
    check_counted(found, at=at)
    leaves, counts = find_room(found, at=at)
    check_turn(found, left=places_left(counts))
    reservation = make_reservation(found, actor=actor, at=at)
    reservation.save(force_insert=True)
    note_caller(found)
    if leaves:
        claim_leaves(
            leaves,
            found.claimed.blocks_from,
            found.claimed.blocks_until,
            reservation_id=reservation.id,
            expires_at=reservation.hold_until,
        )
    finish(reservation, counts, actor=actor, at=at)
    return reservation


def find_made_before(wanted: Wanted, actor: Actor) -> Reservation | None:
    """The booking that the same request has made already.

    Raises:
        SameKeyOtherRequest: the key was used for something else.
    """
    if wanted.idempotency_key is None:
        return None
    known = (
        Reservation.objects.select_related("offer", "space")
        .filter(person_ref=wanted.person_ref or actor.ref, idempotency_key=wanted.idempotency_key)
        .first()
    )
    if known is None:
        return None
    same = (
        known.offer.key == wanted.offer
        and known.starts_at == wanted.starts_at
        and known.ends_at == wanted.ends_at
        and known.people == wanted.people
        and (known.space.key if known.space else "") == wanted.space
    )
    if not same:
        raise SameKeyOtherRequest
    return known


def make_reservation(found: Plan, *, actor: Actor, at: datetime) -> Reservation:
    """The row of a new booking, not yet written."""
    wanted, straight = found.wanted, found.wanted.straight
    reservation = Reservation(
        id=new_id(),
        number=new_receipt_number(today(at)),
        offer=found.offer,
        offer_version=found.offer.version,
        space=found.space,
        person_ref=found.person_ref,
        group=found.group,
        state="confirmed" if straight else "held",
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        people=wanted.people,
        purpose=wanted.purpose,
        extras=[list(one) for one in wanted.extras],
        hold_until=None if straight else at + timedelta(minutes=found.rules.hold_minutes),
        amount_yen=found.due.yen,
        fee=fee_words(found.due),
        channel=wanted.channel,
        idempotency_key=wanted.idempotency_key,
        made_at=at,
        made_by_ref=actor.ref,
        confirmed_at=at if straight else None,
    )
    if straight and found.due.yen:
        reservation.pay_by = pay_by(found.rules, starts_at=wanted.starts_at, at=at)
    reservation.sealed = seal_contact(reservation, wanted.contact)
    return reservation


def note_caller(found: Plan) -> None:
    """Keep by what a caller's next call is known, so that caps count; nobody is found by it."""
    if found.phone:
        SearchTrace.objects.bulk_create(
            [SearchTrace(party_ref=found.person_ref, trace=caller_trace(found.phone))],
            ignore_conflicts=True,
        )


def fee_words(due: Due) -> dict[str, object]:
    """Why the amount is what it is, as it is kept."""
    return {
        "full_yen": due.full_yen,
        "reduced_yen": due.reduced_yen,
        "reduction": due.reduction,
        "needs_approval": due.needs_approval,
        "lines": [list(line) for line in due.lines],
    }


def finish(reservation: Reservation, counts: Counts, *, actor: Actor, at: datetime) -> None:
    """Write down what was done, then take the places: their rows are locked as briefly as can be."""
    header = header_of(reservation)
    straight = reservation.state == "confirmed"
    fact = (ReservationConfirmed if straight else ReservationHeld)(reservation=header, at=at)
    write_down(
        fact,
        reservation,
        actor=actor,
        detail={"channel": reservation.channel},
        notice="confirmed" if straight else "",
    )
    if counts:
        take_places(reservation, counts, reservation.people)
