# SPDX-License-Identifier: Apache-2.0
"""Who wins when many book, pay back and start at the same instant, over real connections?"""

import pytest

from tests.racing import race, winners_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_origin_is_booked_once_by_eight(racing_city, at):
    from madoguchi.engines.payments.models import LedgerEntry, Receivable

    city = racing_city
    found = city.owe(at)
    results = race(*(lambda: city.pay(found, 12_300, at) for _ in range(8)))
    assert len(winners_of(results)) == 8
    assert LedgerEntry.objects.filter(kind="paid").count() == 1
    assert Receivable.objects.get().state == "paid"
    city.sound()


def test_one_source_is_assessed_once_by_eight(racing_city, at):
    from madoguchi.engines.payments.models import LedgerEntry, Receivable

    city = racing_city
    results = race(*(lambda: city.owe(at) for _ in range(8)))
    assert len({one.id for one in winners_of(results)}) == 1
    assert (Receivable.objects.count(), LedgerEntry.objects.count()) == (1, 1)
    city.sound()


def test_eight_presses_begin_one_attempt(racing_city, fake, at):
    from madoguchi.engines.payments.models import Attempt
    from madoguchi.engines.payments.tests.test_attempts import begin

    city = racing_city
    due = city.owe(at, payer_ref=city.citizen("akari").ref)
    same = race(*(lambda: begin(city, due, at) for _ in range(4)))
    winners_of(same)
    keys = [f"key-number-{n:05d}-of-akari" for n in range(8)]
    other = race(*(lambda key=key: begin(city, due, at, key=key) for key in keys))
    assert not winners_of(other)
    assert Attempt.objects.count() == 1


def test_an_attempt_that_many_settle_is_captured_and_booked_once(racing_city, fake, at):
    from madoguchi.engines.payments.models import LedgerEntry
    from madoguchi.engines.payments.tests.test_attempts import begin, settle

    city = racing_city
    due = city.owe(at, payer_ref=city.citizen("akari").ref)
    attempt = begin(city, due, at)
    fake.pay(attempt)
    found = race(*(lambda: settle(attempt, at) for _ in range(8)))
    assert {one.state for one in winners_of(found)} <= {"captured", "authorised"}
    settle(attempt, at)
    assert LedgerEntry.objects.filter(kind="paid").count() == 1
    city.sound()


def test_refunds_never_go_above_what_was_paid(racing_city, fake, at):
    from madoguchi.engines.payments.models import Receivable, Refund
    from madoguchi.engines.payments.tests.test_refunds import ask

    city = racing_city
    due = city.owe(at)
    city.pay(due, 12_300, at)
    asked = race(*(lambda n=n: ask(due, 5_000, at, f"test:{n}") for n in range(8)))
    assert len(winners_of(asked)) == 2
    assert Receivable.objects.get().refunding_yen == sum(one.yen for one in Refund.objects.all())
    city.sound()
