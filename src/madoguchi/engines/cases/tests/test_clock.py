# SPDX-License-Identifier: Apache-2.0
"""How does the statutory clock count?"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.cases.rules.clock import (
    Stop,
    Term,
    calculate_due_on,
    count_open_days_left,
    count_used_days,
    explain,
    read_clock,
)
from madoguchi.kernel.business_days import Calendar

CITY = Calendar()
ARRIVAL = date(2026, 11, 9)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def test_the_case_of_akari_waits_since_tuesday():
    term = Term(ARRIVAL, 20, 0, (Stop(date(2026, 11, 17), None),))
    clock = read_clock(term, CITY, date(2026, 11, 20))
    assert (clock.used, clock.days, clock.stopped, clock.left) == (6, 20, 3, 14)
    assert clock.due_on == date(2026, 12, 8)
    assert clock.expected_on == date(2026, 12, 11)
    assert clock.paused_on == date(2026, 11, 17)


def test_day_of_arrival_weekend_and_holiday_are_not_counted():
    told = list(explain(Term(date(2026, 11, 20), 5), CITY, date(2026, 11, 24)))
    assert [(day.kind, day.number) for day in told] == [
        ("arrival", 0), ("closed", 0), ("closed", 0), ("closed", 0), ("counted", 1),
    ]  # fmt: skip
    assert told[3].reason.ja == "勤労感謝の日"
    assert "140条" in told[0].reason.ja


def test_year_end_is_not_counted():
    assert calculate_due_on(Term(date(2026, 12, 28), 1), CITY) == date(2027, 1, 4)


def test_no_standard_time_means_no_clock():
    assert calculate_due_on(Term(ARRIVAL, None), CITY) is None
    assert read_clock(Term(ARRIVAL, None), CITY, ARRIVAL) is None


def test_extension_adds_open_days():
    assert calculate_due_on(Term(ARRIVAL, 20, 5), CITY) == CITY.add_days(ARRIVAL, 25)


def test_left_days_are_told_from_today():
    friday = date(2026, 11, 20)
    assert count_open_days_left(friday, friday, CITY) == 0
    assert count_open_days_left(date(2026, 11, 24), friday, CITY) == 1
    assert count_open_days_left(date(2026, 11, 19), friday, CITY) == -1
    assert count_open_days_left(date(2026, 11, 21), date(2026, 11, 22), CITY) == -1


@given(days, st.integers(1, 60), st.integers(0, 20), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=3))  # fmt: skip
def test_due_day_is_open_and_exactly_the_term_is_used_on_it(arrival, standard, more, gaps):
    stops, day = [], arrival
    for gap, length in gaps:
        start = day + timedelta(days=gap)
        day = start + timedelta(days=length)
        stops.append(Stop(start, day))
    term = Term(arrival, standard, more, tuple(stops))
    due_on = calculate_due_on(term, CITY)
    assert CITY.is_open(due_on)
    assert not any(stop.covers(due_on) for stop in stops)
    assert count_used_days(term, CITY, due_on) == standard + more
    assert count_used_days(term, CITY, due_on - timedelta(days=1)) == standard + more - 1


@given(days, st.integers(1, 40), st.integers(0, 30), st.integers(1, 30))
def test_a_stop_never_brings_the_due_day_nearer(arrival, standard, gap, length):
    start = arrival + timedelta(days=gap)
    stopped = Term(arrival, standard, 0, (Stop(start, start + timedelta(days=length)),))
    assert calculate_due_on(stopped, CITY) >= calculate_due_on(Term(arrival, standard), CITY)


@given(days, st.integers(1, 40), st.integers(0, 60))
def test_used_and_left_make_the_whole(arrival, standard, later):
    clock = read_clock(Term(arrival, standard), CITY, arrival + timedelta(days=later))
    assert clock.used + clock.left == clock.days
    assert (clock.late > 0) == (arrival + timedelta(days=later) > clock.due_on and clock.late > 0)
    assert clock.expected_on == clock.due_on
