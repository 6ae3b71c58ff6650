# SPDX-License-Identifier: Apache-2.0
"""Write down that a lottery was drawn again from its published file, and what came of it."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.lottery import get_round
from madoguchi.engines.booking.rules.lottery_refusals import RoundNotReady
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def note_rerun(*, round_key: str, agrees: bool, said: str, actor: Actor, at: datetime) -> None:
    """Keep in the audit log what the stand-alone program said about the published file.

    Raises:
        RoundNotReady: not drawn. NotAllowed: not staff who manage the offers.
    """
    one = get_round(round_key)
    for section in set(one.offers.values_list("section", flat=True)):
        check_may_work(actor, section, MANAGE)
    if not one.published:
        raise RoundNotReady(state=one.get_state_display())
    record(
        action="booking.lottery.rerun",
        actor=actor,
        subject=f"booking:lottery:{one.key}",
        at=at,
        detail={
            "agrees": agrees,
            "said": said[:400],
            "file": sha256(one.published.encode()).hexdigest(),
        },
    )
