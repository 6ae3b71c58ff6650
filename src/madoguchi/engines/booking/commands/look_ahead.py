# SPDX-License-Identifier: Apache-2.0
"""Look at every date of a series before anything is booked: free, or why not and what instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from madoguchi.engines.booking.commands.deciding import Plan, check_turn, plan
from madoguchi.engines.booking.commands.occupy import find_in_the_way
from madoguchi.engines.booking.models import QuotaCount
from madoguchi.engines.booking.queries.callers import is_nameless, same_callers
from madoguchi.engines.booking.queries.free_times import Times, free_times
from madoguchi.engines.booking.queries.offers import get_offer, leaves_of
from madoguchi.engines.booking.queries.people import held_by
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.caps import Held, check_caps, check_own_overlap
from madoguchi.engines.booking.rules.refusals import QuotaFull, SlotTaken
from madoguchi.engines.booking.rules.series import Place, SeriesWish, dates_of, near_times
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series: the wish, the fee, or why not and what could be taken instead."""

    on: date
    wanted: Wanted
    yen: int = 0
    why: Refusal | None = None
    instead: tuple[Place, ...] = ()


def look_ahead(*, wish: SeriesWish, actor: Actor, at: datetime) -> list[Occurrence]:
    """Every date of the series in order; writes nothing.

    A cap counts the dates before: the one that would go over it is not free.

    Raises:
        OfferUnknown, SeriesNotOffered, SeriesTooLong, RuleWrong: there is no such series.
    """
    offer = get_offer(wish.offer)
    days = dates_of(wish, offer.read_rules())
    wish = with_caller(wish, actor)
    looking = _Looking(wish, actor, at)
    found = [looking.look(day) for day in days]
    taken = [one.on for one in found if one.why is not None]
    length = found[0].wanted.ends_at - found[0].wanted.starts_at
    free = free_times(
        offer, taken, length, at=at, user_class=looking.user_class, people=wish.people
    )
    return [
        replace(one, instead=looking.instead(one, free.get(one.on, {}))) if one.why else one
        for one in found
    ]


def with_caller(wish: SeriesWish, actor: Actor) -> SeriesWish:
    """The wish of one and the same person, also where a clerk books for somebody who telephones."""
    if wish.person_ref or actor.kind == "citizen":
        return wish
    return replace(wish, person_ref=f"caller:{new_id()}")


class _Looking:
    def __init__(self, wish: SeriesWish, actor: Actor, at: datetime) -> None:
        self.wish, self.actor, self.at = wish, actor, at
        self.earlier: list[Held] = []
        self.user_class = "general"

    def look(self, day: date) -> Occurrence:
        """One date as ``hold`` would find it."""
        wanted = self.wish.on(day)
        try:
            found = self._check(wanted)
        except Refusal as refusal:
            return Occurrence(day, wanted, why=refusal)
        self.earlier.append(_held(found))
        return Occurrence(day, wanted, found.due.yen)

    def instead(self, one: Occurrence, free: Mapping[str, Times]) -> tuple[Place, ...]:
        """The near times that could really be booked."""
        kept = []
        for place in near_times(one.wanted, free):
            try:
                self._check(self.wish.at(place))
            except Refusal:
                continue
            kept.append(place)
        return tuple(kept)

    def _check(self, wanted: Wanted) -> Plan:
        found = plan(wanted, actor=self.actor, at=self.at)
        self.user_class = found.booker.fee_class
        _check_counted(found, self.earlier, at=self.at)
        check_turn(found, left=_check_room(found, at=self.at))
        return found


def _check_counted(found: Plan, earlier: Sequence[Held], *, at: datetime) -> None:
    """Caps and overlaps, with the dates before counted as booked."""
    if not found.group and is_nameless(found.person_ref, found.phone):
        return
    span = (found.wanted.starts_at, found.wanted.ends_at)
    same = same_callers(found.phone)
    before = held_by(found.person_ref, found.group, found.rules, span, at=at, same=same)
    held = [*before, *earlier]
    check_caps(found.rules.caps, held, _held(found), at=at)
    check_own_overlap(found.rules, held, _held(found))


def _held(found: Plan) -> Held:
    wanted = found.wanted
    group = str(found.group.id) if found.group else ""
    return Held(
        "-", found.offer.key, found.person_ref, group, wanted.starts_at, wanted.ends_at,
        wanted.people,
    )  # fmt: skip


def _check_room(found: Plan, *, at: datetime) -> int | None:
    """Places left; raises where a leaf or a quota is taken. An expired hold is in nobody's way."""
    left: int | None = None
    for quota in quotas_of(found.offer):
        bucket = bucket_of(quota.period, found.wanted.starts_at)
        row = QuotaCount.objects.filter(quota_id=quota.id, bucket=bucket).first()
        free = quota.capacity if row is None else row.capacity - row.taken
        left = free if left is None else min(left, free)
    if left is not None and left < found.wanted.people:
        raise QuotaFull(left=max(left, 0))
    if found.space is not None:
        leaves = leaves_of([found.space.id])[found.space.id]
        claimed = found.claimed
        rows = find_in_the_way(leaves, claimed.blocks_from, claimed.blocks_until)
        if any(expires_at is None or expires_at > at for _, expires_at in rows):
            raise SlotTaken
    return left
