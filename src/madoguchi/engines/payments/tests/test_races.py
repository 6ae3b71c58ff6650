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
