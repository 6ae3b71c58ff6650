# SPDX-License-Identifier: Apache-2.0
"""Which job does a worker do next, and how does it keep others off while it works?"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from madoguchi.platform.jobs.models import CHANNEL, Job


def claim_next(
    worker: str, *, at: datetime, lease: timedelta, queues: Collection[str] = ()
) -> Job | None:
    """Lease the most urgent due job to a worker; two workers never get the same one."""
    return next(iter(claim_batch(worker, at=at, lease=lease, queues=queues, most=1)), None)


def claim_batch(
    worker: str, *, at: datetime, lease: timedelta, queues: Collection[str] = (), most: int
) -> list[Job]:
    """Lease the most urgent due jobs in one transaction; two workers never get the same one.

    Only jobs that nobody has tried before go together: one of which a worker may have died is
    taken alone, so that it cannot use up the attempts of its neighbours. On PostgreSQL workers
    step over rows that others are just taking (SKIP LOCKED).
    """
    due = _due(at, queues)
    steps_over = connection.features.has_select_for_update_skip_locked
    # SQLite: look first, because a transaction would take the write lock even for nothing.
    if not steps_over and not due.exists():
        return []
    with transaction.atomic():
        if steps_over:
            due = due.select_for_update(skip_locked=True)
        jobs = _that_go_together(list(due.order_by("-priority", "run_after", "id")[:most]))
        # The rows are locked (SQLite: the whole database), so what was read still holds.
        for job in jobs:
            job.status = Job.Status.RUNNING
            job.attempts += 1
            job.started_at = job.started_at or at
            job.last_attempted_at = at
            job.leased_by, job.leased_until = worker, at + lease
            job.worker_ids = f"{job.worker_ids} {worker}"
        if jobs:
            Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
                status=Job.Status.RUNNING,
                attempts=F("attempts") + 1,
                started_at=Coalesce(F("started_at"), Value(at)),
                last_attempted_at=at,
                leased_by=worker,
                leased_until=at + lease,
                worker_ids=Concat(F("worker_ids"), Value(f" {worker}")),
            )
    return jobs


def _that_go_together(jobs: list[Job]) -> list[Job]:
    fresh = list(takewhile(lambda job: job.attempts == 0, jobs))
    return fresh or jobs[:1]


def extend_leases(worker: str, job_ids: Collection[UUID], *, at: datetime, lease: timedelta) -> int:
    """Heartbeat: say that the worker is alive; returns how many of the jobs it still has."""
    return _leased(worker, job_ids).update(leased_until=at + lease)


def release(worker: str, job_id: UUID) -> None:
    """Give a job back untouched, because the worker must stop."""
    _leased(worker, [job_id]).update(
        status=Job.Status.READY, leased_by="", leased_until=None, attempts=F("attempts") - 1
    )


def release_untouched(worker: str, job_ids: Collection[UUID]) -> None:
    """Give jobs back that were leased together and not begun; idle workers are told."""
    with transaction.atomic():
        _leased(worker, job_ids).update(
            status=Job.Status.READY,
            leased_by="",
            leased_until=None,
            started_at=None,
            last_attempted_at=None,
            attempts=F("attempts") - 1,
        )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def reclaim_expired(at: datetime) -> int:
    """Take jobs back from workers that no longer show a sign of life; returns how many.

    A job whose worker died at its last attempt is dead: something in it may kill workers.
    """
    expired = Job.objects.filter(status=Job.Status.RUNNING, leased_until__lt=at)
    if not expired.exists():
        return 0
    lost = {"class": "builtins.TimeoutError", "traceback": "The worker was lost."}
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            expired = expired.select_for_update(skip_locked=True)
        jobs = list(expired[:100])
        for job in jobs:
            dead = job.attempts >= job.max_attempts
            job.status = Job.Status.FAILED if dead else Job.Status.READY
            job.finished_at = at if dead else None
            job.leased_by, job.leased_until = "", None
            job.errors = [*job.errors, lost]
        _save(jobs)
    return len(jobs)


def find_next_due(queues: Collection[str] = ()) -> datetime | None:
    """When the next waiting job may start, or the next lease runs out; None if nothing waits."""
    waiting = _in(Job.objects.filter(status=Job.Status.READY), queues)
    first = waiting.order_by("run_after").values_list("run_after", flat=True).first()
    leased = Job.objects.filter(status=Job.Status.RUNNING)
    lost = leased.order_by("leased_until").values_list("leased_until", flat=True).first()
    return min(filter(None, (first, lost)), default=None)


def _due(at: datetime, queues: Collection[str]) -> QuerySet[Job]:
    return _in(Job.objects.filter(status=Job.Status.READY, run_after__lte=at), queues)


def _in(jobs: QuerySet[Job], queues: Collection[str]) -> QuerySet[Job]:
    return jobs.filter(queue__in=list(queues)) if queues else jobs


def _leased(worker: str, job_ids: Collection[UUID]) -> QuerySet[Job]:
    return Job.objects.filter(pk__in=list(job_ids), status=Job.Status.RUNNING, leased_by=worker)


def _save(jobs: Sequence[Job]) -> None:
    Job.objects.bulk_update(jobs, ["status", "finished_at", "leased_by", "leased_until", "errors"])
