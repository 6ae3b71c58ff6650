# SPDX-License-Identifier: Apache-2.0
"""What does the mail connector do by the clock? It looks for what has come back."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django_tasks import task

from madoguchi.connectors.mail.drop import take_returned
from madoguchi.connectors.mail.from_settings import seal
from madoguchi.connectors.mail.returned import Returned
from madoguchi.engines.messaging.api import note_event
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import periodic

KINDS: dict[str, Literal["bounced", "soft_bounced", "complained"]] = {
    "hard": "bounced",
    "soft": "soft_bounced",
    "complaint": "complained",
}


@periodic(every=timedelta(minutes=1), offset=timedelta(seconds=40))
@task()
def take_returned_mail() -> None:
    """Mark the addresses of what came back; a person who complained gets no more."""
    if settings.MAIL_RETURNED:
        take_returned(Path(settings.MAIL_RETURNED), seal, note_returned)


def note_returned(one: Returned) -> None:
    """Tell messaging of one, once however often its report comes."""
    note_event(
        provider="smtp",
        event_key=f"returned:{one.delivery_id}:{one.kind}",
        kind=KINDS[one.kind],
        channel="email",
        delivery_id=one.delivery_id,
        detail=one.status,
        actor=SYSTEM,
        at=now(),
    )
