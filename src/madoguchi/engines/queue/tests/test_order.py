# SPDX-License-Identifier: Apache-2.0
"""Who comes next is fair, and nobody waits for ever behind those who go first."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.queue.rules.line import LineRules, Priority
from madoguchi.engines.queue.rules.order import Waiting, choose_next, order_of, run_of

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
RULES = LineRules(
    priorities=(Priority(need="wheelchair", minutes_ahead=20), Priority(need="unwell", front=True))
)


def one(n, minutes, line="a", **more):
    return Waiting(UUID(int=n), line, AT + timedelta(minutes=minutes), **more)


def names(waiting, at=AT, **more):
    values = {"out_of_turn": 0, **more}
    return [found.int for found in order_of(waiting, {"a": RULES}, at=at, **values)]


def test_by_number_where_nothing_else_is_said():
    assert names([one(2, 1), one(1, 0), one(3, 2)]) == [1, 2, 3]


def test_a_wheelchair_counts_as_earlier_and_who_is_unwell_goes_first():
    assert names([one(1, 0), one(2, 15, needs=("wheelchair",))]) == [2, 1]
    assert names([one(1, 0), one(2, 25, needs=("wheelchair",))]) == [1, 2]
    assert names([one(1, 0), one(2, 50, needs=("unwell",))]) == [2, 1]


def test_an_appointment_comes_at_its_time_not_before_others():
    booked = one(9, -60, appointment_at=AT + timedelta(minutes=5))
    assert names([one(1, 0), booked]) == [1, 9]
    assert names([one(1, 0), booked], at=AT + timedelta(minutes=5)) == [9, 1]
    assert names([booked]) == [9], "alone one need not wait for the hour"


def test_after_two_out_of_turn_somebody_in_turn():
    first = [one(n, 30 + n, is_first=True) for n in range(10, 14)]
    assert names([one(1, 0), one(2, 1), *first]) == [10, 11, 1, 12, 13, 2]
    assert names([one(1, 0), *first], out_of_turn=2)[0] == 1
    assert run_of(["priority", "appointment", "number", "priority"]) == 2


def test_a_desk_helps_another_line_only_when_its_own_is_empty():
    rules = {"a": RULES, "b": RULES}
    waiting = [one(1, 0, line="b"), one(2, 5)]
    chosen = choose_next(waiting, rules, {"a": 0, "b": 1}, out_of_turn=0, at=AT)
    assert chosen.id.int == 2
    equal = choose_next(waiting, rules, {"a": 0, "b": 0}, out_of_turn=0, at=AT)
    assert equal.id.int == 1
    assert choose_next(waiting, rules, {"c": 0}, out_of_turn=0, at=AT) is None


people = st.lists(
    st.tuples(
        st.integers(-90, 0),
        st.sampled_from([(), ("wheelchair",), ("unwell",), ("hearing",)]),
        st.one_of(st.none(), st.integers(-30, 60)),
    ),
    max_size=12,
)


@given(people)
def test_everyone_is_called_once_and_equals_keep_their_order(found):
    waiting = [
        one(
            n, minutes, needs=needs,
            appointment_at=None if booked is None else AT + timedelta(minutes=booked),
        )
        for n, (minutes, needs, booked) in enumerate(found)
    ]  # fmt: skip
    order = names(waiting)
    assert sorted(order) == list(range(len(waiting)))
    plain = [w for w in waiting if not w.needs and w.appointment_at is None]
    by_number = [w.id.int for w in sorted(plain, key=lambda w: (w.place_at, w.id))]
    assert [n for n in order if n in by_number] == by_number
    run = 0
    for place, n in enumerate(order):
        ahead = waiting[n]
        left = [waiting[m] for m in order[place:]]
        in_turn = [w for w in left if w.appointment_at is None and "unwell" not in w.needs]
        passed = any((w.place_at, w.id) < (ahead.place_at, ahead.id) for w in in_turn)
        out_of_turn = ahead.appointment_at is not None or passed
        run = run + 1 if out_of_turn else 0
        assert run <= RULES.priority_in_a_row or not in_turn or ahead in in_turn
