# SPDX-License-Identifier: Apache-2.0
"""What do staff see of a lottery: entries, crowding, odds, suspected duplicates?"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from madoguchi.engines.booking.models import LotteryEntry, LotteryRound
from madoguchi.engines.booking.queries.lottery import duplicates_in, list_entries, slot_of
from madoguchi.engines.booking.queries.staff_view import sections_of
from madoguchi.engines.booking.rules.duplicates import Duplicate
from madoguchi.engines.booking.rules.lottery_refusals import RoundNotReady
from madoguchi.kernel.actors import Actor

MOST_SLOTS = 30
COUNTED = ("entered", "won", "lost")


def visible_rounds(actor: Actor) -> QuerySet[LotteryRound]:
    """The lotteries of the sections' offers with their numbers, the newest first."""
    rows, sections = LotteryRound.objects.all(), sections_of(actor)
    if sections is not None:
        rows = rows.filter(id__in=LotteryRound.objects.filter(offers__section__in=sections))
    counted = Q(entries__state__in=COUNTED)
    return rows.annotate(
        entered=Count("entries", filter=counted, distinct=True),
        winners=Count("entries", filter=Q(entries__state="won"), distinct=True),
    )


def numbers_of(one: LotteryRound) -> tuple[int, int]:
    """How many entered and how many of them won, of a row of ``visible_rounds``."""
    return one.__dict__["entered"], one.__dict__["winners"]


def find_round(key: str, *, actor: Actor) -> LotteryRound:
    """A lottery of the sections.

    Raises:
        RoundNotReady: there is none for this person.
    """
    found = visible_rounds(actor).filter(key=key).first()
    if found is None:
        raise RoundNotReady(state="なし")
    return found


@dataclass(frozen=True, slots=True)
class Crowd:
    """A slot and how many want it."""

    offer: str
    space: str
    starts_at: datetime
    ends_at: datetime
    first: int
    any_rank: int


def crowds_of(one: LotteryRound) -> list[Crowd]:
    """The slots that most want, with first wishes and all wishes."""
    first: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for _, wishes in list_entries(one, COUNTED):
        for rank, names in enumerate(wishes):
            every.update(names)
            if rank == 0:
                first.update(names)
    ordered = sorted(every, key=lambda name: (-first[name], -every[name], name))[:MOST_SLOTS]
    return [Crowd(*slot_of(name), first[name], every[name]) for name in ordered]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two entries of groups that look like one."""

    entries: tuple[LotteryEntry, LotteryEntry]
    found: Duplicate


def suspicions_in(one: LotteryRound) -> list[Suspicion]:
    """Pairs of entries that look like one group, with what they share."""
    entries = {
        str(entry.group_id): entry
        for entry in one.entries.filter(state="entered", group__isnull=False)
    }
    percent = int(one.rules.get("duplicate_members_percent", 50))
    return [
        Suspicion((entries[pair.first], entries[pair.second]), pair)
        for pair in duplicates_in(one, members_percent=percent)
        if pair.first in entries and pair.second in entries
    ]


def list_round_entries(one: LotteryRound) -> list[tuple[LotteryEntry, Any]]:
    """Every entry with its wishes; two queries."""
    return list_entries(one, ("entered", "withdrawn", "disqualified", "won", "lost"))
