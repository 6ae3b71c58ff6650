# SPDX-License-Identifier: Apache-2.0
"""Who wins when many press at the same instant, over real connections?"""

from datetime import timedelta

import pytest

from madoguchi.engines.queue.rules import refusals
from madoguchi.engines.queue.tests import hall as counters
from tests.racing import race, winners_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(transactional_db, at, keys):
    counters.build(at)
    return counters


def test_phones_never_get_one_number(hall, at):
    given = winners_of(race(*(lambda: hall.take(at=at) for _ in range(8))))
    assert sorted(one.number for one in given) == list(range(1, 9))
    hall.sound()


def test_a_double_submit_is_one_ticket(hall, at):
    given = winners_of(race(*(lambda: hall.take(at=at, request_key="k") for _ in range(5))))
    assert len({one.id for one in given}) == 1
    hall.sound()


def test_the_last_tickets_of_the_day_go_to_as_many_people(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import SYSTEM

    api.define_line(
        key="moving", section="citizens", prefix="A", title={"ja": "引っ越し"},
        rules={"tickets_per_day": 3}, actor=SYSTEM, at=at,
    )  # fmt: skip
    results = race(*(lambda: hall.take(at=at) for _ in range(7)))
    assert sorted(one.number for one in winners_of(results)) == [1, 2, 3]
    assert sum(isinstance(one, refusals.DayFull) for one in results) == 4
    hall.sound()


def test_desks_never_call_one_ticket(hall, at):
    tickets = [hall.take(at=at + timedelta(seconds=n)) for n in range(3)]
    later = at + timedelta(minutes=1)
    results = race(
        lambda: hall.call("desk-1", at=later, seen=""),
        lambda: hall.call("desk-2", at=later, seen=""),
        lambda: hall.call("desk-1", at=later, seen=""),
        lambda: hall.call("desk-2", at=later, seen=""),
    )
    called = winners_of(results)
    assert {one.id for one in called} == {tickets[0].id, tickets[1].id}
    assert len({(one.id, one.desk.key) for one in called}) == 2
    hall.sound()


def test_leaving_and_being_called_at_once_has_one_end(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import GUEST

    for n in range(4):
        ticket = hall.take("tax", at=at + timedelta(minutes=n))
        moment = at + timedelta(minutes=n, seconds=30)
        race(
            lambda t=ticket, m=moment: api.leave(ticket_id=t.id, actor=GUEST, at=m),
            lambda m=moment: hall.call("desk-t", section="tax", at=m, seen=""),
        )
        ticket.refresh_from_db()
        assert ticket.state in {"left", "called"}
        if ticket.state == "called":
            api.miss(ticket_id=ticket.id, actor=hall.clerk("tax"), at=moment)
        hall.sound()


def test_one_booking_is_one_ticket(hall, at):
    from madoguchi.engines.queue import api

    booked = api.Appointment(ref="elsewhere:1", offer="counter-moving", starts_at=at)
    results = race(
        *(lambda n=n: hall.take(at=at, source="appointment", appointment=booked, request_key=f"k{n}")
          for n in range(4))
    )  # fmt: skip
    assert len(winners_of(results)) == 1
    assert sum(isinstance(one, refusals.AppointmentUsed) for one in results) == 3
    hall.sound()
