# SPDX-License-Identifier: Apache-2.0
"""Does what is shown as free agree with what can be booked, in few queries?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.booking.rules.hours import Hours, HoursException, hours_on, is_open
from madoguchi.engines.booking.rules.offer import Grid
from madoguchi.engines.booking.rules.slots import slots_on
from madoguchi.engines.booking.rules.times import (
    clock_of,
    day_and_minute,
    instant_of,
    last_day_and_minute,
    minute_of,
    months_between,
    runs,
)


def free_of(found, space):
    return next(one for one in found if one.space and one.space.key == space)


def test_a_booking_of_a_half_shows_on_half_and_whole(town, akari, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    found = api.list_free([api.get_offer("gym")], first=town.DAY, last=town.DAY, at=at)
    assert free_of(found, "hall").per_day() == [(2, 3)]
    assert free_of(found, "hall-a").per_day() == [(2, 3)]
    assert free_of(found, "hall-b").per_day() == [(3, 3)]
    first = free_of(found, "hall").slots(town.DAY)[0]
    assert (first.starts_at, first.is_free) == (town.on("9:00"), False)


def test_an_expired_hold_shows_as_free_before_it_is_cleared(town, akari, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(), actor=akari, at=at)
    for later, free in ((at, 2), (at + timedelta(minutes=10), 3)):
        found = api.list_free([api.get_offer("gym")], first=town.DAY, last=town.DAY, at=later)
        assert free_of(found, "hall").per_day() == [(free, 3)]


def test_what_is_shown_as_free_can_be_booked_and_nothing_else(town, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.kernel.refusal import Refusal

    days = [town.DAY, town.DAY + timedelta(days=30)]
    for n, (start, end) in enumerate((("9:00", "10:30"), ("13:00", "15:00"), ("22:00", "24:00"))):
        api.hold(
            wanted=town.want("rooms", start, end, straight=True),
            actor=town.citizen(f"p{n}"), at=at,
        )  # fmt: skip
    found = free_of(
        api.list_free([api.get_offer("rooms")], first=days[0], last=days[1], at=at), "room-1"
    )
    shown = {(s.starts_at, s.ends_at): s.is_free and s.is_bookable for s in found.slots(days[0])}
    assert (town.on("23:00"), town.on("24:00")) in shown
    for n, ((starts_at, ends_at), free) in enumerate(sorted(shown.items())):
        wanted = api.Wanted(offer="rooms", space="room-1", starts_at=starts_at, ends_at=ends_at)
        who = town.citizen(f"try{n}")
        try:
            made = api.hold(wanted=wanted, actor=who, at=at)
        except Refusal:
            assert not free, (starts_at, ends_at)
        else:
            assert free, (starts_at, ends_at)
            api.cancel(reservation_id=made.id, actor=who, at=at)


def test_the_past_and_what_opens_later_cannot_be_booked(town, at):
    from madoguchi.engines.booking import api

    first, last = date(2026, 11, 20), date(2027, 1, 25)
    found = free_of(api.list_free([api.get_offer("gym")], first=first, last=last, at=at), "hall")
    per_day = dict(zip(found.days.listed(), found.per_day(), strict=True))
    assert per_day[first] == (2, 3)  # it is ten o'clock: the morning has begun
    assert per_day[date(2027, 1, 19)] == (3, 3)
    assert per_day[date(2027, 1, 20)] == (0, 3)


def test_counted_places_show_how_many_are_left(town, akari, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want("counter", "9:00", "9:30", straight=True), actor=akari, at=at)
    (found,) = api.list_free([api.get_offer("counter")], first=town.DAY, last=town.DAY, at=at)
    slots = {slot.starts_at: slot.left for slot in found.slots(town.DAY)}
    assert (slots[town.on("9:00")], slots[town.on("9:30")]) == (1, 2)
    api.hold(wanted=town.course(people=2, straight=True), actor=akari, at=at)
    (course,) = api.list_courses(api.list_offers(), at=at)
    assert course.left == 1


def test_ten_times_the_places_and_days_take_no_more_queries(
    town, at, django_assert_max_num_queries
):
    from madoguchi.engines.booking import api

    more = [f"room-{n}" for n in range(3, 20)]
    for key in more:
        api.place_space(key=key, title={"ja": key}, section="sports", actor=town.SYSTEM, at=at)
    api.define_offer(
        key="many", kind="facility", title={"ja": "x"}, section="sports", rules=town.ROOM_RULES,
        spaces=more, actor=town.SYSTEM, at=at,
    )  # fmt: skip
    offers = api.list_offers()
    for asked, days in ((offers[:1], 1), (offers, 90)):
        with django_assert_max_num_queries(9):
            api.list_free(asked, first=town.DAY, last=town.DAY + timedelta(days=days), at=at)


@pytest.mark.parametrize(
    ("written", "minute"), [("9:00", 540), ("24:00", 1440), ("０９：３０", 570), ("0:00", 0)]
)
def test_clocks(written, minute):
    assert minute_of(written) == minute
    assert minute_of(clock_of(minute)) == minute


@pytest.mark.parametrize("written", ["24:05", "9:60", "9", "", "25:00", "9:03"])
def test_no_clocks(written):
    from madoguchi.engines.booking.rules.refusals import TimeUnreadable

    with pytest.raises(TimeUnreadable):
        minute_of(written)


@given(day=st.dates(date(1949, 1, 1), date(2090, 12, 31)), minute=st.integers(0, 1440))
def test_instants_and_days_agree_over_every_era(day, minute):
    at = instant_of(day, minute)
    assert last_day_and_minute(at) == ((day, minute) if minute else (day - timedelta(days=1), 1440))
    if minute < 1440:
        assert day_and_minute(at) == (day, minute)


@given(bits=st.integers(0, 2**200 - 1), length=st.integers(1, 40))
def test_runs(bits, length):
    found = runs(bits, length)
    for place in range(205):
        assert bool(found >> place & 1) == all(bits >> place + n & 1 for n in range(length))


def test_a_claim_over_the_turn_of_the_year_marks_both_months():
    start, end = instant_of(date(2026, 12, 31), 1430), instant_of(date(2027, 1, 1), 10)
    assert list(months_between(start, end)) == [(202612, 31 * 288 - 2, 2), (202701, 0, 2)]


def test_holidays_seasons_and_exceptions():
    weekdays, holiday = 0b1_1111, 1 << 7
    lines = [
        Hours(weekdays, 540, 1260),
        Hours(holiday, 540, 1020),
        Hours(weekdays, 540, 1140, season=(1201, 229)),
    ]
    closed = HoursException(date(2026, 11, 25), date(2026, 11, 26), 0, 0)
    late = HoursException(date(2026, 11, 26), date(2026, 11, 26), 540, 1440)
    assert hours_on(date(2026, 11, 24), lines) == ((540, 1260),)
    assert hours_on(date(2026, 11, 23), lines) == ((540, 1020),)  # 勤労感謝の日
    assert hours_on(date(2026, 11, 22), lines) == ()
    assert hours_on(date(2026, 12, 1), lines) == hours_on(date(2027, 2, 1), lines) == ((540, 1140),)
    assert hours_on(date(2026, 11, 25), lines, [closed, late]) == ()
    assert hours_on(date(2026, 11, 26), lines, [closed, late]) == ((540, 1440),)


def test_a_grid_begins_with_the_opening_and_ends_before_closing():
    grid = Grid(minutes=60)
    assert list(slots_on(grid, ((570, 720),))) == [(570, 630), (630, 690)]
    assert list(slots_on(grid, ((540, 600), (600, 660)))) == [(540, 600), (600, 660)]
    assert is_open(((540, 600), (600, 660)), 570, 630)
    assert not is_open(((540, 600), (605, 660)), 570, 630)
