# SPDX-License-Identifier: Apache-2.0
"""What does the engine do by the clock?"""

from datetime import timedelta

from django_tasks import task

from madoguchi.engines.procedures.commands.purge import purge
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import periodic


@periodic(every=timedelta(hours=1), offset=timedelta(minutes=20))
@task()
def purge_expired() -> None:
    """Remove drafts, notes and look-up counts whose time is over."""
    purge(actor=SYSTEM, at=now())
