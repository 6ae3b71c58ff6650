# SPDX-License-Identifier: Apache-2.0
"""What goes into a draw: which slots, what is left of them, who has entered, who is twice there?"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from madoguchi.engines.booking.models import (
    Claim,
    Group,
    GroupMember,
    LotteryEntry,
    LotteryRound,
    Offer,
    QuotaCount,
)
from madoguchi.engines.booking.queries.offers import leaves_of
from madoguchi.engines.booking.queries.quotas import bucket_of, quotas_of
from madoguchi.engines.booking.rules.draw import DrawRules, DrawSlot
from madoguchi.engines.booking.rules.duplicates import Duplicate, GroupTraces, find_duplicates
from madoguchi.engines.booking.rules.lottery_refusals import RoundNotOpen, RoundNotReady
from madoguchi.engines.booking.rules.times import clock_of, day_and_minute

Slot = tuple[str, str, datetime, datetime]
"""Offer, space (or empty), start, end."""


@dataclass(frozen=True, slots=True)
class Pot:
    """Slots by name and what is left of each cell."""

    slots: dict[str, DrawSlot]
    cells: dict[str, int]


def name_of(offer: str, space: str, starts_at: datetime, ends_at: datetime) -> str:
    """The name of a slot in wishes and in the published file."""
    return f"{offer}|{space}|{int(starts_at.timestamp())}|{int(ends_at.timestamp())}"


def slot_of(name: str) -> Slot:
    """What a name stands for."""
    offer, space, starts, ends = name.split("|")
    return offer, space, _instant(starts), _instant(ends)


def _instant(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), tz=UTC)


def get_round(key: str) -> LotteryRound:
    """A round by its key.

    Raises:
        RoundNotReady: there is none.
    """
    found = LotteryRound.objects.filter(key=key).first()
    if found is None:
        raise RoundNotReady(state="なし")
    return found


def check_open(one: LotteryRound, *, at: datetime) -> None:
    """Raises RoundNotOpen outside the entry window."""
    if one.state != "open" or not one.opens_at <= at < one.closes_at:
        (first, minute), (last, until) = day_and_minute(one.opens_at), day_and_minute(one.closes_at)
        raise RoundNotOpen(
            opens=f"{first.month}月{first.day}日 {clock_of(minute)}",
            closes=f"{last.month}月{last.day}日 {clock_of(until)}",
        )


def list_rounds(*, offer: str = "", states: Iterable[str] = ()) -> list[LotteryRound]:
    """Lotteries, the newest first."""
    rows = LotteryRound.objects.all()
    if offer:
        rows = rows.filter(offers__key=offer)
    wanted = list(states)
    return list(rows.filter(state__in=wanted) if wanted else rows)


def rules_of(one: LotteryRound) -> DrawRules:
    """The rules of the draw of a round."""
    return DrawRules(
        wins_most=int(one.rules.get("wins_most", 1)),
        losses_counted=int(one.rules.get("losses_counted", 0)),
        overlap_allowed=bool(one.rules.get("overlap_allowed", False)),
    )


def pot_of(names: Iterable[str]) -> Pot:
    """The wished slots with their cells; what is taken already is not in the pot.

    The time of a leaf is cut at every beginning and end of any wish and claim that touches it, so
    that slots of unequal length exclude each other exactly where they overlap.
    """
    wished = {name: slot_of(name) for name in sorted(set(names))}
    offers = {
        one.key: one
        for one in Offer.objects.filter(
            key__in={slot[0] for slot in wished.values()}
        ).prefetch_related("spaces")
    }
    leaves = _leaves(offers.values())
    spans = {name: _span(offers[slot[0]], slot) for name, slot in wished.items()}
    cuts = _cuts(wished, spans, leaves)
    cells: dict[str, int] = {}
    slots = {}
    taken = _Taken(cuts, spans.values())
    for name, (offer, space, starts_at, ends_at) in wished.items():
        mine: list[str] = []
        for leaf in leaves.get((offer, space), ()):
            for first, last in _pieces(cuts[leaf], *spans[name]):
                cell = f"{leaf}@{first}"
                mine.append(cell)
                if cell not in cells:
                    cells[cell] = 0 if taken.is_taken(leaf, first, last) else 1
        for quota in quotas_of(offers[offer]):
            cell = f"{quota.id}#{bucket_of(quota.period, starts_at)}"
            mine.append(cell)
            cells.setdefault(cell, quota.capacity)
        counted = not leaves.get((offer, space), ())
        slots[name] = DrawSlot(
            int(starts_at.timestamp()), int(ends_at.timestamp()), tuple(mine), counted
        )
    _subtract_counts(cells)
    return Pot(slots, cells)


def _leaves(offers: Iterable[Offer]) -> dict[tuple[str, str], tuple[UUID, ...]]:
    pairs = [(offer.key, space) for offer in offers for space in offer.spaces.all()]
    found = leaves_of({space.id for _, space in pairs})
    return {(key, space.key): tuple(sorted(found[space.id])) for key, space in pairs}


def _span(offer: Offer, slot: Slot) -> tuple[int, int]:
    """Start and end with buffers, in seconds."""
    rules = offer.read_rules()
    before, after = (timedelta(minutes=one) for one in (rules.buffer_before, rules.buffer_after))
    return int((slot[2] - before).timestamp()), int((slot[3] + after).timestamp())


def _cuts(
    wished: dict[str, Slot],
    spans: dict[str, tuple[int, int]],
    leaves: dict[tuple[str, str], tuple[UUID, ...]],
) -> dict[UUID, list[int]]:
    cuts: dict[UUID, set[int]] = defaultdict(set)
    for name, slot in wished.items():
        for leaf in leaves.get((slot[0], slot[1]), ()):
            cuts[leaf].update(spans[name])
    return {leaf: sorted(found) for leaf, found in cuts.items()}


def _pieces(cuts: Sequence[int], first: int, last: int) -> Iterable[tuple[int, int]]:
    start = bisect_left(cuts, first)
    for n in range(start, len(cuts) - 1):
        if cuts[n] >= last:
            return
        yield cuts[n], cuts[n + 1]


class _Taken:
    """Live claims on the leaves of the pot."""

    def __init__(self, cuts: dict[UUID, list[int]], spans: Iterable[tuple[int, int]]) -> None:
        both = list(spans)
        self.claims: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
        if not cuts or not both:
            return
        first, last = min(one[0] for one in both), max(one[1] for one in both)
        rows = Claim.objects.filter(
            leaf_id__in=list(cuts), live=True, ends_at__gt=_instant(str(first)),
            starts_at__lt=_instant(str(last)),
        ).values_list("leaf_id", "starts_at", "ends_at")  # fmt: skip
        for leaf, starts_at, ends_at in rows:
            self.claims[leaf].append((int(starts_at.timestamp()), int(ends_at.timestamp())))
        for found in self.claims.values():
            found.sort()

    def is_taken(self, leaf: UUID, first: int, last: int) -> bool:
        """Whether a claim touches the time; claims of a leaf do not overlap each other."""
        found = self.claims.get(leaf, [])
        place = bisect_left(found, (last,)) - 1
        return place >= 0 and found[place][1] > first


def _subtract_counts(cells: dict[str, int]) -> None:
    """Take off what is taken of the quotas already."""
    quotas = {cell.split("#")[0] for cell in cells if "#" in cell}
    rows = QuotaCount.objects.filter(quota_id__in=quotas)
    for quota, bucket, capacity, taken in rows.values_list(
        "quota_id", "bucket", "capacity", "taken"
    ):
        cell = f"{quota}#{bucket}"
        if cell in cells:
            cells[cell] = capacity - taken


def list_entries(one: LotteryRound, states: Sequence[str]) -> list[tuple[LotteryEntry, Any]]:
    """Entries with their wishes as lists of slot names, by rank; two queries."""
    entries = LotteryEntry.objects.filter(round=one, state__in=states).order_by("digest")
    rows = entries.prefetch_related("wishes")
    return [(entry, [wish.slots for wish in entry.wishes.all()]) for entry in rows]


def duplicates_in(one: LotteryRound, *, members_percent: int = 50) -> list[Duplicate]:
    """Groups of a round that look like one group."""
    groups = Group.objects.filter(entries__round=one, entries__state="entered").distinct()
    return find_duplicates(traces_of(groups), members_percent=members_percent)


def traces_of(groups: Iterable[Group]) -> list[GroupTraces]:
    """What is compared of groups; one query for all members.

    Telephone and address are the group's and those of the members who may book for it.
    """
    known = list(groups)
    people: dict[UUID, set[bytes]] = defaultdict(set)
    phones: dict[UUID, set[bytes]] = defaultdict(set)
    addresses: dict[UUID, set[bytes]] = defaultdict(set)
    for group in known:
        if group.phone_index:
            phones[group.id].add(bytes(group.phone_index))
        if group.address_index:
            addresses[group.id].add(bytes(group.address_index))
    for member in GroupMember.objects.filter(group__in=known):
        people[member.group_id].add(bytes(member.person_index))
        if member.may_book and member.phone_index:
            phones[member.group_id].add(bytes(member.phone_index))
        if member.may_book and member.address_index:
            addresses[member.group_id].add(bytes(member.address_index))
    return [
        GroupTraces(
            str(group.id),
            frozenset(people[group.id]),
            frozenset(phones[group.id]),
            frozenset(addresses[group.id]),
        )
        for group in known
    ]


def published_file(key: str) -> dict[str, Any]:
    """What is public of a round: before the draw the commitment, after it everything.

    Raises:
        RoundNotReady: there is no such round.
    """
    one = get_round(key)
    if one.published:
        found: dict[str, Any] = json.loads(one.published)
        return found
    return {"round": one.key, "state": one.state, "commitment": one.commitment,
            "entries_root": one.entries_root, "public_value": one.public_value}  # fmt: skip
