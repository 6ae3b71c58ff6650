# SPDX-License-Identifier: Apache-2.0
"""Order the bank to pay approved refunds into accounts (還付の総合振込)."""

from datetime import date, datetime

from madoguchi.engines.payments.commands.one_go import in_one_go
from madoguchi.engines.payments.commands.send_refunds import mark_sent
from madoguchi.engines.payments.models import Refund
from madoguchi.engines.payments.policy import APPROVE, check_may_work
from madoguchi.engines.payments.queries.biller import collector_of, get_biller
from madoguchi.engines.payments.queries.refund_accounts import account_of
from madoguchi.engines.payments.rules.till_refusals import RunEmpty
from madoguchi.engines.payments.rules.zengin.banks import read_account
from madoguchi.engines.payments.rules.zengin.payouts import Payout, write_payouts
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.eras import format_date
from madoguchi.platform.audit.api import record

KINDS = {"ordinary": "1", "current": "2", "savings": "4"}
MOST = 5_000


@in_one_go
def make_payout(*, on: date, actor: Actor, at: datetime) -> tuple[str, bytes]:
    """Name and bytes of a file with every approved refund to a bank account; each is then sent.

    Raises:
        RunEmpty: none is approved. BillerMissing, AccountWrong, NameUnwritable, NotAllowed.
    """
    check_may_work(actor, APPROVE)
    rows = Refund.objects.select_for_update(of=("self",)).filter(state="approved", route="bank")
    refunds = list(rows.select_related("receivable").order_by("decided_at", "id")[:MOST])
    if not refunds:
        raise RunEmpty(day=format_date(on, "ja"))
    name = f"kanpu-{on:%Y%m%d}.txt"
    data = write_payouts(collector_of(get_biller()), on, [_payout(one) for one in refunds])
    for one in refunds:
        mark_sent(refund_id=one.id, gateway_ref=name, actor=actor, at=at)
    record(
        action="payments.payout.ordered", actor=actor, subject="payments:payout", at=at,
        detail={"on": on.isoformat(), "items": len(refunds), "yen": sum(r.yen for r in refunds)},
        purpose="還付の振込",
    )  # fmt: skip
    return name, data


def _payout(refund: Refund) -> Payout:
    found = account_of(refund) or {}
    account = read_account(
        bank=found["bank"], branch=found["branch"], kind=KINDS[found["kind"]],
        number=found["number"], holder=found["holder"],
    )  # fmt: skip
    return Payout(account, refund.yen, refund.receivable.number)
