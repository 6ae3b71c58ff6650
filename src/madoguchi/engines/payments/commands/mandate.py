# SPDX-License-Identifier: Apache-2.0
"""Apply for account transfer, and stop it (口座振替の申込み・停止)."""

import json
from dataclasses import asdict
from datetime import datetime

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import Mandate
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.queries.mandates import MANDATE, find_mandate
from madoguchi.engines.payments.rules.till_refusals import MandateUnknown
from madoguchi.engines.payments.rules.zengin.banks import Account
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt


@in_one_go
def apply_mandate(*, payer_ref: str, account: Account, actor: Actor, at: datetime) -> Mandate:
    """Let dues of a payer be taken from an account (``rules.zengin.banks.read_account``).

    An earlier mandate ends; a withdrawal that the bank was asked for runs on.

    Raises:
        NotAllowed: neither the payer nor staff who work with payments.
    """
    _check(payer_ref, actor)
    _stop(payer_ref, at=at)
    row_id = new_id()
    plain = json.dumps(asdict(account), ensure_ascii=False, sort_keys=True).encode()
    sealed = encrypt(MANDATE, plain, aad=row_id.bytes)
    row = Mandate(id=row_id, payer_ref=payer_ref, sealed=sealed, applied_at=at)
    row.save(force_insert=True)
    record(action="payments.mandate.applied", actor=actor, subject=payer_ref, at=at)
    return row


@in_one_go
def stop_mandate(*, payer_ref: str, actor: Actor, at: datetime) -> None:
    """End the mandate of a payer; no later run takes anything.

    Raises:
        MandateUnknown: none is in force. NotAllowed.
    """
    _check(payer_ref, actor)
    if find_mandate(payer_ref) is None:
        raise MandateUnknown
    _stop(payer_ref, at=at)
    record(action="payments.mandate.stopped", actor=actor, subject=payer_ref, at=at)


def _check(payer_ref: str, actor: Actor) -> None:
    if not (actor.kind == "citizen" and actor.ref == payer_ref):
        check_may_work(actor)


def _stop(payer_ref: str, *, at: datetime) -> None:
    rows = Mandate.objects.filter(payer_ref=payer_ref, state="active")
    rows.update(state="stopped", stopped_at=at)
