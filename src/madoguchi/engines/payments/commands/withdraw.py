# SPDX-License-Identifier: Apache-2.0
"""Take back what was owed: nothing is due any more (調定の取消し)."""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from madoguchi.engines.payments.commands.booking_lines import book, header_of, write_standing
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.events import ReceivableChanged
from madoguchi.engines.payments.models import DUE_KINDS, LedgerEntry, Receivable
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record


@in_one_go
def withdraw(*, source_ref: str, version: int, actor: Actor, at: datetime) -> Receivable | None:
    """Let nothing be owed for a source; what was paid is then too much. Twice changes nothing.

    Raises:
        NotAllowed: not by this person.
    """
    check_may_work(actor)
    found = Receivable.objects.select_for_update().filter(source_ref=source_ref).first()
    if found is None or found.version >= version:
        return found
    found.version, found.withdrawn_at = version, at
    book(
        found, _all_owed(found), kind="adjusted", origin=f"assess:{found.id}:{version}",
        occurred_on=today(at), actor=actor, at=at,
    )  # fmt: skip
    write_standing(found, at=at, also=("version", "withdrawn_at"))
    record(
        action="payments.receivable.withdrawn", actor=actor, subject=found.ref, at=at,
        detail={"number": found.number, "version": version},
    )  # fmt: skip
    announce(ReceivableChanged(receivable=header_of(found), at=at))
    return found


def _all_owed(receivable: Receivable) -> list[tuple[UUID, int]]:
    """The lines that bring every account to nothing owed, reductions and late charges too."""
    rows = LedgerEntry.objects.filter(receivable=receivable, kind__in=DUE_KINDS).order_by()
    sums = rows.values_list("account_id").annotate(Sum("yen"))
    return [(account, -yen) for account, yen in sums]
