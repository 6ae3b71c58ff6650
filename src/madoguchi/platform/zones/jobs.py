# SPDX-License-Identifier: Apache-2.0
"""What has this room to clear away each night?"""

from datetime import timedelta

from django_tasks import task

from madoguchi.kernel.clock import now
from madoguchi.platform.files.sweeping import sweep
from madoguchi.platform.jobs.api import periodic
from madoguchi.platform.zones.outbox import discard_asked_again, discard_unsettled
from madoguchi.platform.zones.request_signing import forget_nonces


@periodic(every=timedelta(days=1), offset=timedelta(hours=3, minutes=30))
@task(priority=-50)
def clear_away() -> None:
    """Remove expired and orphaned files, bodies of unusable parcels, and old nonces."""
    at = now()
    sweep(at=at)
    discard_asked_again(at=at)
    discard_unsettled(at=at)
    forget_nonces(at=at)
