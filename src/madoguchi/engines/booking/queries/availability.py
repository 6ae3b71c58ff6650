# SPDX-License-Identifier: Apache-2.0
"""What is free? Any number of places over months with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import prefetch_related_objects

from madoguchi.engines.booking.models import Claim, LeafMonth, Offer, QuotaCount, Space
from madoguchi.engines.booking.queries.offers import chains_of, leaves_of, lines_for, lines_of
from madoguchi.engines.booking.queries.quotas import QuotaFacts, bucket_of, quotas_of
from madoguchi.engines.booking.rules.free import (
    Days,
    Pattern,
    bookable_bits,
    free_starts,
    new_counts,
    patterns_of,
    per_day,
)
from madoguchi.engines.booking.rules.offer import OfferRules, Sessions
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.slots import session_span, window_for
from madoguchi.engines.booking.rules.times import (
    CELL_MINUTES,
    DAY_BYTES,
    cells_between,
    first_of,
    instant_of,
    month_of,
    ones,
)

MOST_DAYS = 400
FEW_LEAVES = 100


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of a day as a reader sees it; ``left`` counts places where the offer does."""

    starts_at: datetime
    ends_at: datetime
    is_free: bool
    is_bookable: bool
    left: int | None = None


@dataclass(slots=True)
class SpaceFree:
    """What is free of one offer at one place (or without place) over the days asked for."""

    offer: Offer
    space: Space | None
    days: Days
    patterns: tuple[Pattern, ...]
    free: list[int]
    bookable: int
    quotas: tuple[QuotaFacts, ...] = ()
    counts: dict[tuple[UUID, str], int] = field(default_factory=dict)
    counted: dict[bytes, int] = field(default_factory=new_counts)

    def per_day(self) -> list[tuple[int, int]]:
        """Bookable free slots and all slots of each day, in order."""
        if self.quotas:
            return [self._count(day) for day in self.days.listed()]
        free = [per_day(bits & self.bookable, self.days, self.counted) for bits in self.free]
        totals = [pattern.totals for pattern in self.patterns]
        if len(free) == 1:
            return list(zip(free[0], totals[0], strict=True))
        return [
            (sum(one[n] for one in free), sum(one[n] for one in totals))
            for n in range(self.days.count)
        ]

    def _count(self, day: date) -> tuple[int, int]:
        slots = self.slots(day)
        return sum(one.is_free and one.is_bookable for one in slots), len(slots)

    def slots(self, day: date) -> list[Slot]:
        """The slots of a day, early first."""
        place = DAY_BYTES * 8 * ((day - self.days.first).days + 1)
        midnight, whole = instant_of(day, 0), (1 << DAY_BYTES * 8) - 1
        found = []
        for pattern, bits in zip(self.patterns, self.free, strict=True):
            starts = pattern.starts >> place & whole
            day_free, day_open = bits >> place & whole, self.bookable >> place & whole
            while starts:
                cell = (starts & -starts).bit_length() - 1
                starts &= starts - 1
                span = cell, cell + pattern.length
                found.append(self._slot(midnight, span, day_free >> cell & 1, day_open >> cell & 1))
        return sorted(found, key=lambda one: (one.starts_at, one.ends_at))

    def _slot(self, midnight: datetime, span: tuple[int, int], free: int, bookable: int) -> Slot:
        starts_at = midnight + timedelta(minutes=span[0] * CELL_MINUTES)
        ends_at = midnight + timedelta(minutes=span[1] * CELL_MINUTES)
        left = self.left(starts_at) if self.quotas else None
        is_free = bool(free) and (left is None or left > 0)
        return Slot(starts_at, ends_at, is_free, bool(bookable), left)

    def left(self, starts_at: datetime) -> int | None:
        """Places left in every quota of a time; None where the offer counts none."""
        return min(
            (
                self.counts.get((one.id, bucket_of(one.period, starts_at)), one.capacity)
                for one in self.quotas
            ),
            default=None,
        )


def list_free(
    offers: Iterable[Offer],
    *,
    first: date,
    last: date,
    at: datetime,
    user_class: str = GENERAL,
    spaces: Iterable[str] | None = None,
) -> list[SpaceFree]:
    """What is free of the offers on the days, place by place; at most 400 days.

    Nine queries, however many offers, places and days. Expired holds count as free.
    """
    asked = list(offers)
    prefetch_related_objects(asked, "spaces", "quotas")
    days = Days(first, min(last, first + timedelta(days=MOST_DAYS - 1)))
    chosen = None if spaces is None else set(spaces)
    pairs = [
        (offer, space)
        for offer in asked
        for space in offer.spaces.all()
        if space.is_active and (chosen is None or space.key in chosen)
    ]
    chains = chains_of({space.id: space for _, space in pairs}.values())
    known = lines_of(list(chains.values()), days.first, days.last)
    busy = _busy([space.id for _, space in pairs], days, at=at)
    counts = _counts(asked, days)
    maker = _Maker(days, at, user_class)
    found = [
        maker.make(offer, space, lines_for(chains[space.id], known), busy[space.id], counts)
        for offer, space in pairs
    ]
    found += [maker.make(offer, None, None, 0, counts) for offer in asked if not offer.spaces.all()]
    return [one for one in found if one is not None]


