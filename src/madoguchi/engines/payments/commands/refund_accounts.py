# SPDX-License-Identifier: Apache-2.0
"""Keep the bank account into which a person wants money back, sealed."""

import json
from datetime import datetime
from uuid import UUID

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import Refund, RefundAccount
from madoguchi.engines.payments.queries.refund_accounts import ACCOUNT, find_account
from madoguchi.engines.payments.rules.attempt_refusals import RefundAccountMissing
from madoguchi.engines.payments.rules.bank_account import BankAccount
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt


@in_one_go
def keep_refund_account(*, account: BankAccount, actor: Actor, at: datetime) -> RefundAccount:
    """Keep or replace the account of who acts; what was approved already goes where it went."""
    known = RefundAccount.objects.select_for_update().filter(party_ref=actor.ref).first()
    row = known or RefundAccount(id=new_id(), party_ref=actor.ref)
    row.sealed, row.changed_at = _seal(row.id, account.as_dict()), at
    row.save(force_insert=known is None)
    record(action="payments.refund_account.kept", actor=actor, subject=actor.ref, at=at)
    return row


@in_one_go
def drop_refund_account(*, actor: Actor, at: datetime) -> None:
    """Forget the account of who acts; twice changes nothing."""
    if RefundAccount.objects.filter(party_ref=actor.ref).delete()[0]:
        record(action="payments.refund_account.dropped", actor=actor, subject=actor.ref, at=at)


def seal_for_refund(refund: Refund) -> bytes:
    """The payer's account as it is now, sealed for this refund.

    Raises:
        RefundAccountMissing: none is known.
    """
    found = find_account(refund.receivable.payer_ref)
    if found is None:
        raise RefundAccountMissing
    return _seal(refund.id, found)


def _seal(row_id: UUID, values: dict[str, str]) -> bytes:
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
    return encrypt(ACCOUNT, plain, aad=row_id.bytes)
