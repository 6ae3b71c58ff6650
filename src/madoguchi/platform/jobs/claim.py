# SPDX-License-Identifier: Apache-2.0
"""Which job does a worker do next, and how does it keep others off while it works?"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from madoguchi.platform.jobs.models import Job

_LEASED = (
    "status",
    "attempts",
    "started_at",
    "last_attempted_at",
    "leased_by",
    "leased_until",
    "worker_ids",
)


def claim_next(
    worker: str, *, at: datetime, lease: timedelta, queues: Collection[str] = ()
) -> Job | None:
    """Lease the most urgent due job to a worker; two workers never get the same one.

    On PostgreSQL workers step over rows that others are just taking (SKIP LOCKED).
    """
    due = _due(at, queues)
    steps_over = connection.features.has_select_for_update_skip_locked
    # SQLite: look first, because a transaction would take the write lock even for nothing.
    if not steps_over and not due.exists():
        return None
    with transaction.atomic():
        if steps_over:
            due = due.select_for_update(skip_locked=True)
        job = due.order_by("-priority", "run_after", "id").first()
        if job is None:
            return None
        # The row is locked (SQLite: the whole database), so what was read still holds.
        job.status = Job.Status.RUNNING
        job.attempts += 1
        job.started_at = job.started_at or at
        job.last_attempted_at = at
        job.leased_by, job.leased_until = worker, at + lease
        job.worker_ids = f"{job.worker_ids} {worker}"
        job.save(update_fields=_LEASED)
    return job


def extend_lease(worker: str, job_id: UUID, *, at: datetime, lease: timedelta) -> bool:
    """Heartbeat: say that the worker is alive; False if it has lost the job."""
    return bool(_leased(worker, job_id).update(leased_until=at + lease))


def release(worker: str, job_id: UUID) -> None:
    """Give a job back untouched, because the worker must stop."""
    _leased(worker, job_id).update(
        status=Job.Status.READY, leased_by="", leased_until=None, attempts=F("attempts") - 1
    )


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


def _leased(worker: str, job_id: UUID) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, status=Job.Status.RUNNING, leased_by=worker)


def _save(jobs: Sequence[Job]) -> None:
    Job.objects.bulk_update(jobs, ["status", "finished_at", "leased_by", "leased_until", "errors"])
