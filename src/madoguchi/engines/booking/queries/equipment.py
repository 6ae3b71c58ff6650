# SPDX-License-Identifier: Apache-2.0
"""Which pieces of equipment are there, and which of them are free at a time?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.models import Claim, Reservation, Space
from madoguchi.engines.booking.rules.equipment import counted
from madoguchi.engines.booking.rules.offer import Extra, OfferRules
from madoguchi.engines.booking.rules.slots import blocked


@dataclass(frozen=True, slots=True)
class Units:
    """The pieces of one equipment, each a leaf, and how many of them are wanted."""

    extra: Extra
    count: int
    leaves: tuple[UUID, ...]


def units_wanted(rules: OfferRules, extras: Iterable[tuple[str, int]]) -> list[Units]:
    """The pieces that a wish is about; no query where nothing is counted."""
    wanted = counted(rules, extras)
    return _units(rules, wanted) if wanted else []


def _units(rules: OfferRules, counts: Mapping[str, int]) -> list[Units]:
    chosen = [extra for extra in rules.extras if extra.key in counts]
    keys = {key for extra in chosen for key in extra.units}
    known = dict(
        Space.objects.filter(key__in=keys, is_leaf=True, is_active=True).values_list("key", "id")
    )
    return [
        Units(extra, counts[extra.key], tuple(known[key] for key in extra.units if key in known))
        for extra in chosen
    ]


@dataclass(frozen=True, slots=True)
class Busy:
    """A piece that a live claim takes."""

    leaf: UUID
    reservation_id: UUID | None
    expires_at: datetime | None


def list_busy(leaves: Sequence[UUID], starts_at: datetime, ends_at: datetime) -> list[Busy]:
    """What takes these pieces at a time."""
    rows = Claim.objects.filter(
        leaf_id__in=leaves, live=True, ends_at__gt=starts_at, starts_at__lt=ends_at
    )
    return [Busy(*row) for row in rows.values_list("leaf_id", "reservation_id", "expires_at")]


def count_left(one: Reservation, *, at: datetime) -> dict[str, int]:
    """How many pieces of each counted equipment the booking could have at its time."""
    rules = one.offer.read_rules()
    every = {extra.key: 1 for extra in rules.extras if extra.units}
    if not every:
        return {}
    units = _units(rules, every)
    time = blocked(rules, one.starts_at, one.ends_at, 1)
    leaves = [leaf for unit in units for leaf in unit.leaves]
    taken = {
        busy.leaf
        for busy in list_busy(leaves, time.blocks_from, time.blocks_until)
        if busy.reservation_id != one.id and (busy.expires_at is None or busy.expires_at > at)
    }
    return {unit.extra.key: len(set(unit.leaves) - taken) for unit in units}


def pieces_of(one: Reservation) -> list[Space]:
    """The pieces that a booking has, for whoever hands them out."""
    if not one.extras:
        return []
    rows = Space.objects.filter(kind="equipment", claims__reservation=one, claims__live=True)
    own = {one.space_id} if one.space_id else set()
    return [space for space in rows.distinct() if space.id not in own]
