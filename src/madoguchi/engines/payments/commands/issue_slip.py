# SPDX-License-Identifier: Apache-2.0
"""Issue a payment slip (納付書の発行), and let an old one no longer hold."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from madoguchi.engines.payments.commands.locking import lock_receivable
from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.events import ReceivableChanged
from madoguchi.engines.payments.models import Biller, Instalment, Receivable, Slip
from madoguchi.engines.payments.policy import check_may_print
from madoguchi.engines.payments.queries.biller import get_biller
from madoguchi.engines.payments.rules.convenience_slip import MOST_YEN, SlipCode, compose
from madoguchi.engines.payments.rules.route_refusals import NoSlipNeeded
from madoguchi.engines.payments.rules.slip_numbers import free_field, pay_number
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.facts import on
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record


@in_one_go
def issue_slip(
    *, receivable_id: UUID, actor: Actor, at: datetime, ordinal: int = 0, proven: bool = False
) -> Slip:
    """The slip of a due, or of one instalment of it (``ordinal`` from 1).

    Where one holds that asks for the same, it is that one; else it is superseded by a new one. A
    superseded slip can still be paid: the difference then shows. ``proven``: the payer knew the
    confirmation number.

    Raises:
        NoSlipNeeded: nothing is left. BillerMissing: the city's codes are not set.
        ReceivableUnknown: none of this person's.
    """
    receivable = lock_receivable(receivable_id)
    check_may_print(actor, receivable, proven=proven)
    yen, pay_by = _asked(receivable, ordinal, today(at))
    held = Slip.objects.filter(receivable=receivable, ordinal=ordinal, state="current").first()
    if held is not None and (held.yen, held.pay_by) == (yen, pay_by):
        return held
    if held is not None:
        _supersede(held, at=at)
    slip = _make(receivable, get_biller(), yen, pay_by, ordinal, at)
    record(
        action="payments.slip.issued", actor=actor, subject=receivable.ref, at=at,
        detail={"number": receivable.number, "slip": slip.pay_number, "yen": yen},
    )  # fmt: skip
    return slip


def _asked(receivable: Receivable, ordinal: int, on_day: date) -> tuple[int, date | None]:
    """Yen and last day of a slip; a day that has passed limits nothing: late charges follow."""
    yen, due_on = receivable.balance_yen, receivable.due_on
    if ordinal:
        parts = list(
            Instalment.objects.filter(
                receivable=receivable, version=receivable.version, ordinal__lte=ordinal
            ).order_by("ordinal")
        )
        if not parts or parts[-1].ordinal != ordinal:
            raise NoSlipNeeded
        left = sum(one.yen for one in parts) - receivable.paid_yen
        yen, due_on = min(left, parts[-1].yen, yen), parts[-1].due_on
    if yen <= 0:
        raise NoSlipNeeded
    return yen, due_on if due_on and due_on >= on_day else None


def _make(
    receivable: Receivable,
    biller: Biller,
    yen: int,
    pay_by: date | None,
    ordinal: int,
    at: datetime,
) -> Slip:
    last = Slip.objects.filter(receivable=receivable).aggregate(Max("issue"))["issue__max"] or 0
    issue = last + 1
    number = pay_number(receivable.number, issue)
    code = ""
    if yen <= MOST_YEN:
        parts = SlipCode(biller.biller, free_field(number), yen, pay_by, min(last, 9))
        code = compose(parts)
    slip = Slip(
        id=new_id(), receivable=receivable, issue=issue, ordinal=ordinal, pay_number=number,
        category=biller.category, code=code, yen=yen, pay_by=pay_by, made_at=at,
    )  # fmt: skip
    slip.save(force_insert=True)
    return slip


def _supersede(slip: Slip, *, at: datetime) -> None:
    slip.state, slip.superseded_at = "superseded", at
    slip.save(update_fields=["state", "superseded_at"])


@on(ReceivableChanged)
def supersede_stale(fact: ReceivableChanged) -> None:
    """Another amount is owed: slips of the former no longer hold."""
    due = fact.receivable
    held = Slip.objects.filter(receivable_id=due.id, state="current")
    for slip in held.exclude(ordinal=0, yen=due.due_yen - due.paid_yen):
        _supersede(slip, at=fact.at)
