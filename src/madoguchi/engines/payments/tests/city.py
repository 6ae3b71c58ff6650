# SPDX-License-Identifier: Apache-2.0
"""A small city's accounts, dues and people for the tests of payments."""

from datetime import date
from uuid import NAMESPACE_DNS, uuid5

from django.db.models import Sum

from madoguchi.engines.payments import api
from madoguchi.engines.payments.commands.send_refunds import complete_refund, mark_sent
from madoguchi.engines.payments.models import (
    DUE_KINDS,
    LedgerEntry,
    Receivable,
    Refund,
    RevenueAccount,
)
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.texts import text

DUE_ON = date(2026, 11, 30)
TODAY = date(2026, 11, 20)
ACCOUNTS = (
    ("health", "04-01-01", "国民健康保険", "国民健康保険料"),
    ("fees", "13-01-05", "一般", "施設使用料"),
    ("late", "20-01-01", "一般", "延滞金"),
)


def build():
    for key, code, fund, name in ACCOUNTS:
        RevenueAccount.objects.create(key=key, code=code, fund=fund, name={"ja": name})


def citizen(name):
    return Actor(kind="citizen", ref=f"identity:{uuid5(NAMESPACE_DNS, name)}", name="")


def treasurer(name="森"):
    return Actor(
        kind="staff", ref=f"identity:{uuid5(NAMESPACE_DNS, name)}", name=name,
        roles=frozenset({"treasurer"}), sections=frozenset({"treasury"}),
    )  # fmt: skip


def due(source="levy:nhi-2026-6-1", yen=12_300, *, version=1, items=None, **more):
    lines = items or [("health", yen)]
    words = {"title": text("国民健康保険料 第6期"), "due_on": DUE_ON, **more}
    return api.Due(
        source_ref=source, version=version,
        items=[api.DueItem(account, text("保険料"), amount) for account, amount in lines], **words,
    )  # fmt: skip


def owe(at, *args, **more):
    return api.assess(due=due(*args, **more), actor=SYSTEM, at=at)


def pay(receivable, yen, at, origin="attempt:1", route="card"):
    return api.record_payment(
        receivable_id=receivable.id, yen=yen, route=route, origin=origin, occurred_on=TODAY,
        actor=SYSTEM, at=at,
    )  # fmt: skip


def sound():
    """Every due says what its ledger adds up to."""
    for one in Receivable.objects.all():
        rows = LedgerEntry.objects.filter(receivable=one).order_by()
        sums = dict(rows.values_list("kind").annotate(Sum("yen")))
        owed = sum(yen for kind, yen in sums.items() if kind in DUE_KINDS)
        paid = sum(yen for kind, yen in sums.items() if kind not in DUE_KINDS)
        assert (one.due_yen, one.paid_yen) == (owed, paid), one


def states():
    """In which states the dues are."""
    return set(Receivable.objects.values_list("state", flat=True))


def refunds():
    """All refunds, the first asked first."""
    return list(Refund.objects.order_by("asked_at"))


def give_back(refund, at):
    """Approve a refund as another person, and let the transfer be done."""
    Refund.objects.filter(id=refund.id).update(route="card")
    api.decide_refund(refund_id=refund.id, approve=True, actor=treasurer(), at=at)
    mark_sent(refund_id=refund.id, gateway_ref="file-1", actor=SYSTEM, at=at)
    complete_refund(
        refund_id=refund.id, gateway_ref="file-1", occurred_on=TODAY, actor=SYSTEM, at=at
    )
