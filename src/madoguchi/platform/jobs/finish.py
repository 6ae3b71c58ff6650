# SPDX-License-Identifier: Apache-2.0
"""How does an attempt end: done, again later, or dead?"""

import random
from collections.abc import Sequence
from datetime import datetime
from traceback import format_tb
from typing import Any

from django.conf import settings
from django_tasks.utils import get_module_path

from madoguchi.platform.jobs.models import Job
from madoguchi.platform.jobs.rules import choose_delay
from madoguchi.platform.jobs.tasks import GiveUp


def succeed(job: Job, result: Any, *, at: datetime) -> bool:
    """Note the result; False if the job was meanwhile given to another worker."""
    return _end(job, status=Job.Status.SUCCESSFUL, finished_at=at, result=result)


def succeed_all(jobs: Sequence[Job], *, at: datetime) -> None:
    """Note in one statement that jobs of one batch, without a result, have succeeded."""
    if not jobs:
        return
    first = jobs[0]
    ids = [job.pk for job in jobs]
    values = {"status": Job.Status.SUCCESSFUL, "finished_at": at, "result": None}
    mine = Job.objects.filter(
        pk__in=ids,
        status=Job.Status.RUNNING,
        leased_by=first.leased_by,
        attempts=first.attempts,
    )
    ended = mine.update(leased_by="", leased_until=None, **values)
    if ended < len(ids):
        lost = set(
            Job.objects.filter(pk__in=ids).exclude(finished_at=at).values_list("pk", flat=True)
        )
        jobs = [job for job in jobs if job.pk not in lost]
    for job in jobs:
        job.status, job.finished_at, job.result = Job.Status.SUCCESSFUL, at, None


def fail(job: Job, error: BaseException, *, at: datetime) -> bool:
    """Note a failed attempt and decide: again after a delay, or dead. False as in ``succeed``."""
    errors = [*job.errors, describe(error)]
    if isinstance(error, GiveUp) or job.attempts >= job.max_attempts:
        return _end(job, status=Job.Status.FAILED, finished_at=at, errors=errors)
    delay = choose_delay(job.attempts, spread=random.random())  # noqa: S311 - not a secret
    return _end(job, status=Job.Status.READY, run_after=at + delay, errors=errors)


def describe(error: BaseException) -> dict[str, str]:
    """Class and place of an error. On the portal without its message, which may quote a citizen."""
    parts = []
    link: BaseException | None = error
    while link is not None:
        message = "" if settings.ZONE == "portal" else f": {link}"
        parts.append("".join(format_tb(link.__traceback__)) + get_module_path(type(link)) + message)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return {"class": get_module_path(type(error)), "traceback": "\nfrom:\n".join(parts)}


def _end(job: Job, **values: Any) -> bool:
    """Write the end of an attempt, only while this worker still holds this very attempt."""
    mine = Job.objects.filter(
        pk=job.pk,
        status=Job.Status.RUNNING,
        leased_by=job.leased_by,
        attempts=job.attempts,
    )
    ended = bool(mine.update(leased_by="", leased_until=None, **values))
    if ended:
        for name, value in values.items():
            setattr(job, name, value)
    return ended
