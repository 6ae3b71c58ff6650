# SPDX-License-Identifier: Apache-2.0
"""Let go of what is personal of a payer who has left; figures stay as accounting asks."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.payments.models import (
    RUNNING,
    DueNotice,
    Receivable,
    Refund,
    RefundAccount,
)
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

STAYS = ("open", "partly_paid", "overpaid")


@transaction.atomic
def forget_party(*, party_ref: str, actor: Actor, at: datetime) -> int:
    """Erase name, address and accounts; returns how many rows lost something. Twice changes nothing.

    Who still owes, or is still owed something, is forgotten when that is settled.
    """
    own = Receivable.objects.filter(payer_ref=party_ref)
    DueNotice.objects.filter(receivable__payer_ref=party_ref).delete()
    refunds = Refund.objects.filter(receivable__payer_ref=party_ref).exclude(state__in=RUNNING)
    erased = refunds.exclude(sealed=b"").update(sealed=b"")
    own.filter(state__in=STAYS).update(payer_left=True)
    own.filter(refunding_yen__gt=0).update(payer_left=True)
    erased += own.exclude(payer_left=True).update(sealed=b"", payer_ref="", payer_left=True)
    erased += RefundAccount.objects.filter(party_ref=party_ref).delete()[0]
    if erased:
        record(
            action="payments.party.forgotten", actor=actor, subject=party_ref, at=at,
            detail={"erased": erased},
        )  # fmt: skip
    return erased
