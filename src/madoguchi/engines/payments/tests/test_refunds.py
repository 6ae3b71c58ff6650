# SPDX-License-Identifier: Apache-2.0
"""Is money paid back once, by two people, and never more than was paid?"""

import pytest

from madoguchi.kernel.actors import SYSTEM


@pytest.fixture
def paid(city, fake, at):
    from madoguchi.engines.payments.tests.test_attempts import begin, settle

    due = city.owe(at, payer_ref=city.citizen("akari").ref)
    attempt = begin(city, due, at)
    fake.pay(attempt)
    return settle(attempt, at).receivable


def ask(paid, yen, at, source="test:1", actor=SYSTEM):
    from madoguchi.engines.payments.commands.ask_refund import ask_refund

    return ask_refund(
        receivable_id=paid.id, yen=yen, reason="取消しのため", source_ref=source, actor=actor, at=at
    )


def decide(refund, at, actor, *, approve=True):
    from madoguchi.engines.payments.commands.decide_refund import decide_refund

    return decide_refund(refund_id=refund.id, approve=approve, actor=actor, at=at)


def send(at):
    from madoguchi.engines.payments.commands.send_refunds import send_refunds

    return send_refunds(actor=SYSTEM, at=at)


def test_a_part_goes_back_to_the_card_after_another_has_approved(city, fake, paid, at):
    from madoguchi.engines.payments.models import Receivable, Refund
    from madoguchi.engines.payments.rules.attempt_refusals import OwnRefund, WrongRefundState

    refund = ask(paid, 2_300, at, actor=city.treasurer())
    assert (refund.route, Receivable.objects.get().refunding_yen) == ("card", 2_300)
    assert send(at) == 0
    with pytest.raises(OwnRefund):
        decide(refund, at, city.treasurer())
    decide(refund, at, city.treasurer("谷"))
    with pytest.raises(WrongRefundState):
        decide(refund, at, city.treasurer("谷"))
    fake.lost = {"refund"}
    assert send(at) == 0
    from datetime import timedelta

    assert send(at + timedelta(minutes=1)) == 1
    assert send(at + timedelta(minutes=2)) == 0
    due = Receivable.objects.get()
    assert (due.paid_yen, due.refunding_yen, due.state) == (10_000, 0, "partly_paid")
    assert Refund.objects.get().state == "done"
    assert sum(fake.rows[str(refund.attempt_id)].refunds.values()) == 2_300
    city.sound()


def test_never_more_than_was_paid(city, fake, paid, at):
    from madoguchi.engines.payments.rules.attempt_refusals import NothingToRefund

    ask(paid, 12_000, at)
    with pytest.raises(NothingToRefund):
        ask(paid, 301, at, "test:2")
    assert ask(paid, 12_000, at).yen == 12_000


def test_a_rejected_refund_frees_its_yen(city, fake, paid, at):
    from madoguchi.engines.payments.models import Receivable

    decide(ask(paid, 12_300, at), at, city.treasurer(), approve=False)
    assert Receivable.objects.get().refunding_yen == 0
    assert ask(paid, 12_300, at, "test:2").state == "asked"


def test_what_was_paid_in_cash_needs_a_bank_account(city, fake, at):
    from madoguchi.engines.payments.commands.refund_accounts import keep_refund_account
    from madoguchi.engines.payments.commands.send_refunds import complete_refund, mark_sent
    from madoguchi.engines.payments.queries.refund_accounts import account_of
    from madoguchi.engines.payments.rules.attempt_refusals import RefundAccountMissing
    from madoguchi.engines.payments.rules.bank_account import read_account

    akari = city.citizen("akari")
    due = city.owe(at, payer_ref=akari.ref)
    city.pay(due, 12_300, at, "till:1", "cash")
    refund = ask(due, 300, at)
    assert refund.route == "bank"
    with pytest.raises(RefundAccountMissing):
        decide(refund, at, city.treasurer())
    account = read_account(
        bank="０００１", branch="001", kind="ordinary", number="12345", holder="ｱｶﾘ ﾅｷﾞ"
    )
    row = keep_refund_account(account=account, actor=akari, at=at)
    assert b"0012345" not in bytes(row.sealed)
    assert account_of(decide(refund, at, city.treasurer()))["number"] == "0012345"
    mark_sent(refund_id=refund.id, gateway_ref="file-1", actor=SYSTEM, at=at)
    for _ in range(2):
        complete_refund(
            refund_id=refund.id, gateway_ref="file-1", occurred_on=city.TODAY, actor=SYSTEM, at=at
        )
    city.sound()


def test_a_reduction_is_proposed_by_one_and_approved_by_another(city, at):
    from madoguchi.engines.payments.commands.reduce import decide_reduction, propose_reduction
    from madoguchi.engines.payments.models import Receivable
    from madoguchi.engines.payments.rules.attempt_refusals import OwnRefund
    from madoguchi.engines.payments.rules.refusals import ReducedMore

    due = city.owe(at)
    with pytest.raises(ReducedMore):
        propose_reduction(
            receivable_id=due.id, yen=12_301, reason="災害", actor=city.treasurer(), at=at
        )
    row = propose_reduction(
        receivable_id=due.id, yen=6_150, reason="災害", actor=city.treasurer(), at=at
    )
    with pytest.raises(OwnRefund):
        decide_reduction(reduction_id=row.id, approve=True, actor=city.treasurer(), at=at)
    decide_reduction(reduction_id=row.id, approve=True, actor=city.treasurer("谷"), at=at)
    assert Receivable.objects.get().due_yen == 6_150
    city.sound()


@pytest.mark.parametrize("field", ["bank", "branch", "number", "kind", "holder"])
def test_a_wrong_part_of_an_account_is_named(field):
    from madoguchi.engines.payments.rules.bank_account import AccountWrong, read_account

    good = {
        "bank": "0001", "branch": "001", "kind": "ordinary", "number": "1234567", "holder": "アカリ",
    }  # fmt: skip
    assert read_account(**good).number == "1234567"
    with pytest.raises(AccountWrong) as no:
        read_account(**{**good, field: "x!"})
    assert no.value.values["field"] == field
