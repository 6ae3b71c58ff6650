# SPDX-License-Identifier: Apache-2.0
"""Is what is owed and paid booked once, never changed, and always added up?"""

import pytest
from django.db import DatabaseError, transaction

from madoguchi.kernel.actors import SYSTEM


def test_a_due_is_assessed_once_per_version(city, at):
    from madoguchi.engines.payments.models import Item, LedgerEntry

    first = city.owe(at)
    again = city.owe(at)
    assert again.id == first.id
    assert (first.state, first.due_yen, LedgerEntry.objects.count()) == ("open", 12_300, 1)
    higher = city.owe(at, yen=15_000, version=2)
    assert (higher.due_yen, higher.state) == (15_000, "open")
    assert list(LedgerEntry.objects.values_list("kind", "yen")) == [
        ("assessed", 12_300), ("adjusted", 2_700),
    ]  # fmt: skip
    assert Item.objects.filter(receivable=first).count() == 2
    city.sound()


def test_a_payment_is_booked_once_and_goes_to_the_accounts_in_order(city, at):
    from madoguchi.engines.payments.models import LedgerEntry
    from madoguchi.engines.payments.rules.refusals import AlreadyBooked

    found = city.owe(at, items=[("health", 1_000), ("fees", 500)])
    assert city.pay(found, 1_200, at).state == "partly_paid"
    assert city.pay(found, 1_200, at).paid_yen == 1_200
    with pytest.raises(AlreadyBooked):
        city.pay(found, 1_300, at)
    paid = LedgerEntry.objects.filter(kind="paid").order_by("part")
    assert [(one.account.key, one.yen) for one in paid] == [("health", 1_000), ("fees", 200)]
    assert city.pay(found, 500, at, "line:2").state == "overpaid"
    city.sound()


def test_a_reversal_stands_against_each_line_once(city, at):
    from madoguchi.engines.payments.api import reverse
    from madoguchi.engines.payments.models import LedgerEntry
    from madoguchi.engines.payments.rules.refusals import NothingBooked

    found = city.owe(at, items=[("health", 1_000), ("fees", 500)])
    city.pay(found, 1_500, at)
    for _ in range(2):
        back = reverse(
            origin="attempt:1", reason="取消データ", occurred_on=city.TODAY, actor=SYSTEM, at=at
        )
        assert (back.state, back.paid_yen) == ("open", 0)
    assert LedgerEntry.objects.filter(reverses__isnull=False).count() == 2
    with pytest.raises(NothingBooked):
        reverse(origin="line:9", reason="x", occurred_on=city.TODAY, actor=SYSTEM, at=at)
    city.sound()


def test_what_was_booked_is_neither_changed_nor_deleted(city, at):
    from madoguchi.engines.payments.models import LedgerEntry

    city.owe(at)
    for deed in (lambda rows: rows.update(yen=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed(LedgerEntry.objects.all())


def test_a_lower_amount_after_payment_shows_what_is_to_pay_back(city, at):
    from madoguchi.engines.payments.api import withdraw

    found = city.owe(at)
    city.pay(found, 12_300, at)
    lower = city.owe(at, yen=10_000, version=2)
    assert (lower.state, lower.returnable_yen) == ("overpaid", 2_300)
    gone = withdraw(source_ref=found.source_ref, version=3, actor=SYSTEM, at=at)
    assert (gone.state, gone.due_yen, gone.returnable_yen) == ("overpaid", 0, 12_300)
    city.sound()


def test_the_payer_is_sealed_and_the_second_number_is_always_the_same(city, at):
    from madoguchi.engines.payments.api import confirmation_of
    from madoguchi.engines.payments.models import Receivable
    from madoguchi.engines.payments.queries.payers import read_payer

    found = city.owe(at, payer={"name": "灯 あかり", "address": "灯台市港町1-2-3"})
    row = Receivable.objects.get(id=found.id)
    assert "灯".encode() not in bytes(row.sealed)
    assert read_payer(row)["name"] == "灯 あかり"
    assert confirmation_of(row) == confirmation_of(found)
    assert len(confirmation_of(row)) == 6


def test_broken_dues_are_refused_and_nothing_is_written(city, at):
    from madoguchi.engines.payments.api import DuePart
    from madoguchi.engines.payments.models import Receivable
    from madoguchi.engines.payments.rules.refusals import (
        AccountUnknown,
        AmountBelowZero,
        ItemsDoNotAddUp,
    )

    with pytest.raises(AccountUnknown):
        city.owe(at, items=[("nowhere", 100)])
    with pytest.raises(AmountBelowZero):
        city.owe(at, yen=-1)
    with pytest.raises(ItemsDoNotAddUp):
        city.owe(at, yen=300, parts=[DuePart(city.DUE_ON, 100)])
    assert not Receivable.objects.exists()
