# SPDX-License-Identifier: Apache-2.0
"""Ask the bank to take what is due on a day from accounts (口座振替の依頼)."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from madoguchi.engines.payments.commands.issue_slip import issue_slip
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.models import (
    UNFINISHED,
    UNPAID,
    Attempt,
    Mandate,
    Receivable,
    Slip,
    TransferItem,
    TransferRun,
)
from madoguchi.engines.payments.policy import check_may_work
from madoguchi.engines.payments.queries.biller import collector_of, get_biller
from madoguchi.engines.payments.queries.mandates import account_of_mandate
from madoguchi.engines.payments.rules.route_refusals import NoSlipNeeded
from madoguchi.engines.payments.rules.till_refusals import RunEmpty, RunExists
from madoguchi.engines.payments.rules.zengin.debits import DONE, MOST_YEN, Debit, write_debits
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.eras import format_date
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def make_transfer_run(*, on: date, actor: Actor, at: datetime) -> TransferRun:
    """Put down every unpaid due of a day whose payer has a mandate, once.

    Left out is what is being paid by card at this moment, or awaits the bank in another run.

    Raises:
        RunExists: the day was asked for. RunEmpty: there is nothing. NotAllowed.
    """
    check_may_work(actor)
    if TransferRun.objects.filter(on=on).exists():
        raise RunExists(day=format_date(on, "ja"))
    dues = list(_list_dues(on))
    payers = {one.payer_ref for one in dues}
    mandates = {
        one.payer_ref: one for one in Mandate.objects.filter(payer_ref__in=payers, state="active")
    }
    dues = [one for one in dues if one.payer_ref in mandates]
    if not dues:
        raise RunEmpty(day=format_date(on, "ja"))
    run = TransferRun(
        id=new_id(), on=on, item_count=len(dues), made_at=at, made_by_ref=actor.ref,
        total_yen=sum(one.balance_yen for one in dues),
    )  # fmt: skip
    run.save(force_insert=True)
    TransferItem.objects.bulk_create(
        TransferItem(
            id=new_id(), run=run, receivable=one, mandate=mandates[one.payer_ref],
            reference=f"{one.number}{on:%y%m%d}", yen=one.balance_yen,
        )
        for one in dues
    )  # fmt: skip
    record(
        action="payments.transfer.ordered", actor=actor, subject=f"payments:run:{run.id}", at=at,
        detail={"on": on.isoformat(), "items": run.item_count, "yen": run.total_yen},
    )  # fmt: skip
    return run


def _list_dues(on: date) -> Iterable[Receivable]:
    paying = Attempt.objects.filter(receivable=OuterRef("id"), state__in=UNFINISHED)
    awaited = TransferItem.objects.filter(receivable=OuterRef("id"), result="")
    rows = Receivable.objects.select_for_update(of=("self",)).filter(
        ~Exists(paying), ~Exists(awaited), due_on=on, state__in=UNPAID, due_yen__lte=MOST_YEN
    )
    return rows.exclude(payer_ref="").order_by("id")


@in_one_go
def give_run_file(*, run_id: UUID, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """Name and bytes of the file for the bank; the same every time. Reading the accounts is noted.

    Raises:
        BillerMissing: the city's codes are not set. NotAllowed.
    """
    check_may_work(actor)
    run = TransferRun.objects.get(id=run_id)
    items = TransferItem.objects.filter(run=run).select_related("mandate").order_by("reference")
    debits = [
        Debit(account_of_mandate(one.mandate), one.yen, one.reference, is_new=one.mandate.is_new)
        for one in items
    ]
    data = write_debits(collector_of(get_biller()), run.on, debits)
    record(
        action="payments.transfer.file_given", actor=actor, subject=f"payments:run:{run.id}", at=at,
        detail={"items": len(debits)}, purpose="口座振替の依頼",
    )  # fmt: skip
    return f"furikae-{run.on:%Y%m%d}.txt", data


def issue_after_failure(*, run_id: UUID, actor: Actor, at: datetime) -> list[Slip]:
    """A slip for each due that the bank could not take; what was paid meanwhile is left out.

    Raises:
        BillerMissing, NotAllowed.
    """
    check_may_work(actor)
    failed = TransferItem.objects.filter(run_id=run_id).exclude(result__in=["", DONE])
    slips = []
    for due in failed.order_by("reference").values_list("receivable_id", flat=True):
        try:
            slips.append(issue_slip(receivable_id=due, actor=actor, at=at))
        except NoSlipNeeded:
            continue
    return slips
