# SPDX-License-Identifier: Apache-2.0
"""Write down that something is owed (調定), or that it is another amount now."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from madoguchi.engines.payments.commands.booking_lines import book, header_of, write_standing
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.sealing import seal_payer
from madoguchi.engines.payments.events import ReceivableAssessed, ReceivableChanged
from madoguchi.engines.payments.models import (
    Instalment,
    Item,
    LedgerEntry,
    Receivable,
    RevenueAccount,
)
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.rules.dues import Due, check_due
from madoguchi.engines.payments.rules.numbers import new_number
from madoguchi.engines.payments.rules.refusals import AccountUnknown, ReducedMore
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def assess(*, due: Due, actor: Actor, at: datetime, on: date | None = None) -> Receivable:
    """Let something be owed, or owed anew; a ``version`` that is not above the known changes nothing.

    ``on`` is the day of the assessment (default: today). What was paid stays paid: a lower amount
    makes an over-payment that can be paid back.

    Raises:
        AmountBelowZero, ItemsDoNotAddUp, AccountUnknown: the lines cannot be owed.
        ReducedMore: more was reduced than is owed now. NotAllowed: not by this person.
    """
    check_may_work(actor)
    check_due(due)
    accounts = _accounts_of(due)
    known = Receivable.objects.select_for_update().filter(source_ref=due.source_ref).first()
    if known is not None and known.version >= due.version:
        return known
    day = on or today(at)
    if known is None:
        return _assess_first(due, accounts, actor=actor, at=at, on=day)
    return _assess_again(known, due, accounts, actor=actor, at=at, on=day)


def _assess_first(
    due: Due, accounts: dict[str, UUID], *, actor: Actor, at: datetime, on: date
) -> Receivable:
    row_id = new_id()
    receivable = Receivable(
        id=row_id, number=new_number(), source_ref=due.source_ref, assessed_on=on, made_at=at,
        changed_at=at, **_said(due, row_id),
    )  # fmt: skip
    receivable.save(force_insert=True)
    _write_lines(receivable, due, accounts)
    lines = [(accounts[one.account], one.yen) for one in due.items]
    book(
        receivable, lines, kind="assessed", origin=_origin(receivable), occurred_on=on,
        actor=actor, at=at,
    )  # fmt: skip
    _finish(receivable, ReceivableAssessed, "assessed", actor=actor, at=at)
    return receivable


def _assess_again(
    receivable: Receivable,
    due: Due,
    accounts: dict[str, UUID],
    *,
    actor: Actor,
    at: datetime,
    on: date,
) -> Receivable:
    said = _said(due, receivable.id)
    if not due.payer:
        del said["sealed"]
    for name, value in said.items():
        setattr(receivable, name, value)
    receivable.withdrawn_at = None
    _write_lines(receivable, due, accounts)
    wanted: dict[UUID, int] = defaultdict(int)
    for one in due.items:
        wanted[accounts[one.account]] += one.yen
    book(
        receivable, difference(receivable, wanted), kind="adjusted", origin=_origin(receivable),
        occurred_on=on, actor=actor, at=at,
    )  # fmt: skip
    if receivable.due_yen < 0:
        raise ReducedMore
    _finish(
        receivable, ReceivableChanged, "changed", actor=actor, at=at,
        also=(*said, "withdrawn_at"),
    )  # fmt: skip
    return receivable


def difference(receivable: Receivable, wanted: dict[UUID, int]) -> list[tuple[UUID, int]]:
    """What must be booked per account so that the assessed sum is as wanted.

    Reductions and late charges stand beside the assessed sum and stay as they are.
    """
    rows = LedgerEntry.objects.filter(receivable=receivable, kind__in=["assessed", "adjusted"])
    known = dict(rows.order_by().values_list("account_id").annotate(Sum("yen")))
    order = [*wanted, *(one for one in known if one not in wanted)]
    return [(one, wanted.get(one, 0) - known.get(one, 0)) for one in order]


def _said(due: Due, row_id: UUID) -> dict[str, object]:
    return {
        "payer_ref": due.payer_ref,
        "title": due.title.model_dump(exclude_none=True),
        "sealed": seal_payer(row_id, due.payer),
        "due_on": due.parts[-1].due_on if due.parts else due.due_on,
        "version": due.version,
        "late_rule": due.late_rule,
    }


def _write_lines(receivable: Receivable, due: Due, accounts: dict[str, UUID]) -> None:
    Item.objects.bulk_create(
        Item(
            receivable=receivable, version=due.version, ordinal=n,
            account_id=accounts[one.account], yen=one.yen,
            label=one.label.model_dump(exclude_none=True),
        )
        for n, one in enumerate(due.items)
    )  # fmt: skip
    Instalment.objects.bulk_create(
        Instalment(
            receivable=receivable, version=due.version, ordinal=n + 1, due_on=one.due_on,
            yen=one.yen,
        )
        for n, one in enumerate(due.parts)
    )  # fmt: skip


def _accounts_of(due: Due) -> dict[str, UUID]:
    wanted = {one.account for one in due.items}
    found = dict(RevenueAccount.objects.filter(key__in=wanted).values_list("key", "id"))
    for key in sorted(wanted - found.keys()):
        raise AccountUnknown(key=key)
    return found


def _origin(receivable: Receivable) -> str:
    return f"assess:{receivable.id}:{receivable.version}"


def _finish(
    receivable: Receivable,
    fact: type[ReceivableAssessed] | type[ReceivableChanged],
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    also: tuple[str, ...] = (),
) -> None:
    write_standing(receivable, at=at, also=also)
    record(
        action=f"payments.receivable.{verb}",
        actor=actor,
        subject=receivable.ref,
        at=at,
        detail={
            "number": receivable.number,
            "source": receivable.source_ref,
            "version": receivable.version,
            "due_yen": receivable.due_yen,
        },
    )
    announce(fact(receivable=header_of(receivable), at=at))
