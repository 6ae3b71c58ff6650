# SPDX-License-Identifier: Apache-2.0
"""A booking's fee is owed in payments; paid there it is paid, cancelled it is paid back."""

import pytest
from django.conf import settings

from madoguchi.kernel.actors import SYSTEM

pytestmark = [
    pytest.mark.skipif(settings.ZONE != "portal", reason="bookings live in the portal zone"),
    pytest.mark.django_db,
]


@pytest.fixture
def at():
    from datetime import UTC, datetime

    from madoguchi.kernel import clock

    with clock.frozen(datetime(2026, 11, 20, 1, 0, tzinfo=UTC)) as moment:
        yield moment


@pytest.fixture
def town(db, at):
    from madoguchi.engines.booking.api import use_payments
    from madoguchi.engines.booking.tests import town
    from madoguchi.engines.payments.api import load_pack
    from madoguchi.engines.payments.pack import read_payments
    from madoguchi.journeys.charge_for_bookings import Charging
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    use_payments(Charging())
    ensure_zone_keys()
    load_pack(pack=read_payments(settings.PACKS_ROOT, settings.PACKS), actor=SYSTEM, at=at)
    town.build(at)
    return town


@pytest.fixture
def booked(town, at):
    from madoguchi.engines.booking.api import hold

    return hold(wanted=town.want(straight=True), actor=town.citizen("akari"), at=at)


def tell(booked):
    """Booking tells, then the jobs that were queued are done; the due as it stands."""
    from madoguchi.engines.booking.jobs import tell_amounts
    from madoguchi.engines.payments.api import find_by_source
    from madoguchi.journeys.charge_for_bookings import settle_booking

    tell_amounts.call()
    settle_booking.call(booked.ref)
    tell_amounts.call()
    return find_by_source(booked.ref)


def pay(due, at, origin="attempt:1"):
    from madoguchi.engines.payments.api import record_payment
    from madoguchi.kernel.clock import today

    return record_payment(
        receivable_id=due.id, yen=due.balance_yen, route="card", origin=origin,
        occurred_on=today(at), actor=SYSTEM, at=at,
    )  # fmt: skip


def test_paid_by_card_cancelled_and_paid_back(town, booked, at):
    from madoguchi.engines.booking.api import cancel
    from madoguchi.engines.payments.tests import city

    due = tell(booked)
    assert (due.due_yen, due.state) == (booked.amount_yen, "open")
    assert booked.number in due.title["ja"]
    pay(due, at)
    tell(booked)
    booked.refresh_from_db()
    assert (booked.paid_yen, booked.paid_at) == (booked.amount_yen, at)

    cancel(reservation_id=booked.id, actor=town.citizen("akari"), at=at)
    booked.refresh_from_db()
    due = tell(booked)
    [refund] = city.refunds()
    assert refund.yen == due.paid_yen - due.due_yen > 0

    city.give_back(refund, at)
    due = tell(booked)
    booked.refresh_from_db()
    assert booked.balance_yen == due.balance_yen == 0
    assert len(city.refunds()) == 1


def test_paid_at_the_counter_of_the_place_is_booked_once(town, booked, at):
    from madoguchi.engines.booking.api import mark_paid
    from madoguchi.engines.payments.api import list_booked

    due = tell(booked)
    mark_paid(reservation_id=booked.id, actor=town.clerk(), at=at)
    for _ in range(2):
        due = tell(booked)
    assert (due.state, due.paid_yen) == ("paid", booked.amount_yen)
    assert len(list_booked(due.id)) == 1


def test_without_accounts_booking_tells_again_later(at, db):
    from madoguchi.engines.booking.api import PaymentsAway
    from madoguchi.journeys.charge_for_bookings import Charging

    with pytest.raises(PaymentsAway):
        Charging().due(
            booking_ref="booking:1", number="R8", party_ref="identity:1", items=(),
            amount_yen=1, paid_yen=0, due_at=None, version=1,
        )  # fmt: skip
