# SPDX-License-Identifier: Apache-2.0
"""Late charges, reminders, packs, and forgetting: what happens by rule?"""

from datetime import date, timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM


@pytest.fixture
def ruled(city, at):
    """The pack of 灯台市 over the accounts of the test."""
    from django.conf import settings

    from madoguchi.engines.payments.api import load_pack
    from madoguchi.engines.payments.pack import read_payments

    pack = read_payments(settings.PACKS_ROOT, settings.PACKS)
    assert load_pack(pack=pack, actor=SYSTEM, at=at)
    assert not load_pack(pack=pack, actor=SYSTEM, at=at)
    return city


def test_what_comes_late_makes_a_late_charge_once(ruled, at):
    due = ruled.owe(at, yen=300_000, due_on=date(2026, 6, 30), late_rule="tax")
    paid = ruled.pay(due, 300_000, at)
    assert paid.state == "partly_paid"
    # 300,000 yen, 30 days at 2.8 % and 113 at 9.1 %: 690 + 8,451 yen, cut to 9,100.
    assert paid.balance_yen == 9_100
    again = ruled.pay(due, 300_000, at)
    assert again.balance_yen == 9_100
    done = ruled.pay(due, 9_100, at, "attempt:2")
    assert done.state == "paid"
    ruled.sound()


def test_payers_are_told_before_after_and_by_demand_once(ruled, at):
    from madoguchi.engines.payments.commands.remind import remind
    from madoguchi.engines.payments.models import DueNotice

    def told(day):
        moment = at + timedelta((day - ruled.TODAY).days)
        remind(actor=SYSTEM, at=moment)
        remind(actor=SYSTEM, at=moment)
        return list(DueNotice.objects.values_list("kind", flat=True))

    ruled.owe(at)
    assert told(date(2026, 11, 22)) == []
    assert told(date(2026, 11, 23)) == ["before_due"]
    assert told(date(2026, 12, 10)) == ["before_due", "after_due"]
    assert told(date(2026, 12, 18)) == ["before_due", "after_due", "demand"]


def test_who_has_paid_meanwhile_is_not_reminded(ruled, at):
    from madoguchi.engines.payments import ports
    from madoguchi.engines.payments.commands.remind import remind
    from madoguchi.engines.payments.commands.tell_people import tell_people
    from madoguchi.engines.payments.models import DueNotice

    told = []
    ports._tellers.clear()

    def channel(**values):
        if len(told) == 1 and not channel.open:
            raise ports.NotifyLater
        told.append(values)

    channel.open = False
    late = at + timedelta(3)
    dues = [ruled.owe(at, f"levy:{n}") for n in range(3)]
    assert remind(actor=SYSTEM, at=late) == 3
    assert tell_people(actor=SYSTEM, at=late) == 0
    ruled.pay(dues[0], 12_300, at)
    ports.use_teller(channel)
    try:
        assert tell_people(actor=SYSTEM, at=late) == 1
        channel.open = True
        assert tell_people(actor=SYSTEM, at=late) == 1
    finally:
        ports._tellers.clear()
    assert {one["number"] for one in told} == {dues[1].number, dues[2].number}
    assert DueNotice.objects.filter(told_at=None).count() == 0


def test_who_leaves_is_forgotten_and_the_figures_stay(ruled, at):
    from madoguchi.engines.payments.api import forget_party
    from madoguchi.engines.payments.models import Receivable

    akari = ruled.citizen("akari").ref
    who = {"payer_ref": akari, "payer": {"name": "灯 あかり"}}
    paid, owed = ruled.owe(at, "levy:1", **who), ruled.owe(at, "levy:2", **who)
    ruled.pay(paid, 12_300, at)
    forget_party(party_ref=akari, actor=SYSTEM, at=at)
    one, two = (Receivable.objects.get(id=row.id) for row in (paid, owed))
    assert (bytes(one.sealed), one.payer_ref, one.paid_yen) == (b"", "", 12_300)
    assert two.payer_ref == akari
    gone = ruled.pay(two, 12_300, at, "attempt:2")
    assert (gone.payer_ref, bytes(gone.sealed)) == ("", b"")
    assert forget_party(party_ref=akari, actor=SYSTEM, at=at) == 0
    ruled.sound()


def test_a_broken_pack_is_refused_with_every_fault(tmp_path):
    from madoguchi.engines.payments.pack import read_payments
    from madoguchi.kernel.packs import PackRejected

    (tmp_path / "city").mkdir()
    (tmp_path / "city" / "payments.yaml").write_text(
        "accounts: []\nlevies:\n  - {key: tax, account: nowhere, title: 税, label: 税額, late_rule: x}\n"
    )
    with pytest.raises(PackRejected) as no:
        read_payments(tmp_path, ["city"])
    assert len(no.value.problems) == 2
