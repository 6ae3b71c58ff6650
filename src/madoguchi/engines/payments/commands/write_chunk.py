# SPDX-License-Identifier: Apache-2.0
"""How do the results of a chunk of payments reach their rows, and who is told?"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from madoguchi.engines.payments.commands.record_payment import SETTLED
from madoguchi.engines.payments.events import PaymentBooked, ReceivableHeader, ReceivablePaid
from madoguchi.engines.payments.models import Receivable, TransferItem, TransferRun
from madoguchi.engines.payments.queries.leads import Key, Standing
from madoguchi.engines.payments.queries.many import (
    as_list,
    change_rows,
    native_value,
    read_id,
    within,
)
from madoguchi.engines.payments.rules.zengin.debits import DONE
from madoguchi.kernel.facts import announce, listeners_of

LINE_COLUMNS = (
    "id", "file_id", "no", "kind", "key", "pair", "yen", "paid_on", "result", "sealed", "state",
    "rule", "receivable_id", "reason", "settled_by_ref",
)  # fmt: skip
ENTRY_COLUMNS = (
    "id", "receivable_id", "kind", "yen", "account_id", "occurred_on", "booked_at", "route",
    "origin", "part", "is_provisional", "reason", "booked_by_ref",
)  # fmt: skip
Booked = tuple[Standing, str, int, str]
"""The due, the origin, the yen, and the state before."""


def write_standings(standings: Iterable[Standing], *, at: datetime) -> None:
    """What the ledger adds up to now, into the rows of the dues."""
    moment = native_value(at)
    rows = [[one.paid_yen, one.state, moment, one.id] for one in standings if one.is_changed]
    columns = (("paid_yen", "bigint"), ("state", "varchar"), ("changed_at", "timestamptz"))
    change_rows(Receivable, "id", columns, rows)


def note_results(results: Sequence[tuple[Key, str]], *, at: datetime) -> None:
    """What the bank answered to withdrawals; a run is settled when nothing of it is awaited."""
    if not results:
        return
    change_rows(
        TransferItem, "id", (("result", "varchar"),), [[code or DONE, one] for one, code in results]
    )
    found = as_list([one for one, _ in results])
    which = within("id", "uuid")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_mandate SET is_new = %s WHERE is_new AND id IN"  # noqa: S608
            f" (SELECT mandate_id FROM payments_transferitem WHERE {which} AND result = %s)",
            [False, found, DONE],
        )
        cursor.execute(
            f"SELECT DISTINCT run_id FROM payments_transferitem WHERE {which}",  # noqa: S608
            [found],
        )
        runs = [read_id(one) for (one,) in cursor.fetchall()]
    awaited = TransferItem.objects.filter(run_id=OuterRef("id"), result="")
    TransferRun.objects.filter(~Exists(awaited), id__in=runs, settled_at=None).update(settled_at=at)


def tell_booked(booked: Sequence[Booked], *, at: datetime) -> None:
    """The same facts as for one payment; nothing is made up where nobody listens."""
    if not listeners_of(PaymentBooked) and not listeners_of(ReceivablePaid):
        return
    for due, origin, yen, before in booked:
        header = ReceivableHeader(
            id=read_id(due.id), number=due.number, source_ref=due.source_ref, payer_ref=due.payer_ref,
            state=due.state, due_yen=due.due_yen, paid_yen=due.paid_yen, version=due.version,
        )  # fmt: skip
        announce(PaymentBooked(receivable=header, at=at, yen=yen, origin=origin))
        if due.state in SETTLED and before not in SETTLED:
            announce(ReceivablePaid(receivable=header, at=at))
