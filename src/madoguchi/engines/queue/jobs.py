# SPDX-License-Identifier: Apache-2.0
"""What does the queue do by the clock?"""

from datetime import timedelta

from django_tasks import task

from madoguchi.engines.queue.commands.close_day import close_past_days
from madoguchi.engines.queue.commands.learn_times import learn_times
from madoguchi.engines.queue.commands.send_notices import send_notices
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import periodic


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=15))
@task()
def tell_people_in_line() -> None:
    """Hand queued notices to the channel."""
    send_notices(actor=SYSTEM, at=now())


@periodic(every=timedelta(hours=1))
@task()
def close_what_is_over() -> None:
    """Close the days that nobody has closed."""
    close_past_days(actor=SYSTEM, at=now())


@periodic(every=timedelta(hours=24))
@task()
def learn_usual_times() -> None:
    """Learn what services take, for the hours in which few are measured."""
    learn_times(actor=SYSTEM, at=now())
