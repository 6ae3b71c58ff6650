# SPDX-License-Identifier: Apache-2.0
"""When are finished jobs forgotten?"""

from datetime import datetime, timedelta

from django.db.models import Q

from madoguchi.platform.jobs.models import Job

KEEP_DONE = timedelta(days=7)
KEEP_KEYED_OR_DEAD = timedelta(days=90)
_BATCH = 5_000


def prune_finished(at: datetime) -> int:
    """Delete what ended long ago: 7 days; 90 days for dead jobs and remembered keys."""
    plain = Q(status=Job.Status.SUCCESSFUL, key=None, finished_at__lt=at - KEEP_DONE)
    old = plain | Q(finished_at__lt=at - KEEP_KEYED_OR_DEAD)
    deleted = 0
    while ids := list(Job.objects.filter(old).values_list("pk", flat=True)[:_BATCH]):
        deleted += Job.objects.filter(pk__in=ids).delete()[0]
    return deleted
