# SPDX-License-Identifier: Apache-2.0
"""What do letters do by the clock? Those printed two weeks ago are taken away."""

from datetime import timedelta

from django_tasks import task

from madoguchi.connectors.letters.from_settings import print_queue
from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import periodic


@periodic(every=timedelta(hours=24), offset=timedelta(hours=3))
@task()
def forget_printed_letters() -> None:
    """Keep no letter longer than a reprint may need it."""
    print_queue().forget_printed(at=now())
