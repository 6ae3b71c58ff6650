# SPDX-License-Identifier: Apache-2.0
"""Take a space out of use (使用停止・避難所), cancel what is booked, and open it again."""

from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.cancel import end
from madoguchi.engines.booking.commands.counting import read_counts, take_places
from madoguchi.engines.booking.commands.locking import lock_leaves, lock_these_leaves
from madoguchi.engines.booking.commands.occupy import (
    claim_leaves,
    find_in_the_way,
    free_claims,
    mark,
)
from madoguchi.engines.booking.commands.pause_courses import pause_courses
from madoguchi.engines.booking.commands.writing import header_of, write_down
from madoguchi.engines.booking.events import ReservationRestored, SpaceClosed
from madoguchi.engines.booking.models import (
    OPEN,
    Claim,
    Closure,
    Reservation,
    Space,
    SpaceLeaf,
)
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.refusals import ReservationUnknown, SpaceInUse, SpaceUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record


@in_one_go
def close_space(
    *,
    space: str,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    words: str,
    actor: Actor,
    at: datetime,
    cancel_bookings: bool = False,
    order_id: UUID | None = None,
) -> Closure:
    """Block the space and all its parts for the time; with ``cancel_bookings`` end what is booked.

    An evacuation takes the rooms of courses too, and their participants are told.
    Nobody owes anything for a booking that a closure ends. ``order_id``: the evacuation order that
    this closure is part of.

    Raises:
        SpaceUnknown, NotAllowed: no such space, or not by this person.
        SpaceInUse: bookings are in the way; their number is named and nothing is changed.
        SlotTaken: another closure is there already.
    """
    found = Space.objects.filter(key=space).first()
    if found is None:
        raise SpaceUnknown
    check_may_work(actor, found.section, MANAGE)
    touched = _bookings(found, starts_at, ends_at)
    if touched and not cancel_bookings:
        raise SpaceInUse(count=len(touched))
    leaves = lock_leaves([found.id])
    ended = _end_all(touched, words, actor=actor, at=at)
    told = words if order_id is not None else None
    paused = pause_courses(leaves, starts_at, ends_at, words=told, actor=actor, at=at)
    _cut(leaves, starts_at, ends_at)
    closure = Closure.objects.create(
        space=found,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        words=words,
        made_by_ref=actor.ref,
        made_at=at,
        ended=ended,
        paused=paused,
        order_id=order_id,
    )
    claim_leaves(leaves, starts_at, ends_at, closure_id=closure.id)
    _announce(closure, len(ended), actor=actor, at=at)
    return closure


def _announce(closure: Closure, cancelled: int, *, actor: Actor, at: datetime) -> None:
    record(
        action=SpaceClosed.key,
        actor=actor,
        subject=f"booking:space:{closure.space.key}",
        at=at,
        detail={
            "reason": closure.reason,
            "starts_at": closure.starts_at.isoformat(),
            "ends_at": closure.ends_at.isoformat(),
            "cancelled": cancelled,
        },
    )
    announce(
        SpaceClosed(space=closure.space.key, reason=closure.reason, cancelled=cancelled, at=at)
    )


def _end_all(
    bookings: list[Reservation], words: str, *, actor: Actor, at: datetime
) -> list[dict[str, object]]:
    """End what is still to come; what each needs to stand again."""
    ended, claims = [], _claims_of(bookings)
    for one in bookings:
        if one.state in OPEN:
            ended.append(_before(one, claims.get(one.id, [])))
            end(one, "closed", owed_yen=0, actor=actor, at=at, wait=False, about={"words": words})
    return ended


def _claims_of(bookings: list[Reservation]) -> dict[UUID, list[str]]:
    """The live claims of each booking, rooms and equipment."""
    found: dict[UUID, list[str]] = {}
    rows = Claim.objects.filter(reservation__in=bookings, live=True).order_by("id")
    for claim, reservation in rows.values_list("id", "reservation_id"):
        if reservation is not None:
            found.setdefault(reservation, []).append(str(claim))
    return found


def _before(one: Reservation, claims: list[str]) -> dict[str, object]:
    """What is needed to let a booking stand again."""
    return {
        "id": str(one.id),
        "claims": claims,
        "state": one.state,
        "amount_yen": one.amount_yen,
        "charged_yen": one.charged_yen,
        "hold_until": one.hold_until.isoformat() if one.hold_until else "",
    }