class _Maker:
    """Makes the answer of each place; what offers share is worked out once."""

    def __init__(self, days: Days, at: datetime, user_class: str) -> None:
        self.days, self.at, self.user_class = days, at, user_class
        self.patterns: dict[tuple[object, object, object], tuple[Pattern, ...]] = {}
        self.bookable: dict[object, int] = {}
        self.counted = new_counts()

    def make(
        self,
        offer: Offer,
        space: Space | None,
        lines: object,
        busy: int,
        counts: dict[tuple[UUID, str], int],
    ) -> SpaceFree | None:
        """One place of one offer; None for courses, which have no slots."""
        rules = offer.read_rules()
        if isinstance(rules.times, Sessions):
            return None
        own = rules if rules.open_hours or rules.open_days else None
        key = (rules.times, lines, own and (own.open_hours, own.open_days))
        window = window_for(rules, self.user_class)
        if key not in self.patterns:
            self.patterns[key] = patterns_of(rules.times, self.days, lines, own)  # type: ignore[arg-type]
        if window not in self.bookable:
            self.bookable[window] = bookable_bits(rules, self.user_class, self.days, at=self.at)
        patterns = self.patterns[key]
        return SpaceFree(
            offer,
            space,
            self.days,
            patterns,
            free_starts(patterns, busy, rules, self.days),
            self.bookable[window],
            quotas_of(offer),
            counts,
            self.counted,
        )


def _busy(space_ids: Sequence[UUID], days: Days, *, at: datetime) -> dict[UUID, int]:
    """The claimed cells of each space: those of all its leaves, without expired holds."""
    leaves = leaves_of(set(space_ids))
    wanted = {leaf for found in leaves.values() for leaf in found}
    claimed = _claimed(wanted, days)
    for leaf, bits in _expired(wanted, days, at=at).items():
        claimed[leaf] &= ~bits
    whole = (1 << days.cells) - 1
    found = {}
    for space in space_ids:
        bits = 0
        for leaf in leaves.get(space, ()):
            bits |= claimed[leaf]
        found[space] = bits & whole
    return found


def _claimed(leaves: set[UUID], days: Days) -> dict[UUID, int]:
    months = (
        month_of(days.first - timedelta(days=1)),
        month_of(days.last + timedelta(days=1)),
    )
    found: dict[UUID, int] = defaultdict(int)
    shifts: dict[int, int] = {}
    for leaf, month, bits in _month_rows(leaves, months):
        if month not in shifts:
            origin = instant_of(first_of(month), 0)
            shifts[month] = int((origin - days.origin).total_seconds()) // (CELL_MINUTES * 60)
        shift, cells = shifts[month], int.from_bytes(bits, "little")
        found[leaf] |= cells << shift if shift >= 0 else cells >> -shift
    return found


def _month_rows(leaves: set[UUID], months: tuple[int, int]) -> Iterator[tuple[UUID, int, bytes]]:
    """The bitmaps of the leaves; read past the ORM, which would make each id anew for each row."""
    column = LeafMonth._meta.get_field("leaf")
    known = {column.get_db_prep_save(leaf, connection): leaf for leaf in leaves}
    few = len(known) <= FEW_LEAVES
    places = ", ".join(["%s"] * len(known)) or "NULL"
    only = f" AND leaf_id IN ({places})" if few else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leaf_id, month, bits FROM booking_leafmonth"  # noqa: S608 - places only
            f" WHERE month >= %s AND month <= %s{only}",
            [*months, *(known if few else ())],
        )
        for found, month, bits in cursor.fetchall():
            if found in known:
                yield known[found], month, bits


def _expired(leaves: set[UUID], days: Days, *, at: datetime) -> dict[UUID, int]:
    rows = Claim.objects.filter(live=True, expires_at__lte=at, ends_at__gt=days.origin)
    found: dict[UUID, int] = defaultdict(int)
    for leaf, starts_at, ends_at in rows.values_list("leaf_id", "starts_at", "ends_at"):
        if leaf in leaves:
            start = max(starts_at, days.origin)
            found[leaf] |= ones(*cells_between(days.origin, start, ends_at))
    return found


def _counts(offers: Sequence[Offer], days: Days) -> dict[tuple[UUID, str], int]:
    """Places left by quota and period; what nobody has touched is not in it."""
    quotas = {quota.id for offer in offers for quota in offer.quotas.all()}
    rows = QuotaCount.objects.filter(quota_id__in=quotas)
    months = f"{days.first:%Y-%m}", f"{days.last + timedelta(days=1):%Y-%m-%d}"
    rows = rows.filter(bucket="") | rows.filter(bucket__gte=months[0], bucket__lt=months[1])
    return {
        (quota, bucket): capacity - taken
        for quota, bucket, capacity, taken in rows.values_list(
            "quota_id", "bucket", "capacity", "taken"
        )
    }


@dataclass(frozen=True, slots=True)
class CourseFree:
    """A course with its places."""

    offer: Offer
    starts_at: datetime
    ends_at: datetime
    left: int | None
    is_over: bool


def list_courses(offers: Iterable[Offer], *, at: datetime) -> list[CourseFree]:
    """The courses among the offers with what is left, the next first; two queries."""
    asked = [offer for offer in offers if isinstance(offer.read_rules().times, Sessions)]
    prefetch_related_objects(asked, "quotas")
    rows = QuotaCount.objects.filter(quota__offers__in=asked)
    counts = {
        (quota, bucket): capacity - taken
        for quota, bucket, capacity, taken in rows.values_list(
            "quota_id", "bucket", "capacity", "taken"
        )
    }
    found = []
    for offer in asked:
        starts_at, ends_at = _span(offer.read_rules())
        left = min(
            (
                counts.get((quota.id, bucket_of(quota.period, starts_at)), quota.capacity)
                for quota in offer.quotas.all()
            ),
            default=None,
        )
        found.append(CourseFree(offer, starts_at, ends_at, left, starts_at <= at))
    return sorted(found, key=lambda one: one.starts_at)


def _span(rules: OfferRules) -> tuple[datetime, datetime]:
    if not isinstance(rules.times, Sessions):
        raise TypeError("only courses have sessions")
    return session_span(rules.times)
