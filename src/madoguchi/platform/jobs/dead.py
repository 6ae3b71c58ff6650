# SPDX-License-Identifier: Apache-2.0
"""Which jobs are dead, and how does an operator bring them back?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.kernel.actors import Actor
from madoguchi.kernel.refusal import NotFound
from madoguchi.kernel.texts import text
from madoguchi.platform.audit.api import record
from madoguchi.platform.jobs.models import Job


def list_dead(limit: int = 100) -> list[Job]:
    """Jobs that nobody tries again (停止したジョブ), latest first."""
    return list(Job.objects.filter(status=Job.Status.FAILED).order_by("-finished_at")[:limit])


def count_dead() -> int:
    """How many jobs are dead; an operator should see this number."""
    return Job.objects.filter(status=Job.Status.FAILED).count()


def retry(*, job_id: UUID, actor: Actor, at: datetime) -> None:
    """Give a dead job a full new set of attempts, due at once. Raises NotFound if it is not dead."""
    with transaction.atomic():
        revived = Job.objects.filter(pk=job_id, status=Job.Status.FAILED).update(
            status=Job.Status.READY, attempts=0, run_after=at, finished_at=None
        )
        if not revived:
            raise NotFound(
                text("停止したジョブの中に見つかりません。", "It is not among the dead jobs.")
            )
        record(action="jobs.job.retried", actor=actor, subject=f"jobs:{job_id}", at=at)