def _bookings(space: Space, starts_at: datetime, ends_at: datetime) -> list[Reservation]:
    """Every booking that blocks a leaf in the time, locked."""
    leaves = SpaceLeaf.objects.filter(space=space).values_list("leaf_id", flat=True)
    ids = {one for one, _ in find_in_the_way(list(leaves), starts_at, ends_at) if one is not None}
    return list(
        Reservation.objects.select_for_update(of=("self",))
        .select_related("offer", "space", "group")
        .filter(id__in=ids)
        .order_by("id")
    )


def _cut(leaves: list[UUID], starts_at: datetime, ends_at: datetime) -> None:
    """End the claims of uses under way (people leave) and of wins that were to be released."""
    claims = list(
        Claim.objects.filter(
            leaf_id__in=leaves,
            live=True,
            closure=None,
            starts_at__lt=ends_at,
            ends_at__gt=starts_at,
        )
    )
    free_claims(claims)
    for claim in claims:
        if claim.starts_at < starts_at:
            Claim.objects.filter(id=claim.id).update(live=True, ends_at=starts_at)
            mark([(claim.leaf_id, claim.starts_at, starts_at)], taken=True)


@in_one_go
def reopen_space(*, closure_id: UUID, actor: Actor, at: datetime) -> list[UUID]:
    """Lift a closure and restore the bookings that still can be; returns those that could not.

    Raises:
        ReservationUnknown, NotAllowed: no such closure, or not by this person.
    """
    closure = (
        Closure.objects.select_for_update(of=("self",))
        .select_related("space")
        .filter(id=closure_id)
        .first()
    )
    if closure is None:
        raise ReservationUnknown
    check_may_work(actor, closure.space.section, MANAGE)
    if closure.lifted_at is not None:
        return []
    wanted = {UUID(one["id"]): one for one in closure.ended}
    rows = list(
        Reservation.objects.select_for_update(of=("self",))
        .select_related("offer", "space", "group")
        .filter(id__in=wanted)
        .order_by("id")
    )
    claims = list(Claim.objects.filter(closure=closure, live=True))
    spaces = {row.space_id for row in rows if row.space_id}
    more = SpaceLeaf.objects.filter(space_id__in=spaces).values_list("leaf_id", flat=True)
    lock_these_leaves({*(claim.leaf_id for claim in claims), *more})
    free_claims(claims)
    closure.lifted_at = at
    closure.save(update_fields=["lifted_at"])
    lost = [row.id for row in rows if not _restore(row, wanted[row.id], actor=actor, at=at)]
    record(
        action="booking.space.reopened",
        actor=actor,
        subject=f"booking:space:{closure.space.key}",
        at=at,
        detail={"restored": len(rows) - len(lost), "lost": len(lost)},
    )
    return lost


def _kept(before: dict[str, object]) -> dict[str, object]:
    """Those that the closure ended, not those of an earlier time of the booking."""
    return {"id__in": before["claims"]} if "claims" in before else {}


def _restore(row: Reservation, before: dict[str, object], *, actor: Actor, at: datetime) -> bool:
    """Let a booking stand again if it still has its time to come and nobody else took it."""
    if row.state != "cancelled" or row.end_reason != "closed" or row.starts_at <= at:
        return False
    until = datetime.fromisoformat(str(before["hold_until"])) if before["hold_until"] else None
    if until is not None and until <= at:
        return False
    old = list(Claim.objects.filter(reservation=row, live=False, **_kept(before)))
    if any(find_in_the_way([one.leaf_id], one.starts_at, one.ends_at) for one in old):
        return False
    counts = read_counts(
        [(one, bucket_of(one.period, row.starts_at)) for one in quotas_of(row.offer)]
    )
    if any(count.taken + row.people > count.capacity for count in counts.values()):
        return False
    Claim.objects.filter(id__in=[one.id for one in old]).update(live=True, expires_at=until)
    mark([(one.leaf_id, one.starts_at, one.ends_at) for one in old], taken=True)
    row.state, row.ended_at, row.end_reason = str(before["state"]), None, ""
    row.amount_yen, row.hold_until = int(str(before["amount_yen"])), until
    row.charged_yen = int(str(before.get("charged_yen", 0)))
    row.version += 1
    row.save(
        update_fields=[
            "state", "ended_at", "end_reason", "amount_yen", "charged_yen", "hold_until",
            "version",
        ]
    )  # fmt: skip
    write_down(
        ReservationRestored(reservation=header_of(row), at=at), row, actor=actor, notice="restored"
    )
    take_places(row, counts, row.people)
    return True
