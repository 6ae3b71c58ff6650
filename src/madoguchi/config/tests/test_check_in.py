# SPDX-License-Identifier: Apache-2.0
"""Who has booked a counter checks in at the kiosk: the booking becomes a ticket, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ZONE != "portal", reason="bookings live in the portal zone"),
]
DAY = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
"""令和8年12月1日(火)9時05分; the booking is at 9時30分."""


@pytest.fixture
def kiosk():
    from madoguchi.engines.booking.tests import town
    from madoguchi.engines.queue.api import add_kiosk, define_line
    from madoguchi.engines.queue.tests import hall
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.clock import frozen
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    before = DAY - timedelta(days=5)
    town.build(before)
    with frozen(DAY):
        hall.build(DAY)
        define_line(
            key="moving", section="citizens", prefix="A", title={"ja": "引っ越し"},
            rules={"appointments": ["counter"]}, actor=SYSTEM, at=DAY,
        )  # fmt: skip
        yield f"/queue/kiosk/{add_kiosk(title='入口', section='', actor=SYSTEM, at=DAY).code}/"


def book(**more):
    from madoguchi.engines.booking.api import hold
    from madoguchi.engines.booking.tests import town

    wanted = town.want("counter", "9:30", "10:00", straight=True, **more)
    return hold(wanted=wanted, actor=town.citizen("akari"), at=DAY - timedelta(days=5))


def test_a_booking_becomes_a_ticket_that_is_called_at_its_time(kiosk):
    from madoguchi.engines.booking.api import get_reservation
    from madoguchi.engines.queue.tests import hall
    from madoguchi.kernel.actors import SYSTEM

    booked, client = book(), Client()
    first = hall.take(at=DAY - timedelta(minutes=3))
    assert "予約をした方" in client.get(kiosk).content.decode()
    typed = f" {booked.number.lower().replace('-', '')} "
    answer = client.post(f"{kiosk}check-in/", {"number": typed})
    assert answer.status_code == 302, answer.content.decode()
    again = client.post(f"{kiosk}check-in/", {"number": booked.number})
    assert again["Location"] == answer["Location"], "a lost paper is printed once more"
    assert get_reservation(booked.number, actor=SYSTEM).state == "used"
    late = hall.take(at=DAY)
    order = [
        hall.call("desk-1", at=DAY + timedelta(minutes=1)).label,
        hall.call("desk-2", at=DAY + timedelta(minutes=26)).label,
    ]
    assert order == [first.label, "A002"], "the booking passes who came later only at its time"
    assert late.label == "A003"


def test_other_numbers_are_refused_in_words(kiosk):
    from madoguchi.engines.booking.api import cancel
    from madoguchi.engines.booking.tests import town

    client = Client()
    cancelled = book()
    cancel(reservation_id=cancelled.id, actor=town.citizen("akari"), at=DAY - timedelta(days=4))
    tomorrow = book(day=town.DAY + timedelta(days=1))
    for number in ("", "nonsense", "R8-0000-0000-0", cancelled.number, tomorrow.number):
        answer = client.post(f"{kiosk}check-in/", {"number": number})
        assert answer.status_code == 404
        assert "きょう受け付ける予約が見つかりません" in answer.content.decode()
        assert f'value="{number}"' in answer.content.decode()
