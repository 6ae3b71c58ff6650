# SPDX-License-Identifier: Apache-2.0
"""Erase one's account: say so to the office for each application, then let everything go."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.procedures.events import AccountLeftApplication
from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.models.submission import reply_key_of, verifier_of
from madoguchi.engines.procedures.ports import KeyProver
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import AccountLeft, left_message
from madoguchi.kernel.facts import announce
from madoguchi.platform.identity.api import erase_account


def leave_account(
    *,
    user_id: UUID,
    account: str,
    secrets: Mapping[UUID, str],
    prover: KeyProver,
    reach: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Erase the account and everything of it, in one transaction; False where it is gone already.

    ``secrets``: application → the receipt secret that the citizen took along. The office takes the
    new key only because the former one vouches for it.
    """
    with transaction.atomic():
        rows = Submission.objects.select_for_update().filter(account=account)
        for row in list(rows):
            _leave(row, secrets.get(row.id), prover, reach, at)
        return erase_account(user_id=user_id, actor=actor, at=at)


def _leave(
    row: Submission, secret: str | None, prover: KeyProver, reach: str, at: datetime
) -> None:
    new_key: bytes | None = None
    if secret is not None:
        new_key = reply_key_of(row.receipt_number, secret).public_key().public_bytes_raw()
        row.verifier, row.reply_key = verifier_of(row.receipt_number, secret), new_key
        row.save(update_fields=["verifier", "reply_key"])
    body = AccountLeft(
        submission_id=row.id,
        left_at=at,
        new_key=b64encode(new_key).decode() if new_key else None,
        proof=b64encode(prover(left_message(row.id, new_key))).decode() if new_key else None,
        reach="" if new_key else reach.strip()[:500],
    )
    announce(AccountLeftApplication(body=body))
