# SPDX-License-Identifier: Apache-2.0
"""How many cases are in each tab? One statement: counters, and index scans that stop early.

Written in SQL because the inbox is opened more than anything else: the counts cost one round trip
instead of six, and none of the ORM's work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Number:
    """A count that stops at a limit, so that it stays quick."""

    value: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.value:,}+" if self.more else f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of the tabs, of the deadlines, and of the opinions asked."""

    tabs: dict[str, Number]
    tally: dict[str, Number]
    opinions: int


def count_inbox(
    sections: Sequence[str] | None, *, assignee: str, on: date, soon_until: date
) -> Counts:
    """Count for some sections (None: all) and one assignee."""
    if sections is not None and not sections:
        return _counts((0,) * 11)
    among = "" if sections is None else f"section IN ({', '.join(['%s'] * len(sections))}) AND "
    keys = list(sections or ())
    parts: list[tuple[str, list[Any]]] = [
        (_held(among, "1 = 1"), keys),
        (_held(among, "NOT assigned"), keys),
        (_held(among, "state = 'correction'"), keys),
        (_held(among, "correction_arrived"), keys),
        (_held(among, "state = 'deciding'"), keys),
        (_bounded(among, "due_on < %s"), [*keys, on]),
        (_bounded(among, "due_on = %s"), [*keys, on]),
        (_bounded(among, "due_on > %s AND due_on <= %s"), [*keys, on, soon_until]),
        (_mine(), [assignee]),
        (_decided(among), keys),
        (_opinions(among), keys),
    ]
    statement = "SELECT " + ", ".join(f"({sql})" for sql, _ in parts)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, values in parts for value in values])
        return _counts(cursor.fetchone())


def _held(among: str, condition: str) -> str:
    return f"SELECT COALESCE(SUM(cases), 0) FROM cases_inboxcount WHERE {among}{condition}"  # noqa: S608


def _bounded(among: str, condition: str) -> str:
    return (
        f"SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases_case WHERE {among}"  # noqa: S608
        f"is_open AND paused_on IS NULL AND {condition} LIMIT {MOST_COUNTED + 1}) AS bounded"
    )


def _mine() -> str:
    return (
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases_case WHERE is_open"  # noqa: S608
        f" AND assignee_ref = %s AND NOT (assignee_ref = '') LIMIT {MOST_COUNTED + 1}) AS mine"
    )


def _decided(among: str) -> str:
    return (
        f"SELECT COUNT(*) FROM (SELECT 1 AS one FROM cases_case WHERE {among}"  # noqa: S608
        f"NOT is_open AND closed_at IS NULL LIMIT {MOST_COUNTED + 1}) AS decided"
    )


def _opinions(among: str) -> str:
    return f"SELECT COUNT(*) FROM cases_opinion WHERE {among}answered_at IS NULL"  # noqa: S608


def _counts(row: Sequence[Any]) -> Counts:
    every, unassigned, waiting, arrived, deciding = (Number(int(value)) for value in row[:5])
    overdue, today, soon, mine, decided = (_up_to(int(value)) for value in row[5:10])
    near = Number(today.value + soon.value, more=today.more or soon.more)
    calm = max(every.value - waiting.value - overdue.value - near.value, 0)
    return Counts(
        tabs={
            "mine": mine,
            "unassigned": unassigned,
            "soon": near,
            "overdue": overdue,
            "waiting": waiting,
            "arrived": arrived,
            "deciding": deciding,
            "decided": decided,
            "all": every,
        },
        tally={
            "overdue": overdue,
            "today": today,
            "soon": soon,
            "paused": waiting,
            "calm": Number(calm, more=overdue.more or near.more),
        },
        opinions=int(row[10]),
    )


def _up_to(found: int) -> Number:
    return Number(min(found, MOST_COUNTED), more=found > MOST_COUNTED)
