# SPDX-License-Identifier: Apache-2.0
"""How are the counters of the inbox kept? Shifted with each action, in the same transaction."""

from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q

from madoguchi.engines.cases.models.case import Case
from madoguchi.engines.cases.models.inbox_count import InboxCount


class Bucket(NamedTuple):
    """A counter: cases of a section in one state, with or without an assignee."""

    section: str
    state: str
    correction_arrived: bool
    assigned: bool


def bucket_of(case: Case) -> Bucket | None:
    """The counter that a case is in; None once it has ended."""
    if not case.is_open:
        return None
    return Bucket(case.section, case.state, case.correction_arrived, bool(case.assignee_ref))


def shift_counts(before: Bucket | None, after: Bucket | None) -> None:
    """Move one case from a counter to another; locks rows in one order only."""
    if before == after:
        return
    rows = sorted((bucket, n) for bucket, n in ((before, -1), (after, 1)) if bucket is not None)
    with connection.cursor() as cursor:
        for bucket, number in rows:
            cursor.execute(
                "INSERT INTO cases_inboxcount"
                " (section, state, correction_arrived, assigned, cases)"
                " VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (section, state, correction_arrived, assigned)"
                " DO UPDATE SET cases = cases_inboxcount.cases + excluded.cases",
                [*bucket, number],
            )


def make_ready_after_bulk() -> int:
    """After rows were loaded in bulk: count anew, and let the database learn about the rows.

    Returns the number of open cases.
    """
    with transaction.atomic():
        number = recount()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return number


def recount() -> int:
    """Count everything anew, for example after rows were loaded in bulk; returns open cases."""
    InboxCount.objects.all().delete()
    rows = (
        Case.objects.filter(is_open=True)
        .values("section", "state", "correction_arrived")
        .annotate(
            with_assignee=Count("id", filter=~Q(assignee_ref="")),
            without=Count("id", filter=Q(assignee_ref="")),
        )
    )
    counts = [
        InboxCount(
            section=row["section"],
            state=row["state"],
            correction_arrived=row["correction_arrived"],
            assigned=assigned,
            cases=number,
        )
        for row in rows
        for assigned, number in ((True, row["with_assignee"]), (False, row["without"]))
    ]
    InboxCount.objects.bulk_create(counts)
    return sum(count.cases for count in counts)
