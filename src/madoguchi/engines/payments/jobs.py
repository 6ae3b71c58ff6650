# SPDX-License-Identifier: Apache-2.0
"""What do payments do by the clock?"""

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from madoguchi.engines.payments.commands.compare_gateway import compare_gateway
from madoguchi.engines.payments.commands.settle_attempt import settle_attempt
from madoguchi.engines.payments.commands.settle_due import settle_due
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import periodic


@task()
def settle(attempt_id: str) -> None:
    """Bring one attempt to where the gateway says that it stands."""
    settle_attempt(attempt_id=UUID(attempt_id), actor=SYSTEM, at=now())


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
