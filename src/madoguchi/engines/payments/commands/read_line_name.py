# SPDX-License-Identifier: Apache-2.0
"""Show staff whose name a bank reported with payments, and write down that it was shown."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.payments.commands.sealing import STATEMENT_NAME
from madoguchi.engines.payments.models import Receivable, StatementLine
from madoguchi.engines.payments.policy import VIEW, check_may_work
from madoguchi.engines.payments.queries.payers import read_payer
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import decrypt


@transaction.atomic
def read_line_names(
    *, lines: Sequence[StatementLine], actor: Actor, at: datetime
) -> dict[UUID, str]:
    """The names of lines in signs of banks, empty where none came; one leaf for all.

    Raises:
        NotAllowed: not for this person.
    """
    check_may_work(actor, VIEW)
    found = {
        one.id: decrypt(STATEMENT_NAME, bytes(one.sealed), aad=one.id.bytes).decode()
        for one in lines
        if one.sealed
    }
    if found:
        record(
            action="payments.names.seen", actor=actor, subject="payments:lines", at=at,
            detail={"lines": [str(one) for one in found]}, purpose="未照合の入金の確認",
        )  # fmt: skip
    return found


@transaction.atomic
def read_due_payer(*, due: Receivable, actor: Actor, at: datetime) -> dict[str, str]:
    """Whom a due is for, written down as seen.

    Raises:
        NotAllowed: not for this person.
    """
    check_may_work(actor, VIEW)
    record(
        action="payments.payer.seen", actor=actor, subject=due.ref, at=at,
        detail={"number": due.number}, purpose="収納の確認",
    )  # fmt: skip
    return read_payer(due)
