# SPDX-License-Identifier: Apache-2.0
"""How do lines reach the ledger together with the standing of their due?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from madoguchi.engines.payments.events import ReceivableHeader
from madoguchi.engines.payments.models import DUE_KINDS, Item, LedgerEntry, Receivable
from madoguchi.engines.payments.rules.standing import decide_state
from madoguchi.kernel.actors import Actor

OVER = frozenset({"paid", "withdrawn", "written_off"})
"""Nothing is left to be paid or paid back: who has left is forgotten."""
Line = tuple[UUID, int]
"""An account and signed yen."""


def book(
    receivable: Receivable,
    lines: Sequence[Line],
    *,
    kind: str,
    origin: str,
    occurred_on: date,
    actor: Actor,
    at: datetime,
    route: str = "",
    reason: str = "",
    provisional: bool = False,
    reverses: Sequence[UUID] = (),
) -> int:
    """Write lines of one origin for a locked due and what it adds up to; returns their sum.

    Lines of 0 yen are left out. ``reverses`` names the entry that each line takes back.
    """
    entries = [
        LedgerEntry(
            receivable=receivable,
            kind=kind,
            yen=yen,
            account_id=account,
            occurred_on=occurred_on,
            booked_at=at,
            route=route,
            origin=origin,
            part=part,
            reverses_id=reverses[part] if reverses else None,
            is_provisional=provisional,
            reason=reason,
            booked_by_ref=actor.ref,
        )
        for part, (account, yen) in enumerate(lines)
        if yen
    ]
    LedgerEntry.objects.bulk_create(entries)
    total = sum(one.yen for one in entries)
    if kind in DUE_KINDS:
        receivable.due_yen += total
    else:
        receivable.paid_yen += total
    return total


def write_standing(receivable: Receivable, *, at: datetime, also: Sequence[str] = ()) -> None:
    """Write what the ledger adds up to into the due's row."""
    receivable.state = decide_state(
        receivable.due_yen,
        receivable.paid_yen,
        is_withdrawn=receivable.withdrawn_at is not None,
        is_written_off=receivable.written_off_at is not None,
    )
    receivable.changed_at = at
    fields = ["due_yen", "paid_yen", "refunding_yen", "state", "changed_at", *also]
    if receivable.payer_left and receivable.state in OVER and not receivable.refunding_yen:
        receivable.sealed, receivable.payer_ref = b"", ""
        fields += ["sealed", "payer_ref"]
    receivable.save(update_fields=fields)


def owed_by_account(receivable: Receivable) -> list[tuple[UUID, int]]:
    """(account, yen still owed on it; below zero: paid too much) in the order of the items."""
    order = list(
        Item.objects.filter(receivable=receivable, version=receivable.version)
        .order_by("ordinal")
        .values_list("account_id", flat=True)
    )
    sums: dict[UUID, int] = dict.fromkeys(order, 0)
    rows = LedgerEntry.objects.filter(receivable=receivable).order_by()
    for account, kind, yen in rows.values_list("account_id", "kind").annotate(Sum("yen")):
        sums[account] = sums.get(account, 0) + (yen if kind in DUE_KINDS else -yen)
    return list(sums.items())


def header_of(receivable: Receivable) -> ReceivableHeader:
    """What others may know of a due."""
    return ReceivableHeader(
        id=receivable.id,
        number=receivable.number,
        source_ref=receivable.source_ref,
        payer_ref=receivable.payer_ref,
        state=receivable.state,
        due_yen=receivable.due_yen,
        paid_yen=receivable.paid_yen,
        version=receivable.version,
    )
