# SPDX-License-Identifier: Apache-2.0
"""The queue's own periodic work."""

from datetime import timedelta

from django_tasks import task

from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.periodic import periodic
from madoguchi.platform.jobs.prune import prune_finished


@periodic(every=timedelta(days=1), offset=timedelta(hours=3))
@task(priority=-50)
def prune_jobs() -> int:
    """Forget finished jobs each night at 3:00."""
    return prune_finished(now())
