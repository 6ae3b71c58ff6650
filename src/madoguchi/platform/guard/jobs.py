# SPDX-License-Identifier: Apache-2.0
"""The periodic work of the guard."""

from datetime import timedelta

from django_tasks import task

from madoguchi.kernel.clock import now, today
from madoguchi.platform.guard.blocked import forget_blocked
from madoguchi.platform.guard.cache import forget_expired
from madoguchi.platform.guard.count import forget_old
from madoguchi.platform.jobs.api import periodic


@periodic(every=timedelta(hours=1), offset=timedelta(minutes=17))
@task(priority=-50)
def forget() -> int:
    """Forget counters, shared values and counts that no longer say anything."""
    at = now()
    return forget_old(at) + forget_expired() + forget_blocked(today(at))
