# SPDX-License-Identifier: Apache-2.0
"""What does booking do by the clock?"""

from datetime import timedelta

from django_tasks import task

from madoguchi.engines.booking.commands.end_waiting import end_past_waiting
from madoguchi.engines.booking.commands.give_door_codes import give_door_codes
from madoguchi.engines.booking.commands.promote_waiting import promote_waiting
from madoguchi.engines.booking.commands.release import release_expired
from madoguchi.engines.booking.commands.remind import remind
from madoguchi.engines.booking.commands.send_notices import send_notices
from madoguchi.engines.booking.commands.tell_payments import tell_payments
from madoguchi.engines.booking.queries.waiting import list_waited_for
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import periodic


@periodic(every=timedelta(minutes=1))
@task()
def release_and_promote() -> None:
    """Release what is overdue, end waiting for what has begun, and give what is free to those who wait."""
    at = now()
    release_expired(actor=SYSTEM, at=at)
    end_past_waiting(actor=SYSTEM, at=at)
    for offer in list_waited_for(at=at):
        promote_waiting(offer_key=offer, actor=SYSTEM, at=at, automatic=True)


@periodic(every=timedelta(minutes=5), offset=timedelta(seconds=20))
@task()
def remind_people() -> None:
    """Remind people of what they have booked, must confirm or must pay."""
    remind(actor=SYSTEM, at=now())


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=30))
@task()
def tell_people() -> None:
    """Hand queued notices to the channel."""
    send_notices(actor=SYSTEM, at=now())


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=45))
@task()
def tell_doors() -> None:
    """Give doors the codes of the bookings of the next day; those that failed are tried again."""
    give_door_codes(actor=SYSTEM, at=now())


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=50))
@task()
def tell_amounts() -> None:
    """Hand what bookings cost to payments; what was not taken over is told again."""
    tell_payments(actor=SYSTEM, at=now())
