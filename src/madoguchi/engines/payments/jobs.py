# SPDX-License-Identifier: Apache-2.0
"""What do payments do by the clock?"""

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from madoguchi.engines.payments.commands.compare_gateway import compare_gateway
from madoguchi.engines.payments.commands.remind import remind
from madoguchi.engines.payments.commands.send_refunds import send_refunds
from madoguchi.engines.payments.commands.settle_attempt import settle_attempt
from madoguchi.engines.payments.commands.settle_due import settle_due
from madoguchi.engines.payments.commands.tell_people import tell_people
from madoguchi.engines.payments.events import GatewayReported
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.kernel.facts import on
from madoguchi.platform.jobs.api import periodic


@task()
def settle(attempt_id: str) -> None:
    """Bring one attempt to where the gateway says that it stands."""
    settle_attempt(attempt_id=UUID(attempt_id), actor=SYSTEM, at=now())


@on(GatewayReported)
def settle_reported(fact: GatewayReported) -> None:
    """A report leads to asking at once, in a job of its own."""
    settle.enqueue(str(fact.attempt_id))


@periodic(every=timedelta(seconds=30))
@task()
def settle_attempts() -> None:
    """Ask about attempts that are not finished, capture what was authorised, end what is over."""
    settle_due(actor=SYSTEM, at=now())


@periodic(every=timedelta(hours=1), offset=timedelta(minutes=7))
@task()
def compare_with_gateway() -> None:
    """Explain each difference between our attempts and the gateway's."""
    compare_gateway(actor=SYSTEM, at=now())


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=40))
@task()
def pay_back() -> None:
    """Send refunds to cards that were approved; those without an answer are asked again."""
    send_refunds(actor=SYSTEM, at=now())


@periodic(every=timedelta(hours=24), offset=timedelta(hours=9))
@task()
def remind_payers() -> None:
    """Queue reminders and 督促 of the day."""
    remind(actor=SYSTEM, at=now())


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=20))
@task()
def tell_payers() -> None:
    """Hand queued notices to the channel."""
    tell_people(actor=SYSTEM, at=now())
