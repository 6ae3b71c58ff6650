# SPDX-License-Identifier: Apache-2.0
"""Is a series booked whole or not at all, with its conflicts shown before?"""

from datetime import date, timedelta

import pytest

from madoguchi.engines.booking.rules import refusals
from madoguchi.engines.booking.rules.series import (
    Place,
    SeriesConflict,
    SeriesEmpty,
    SeriesNotOffered,
    SeriesTooLong,
    SeriesWish,
    dates_of,
    nth_weekday,
)
from madoguchi.engines.booking.tests import town

DAY = town.DAY
NINE, NOON = 9 * 60, 12 * 60


def wish(**more):
    values = {
        "offer": "gym", "space": "hall", "every": "week", "starts": NINE, "ends": NOON,
        "first_on": DAY, "last_on": DAY + timedelta(days=21),
    }  # fmt: skip
    return SeriesWish(**{**values, **more})


@pytest.fixture
def gym(db, keys, at):
    """The town, with a gym that takes series of up to six dates."""
    town.build(at, series_most=6)


def chosen(found):
    return [
        Place(one.wanted.starts_at, one.wanted.ends_at, one.wanted.space)
        for one in found
        if one.why is None
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"]),
        ({"every": "two_weeks"}, ["2026-12-01", "2026-12-15"]),
        (
            {"every": "month", "last_on": date(2027, 3, 31)},
            ["2026-12-01", "2027-01-05", "2027-02-02", "2027-03-02"],
        ),
        (
            {"every": "month", "first_on": date(2026, 12, 31), "last_on": date(2027, 2, 28)},
            ["2026-12-31", "2027-01-28", "2027-02-25"],
        ),
        (
            {"first_on": date(2019, 4, 24), "last_on": date(2019, 5, 8)},
            ["2019-04-24", "2019-05-01", "2019-05-08"],
        ),
    ],
)
def test_the_dates_of_a_pattern(gym, more, expected):
    from madoguchi.engines.booking import api

    rules = api.get_offer("gym").read_rules()
    assert [one.isoformat() for one in dates_of(wish(**more), rules)] == expected


def test_the_fifth_weekday_is_the_last():
    assert nth_weekday(2027, 2, 0, 5) == date(2027, 2, 22)
    assert nth_weekday(2027, 3, 0, 5) == date(2027, 3, 29)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"last_on": date(2027, 6, 1)}, SeriesTooLong),
        ({"last_on": date(9999, 12, 31)}, SeriesTooLong),
        ({"last_on": date(2026, 11, 1)}, SeriesTooLong),
        ({"offer": "rooms", "space": "room-1"}, SeriesNotOffered),
        ({"offer": "none"}, refusals.OfferUnknown),
        ({"starts": NOON, "ends": NINE}, refusals.RuleWrong),
    ],
)
def test_what_is_no_series_is_refused_with_a_next_step(gym, akari, at, more, refusal):
    from madoguchi.engines.booking.commands.look_ahead import look_ahead

    with pytest.raises(refusal) as found:
        look_ahead(wish=wish(**more), actor=akari, at=at)
    assert found.value.next_step is not None


def test_conflicts_come_first_with_the_room_shifted_and_another_room(gym, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.look_ahead import look_ahead
    from madoguchi.engines.booking.models import Claim, Reservation

    second = DAY + timedelta(days=7)
    api.hold(wanted=town.want(day=second, space="hall-a"), actor=funaki, at=at)
    before = (Reservation.objects.count(), Claim.objects.count())
    found = look_ahead(wish=wish(), actor=akari, at=at)
    assert [one.why is None for one in found] == [True, False, True, True]
    assert isinstance(found[1].why, refusals.SlotTaken)
    assert [one.yen for one in found] == [1200, 0, 1200, 1200]
    assert found[1].instead == (
        Place(town.on("18:00", second), town.on("21:00", second), "hall"),
        Place(town.on("9:00", second), town.on("12:00", second), "hall-b"),
    )
    halves = look_ahead(wish=wish(space="hall-a"), actor=akari, at=at)
    assert Place(town.on("9:00", second), town.on("12:00", second), "hall-b") in halves[1].instead
    assert before == (Reservation.objects.count(), Claim.objects.count())


def test_all_chosen_are_booked_in_one_act_and_twice_is_once(gym, akari, at):
    from madoguchi.engines.booking.commands.book_series import book_series
    from madoguchi.engines.booking.commands.look_ahead import look_ahead
    from madoguchi.engines.booking.queries.series import list_dates

    found = look_ahead(wish=wish(), actor=akari, at=at)
    series = book_series(wish=wish(), chosen=chosen(found), actor=akari, at=at, key="k")
    again = book_series(wish=wish(), chosen=chosen(found), actor=akari, at=at, key="k")
    assert series.id == again.id
    assert [one.state for one in list_dates(series)] == ["confirmed"] * 4
    town.sound()


def test_one_date_that_was_taken_meanwhile_books_nothing(gym, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.book_series import book_series
    from madoguchi.engines.booking.commands.look_ahead import look_ahead
    from madoguchi.engines.booking.models import Reservation, Series

    picked = chosen(look_ahead(wish=wish(), actor=akari, at=at))
    api.hold(wanted=town.want(day=DAY + timedelta(days=14)), actor=funaki, at=at)
    with pytest.raises(SeriesConflict) as found:
        book_series(wish=wish(), chosen=picked, actor=akari, at=at)
    assert "12月15日 09:00は、予約できなくなりました" in found.value.message.ja
    assert (Reservation.objects.count(), Series.objects.count()) == (1, 0)
    with pytest.raises(SeriesEmpty):
        book_series(wish=wish(), chosen=[], actor=akari, at=at)
    other = Place(town.on("9:00", DAY + timedelta(days=1)), town.on("12:00", DAY), "hall")
    with pytest.raises(refusals.NotASlot):
        book_series(wish=wish(), chosen=[other], actor=akari, at=at)
    town.sound()


def test_a_cap_counts_the_dates_before(db, keys, at, akari):
    from madoguchi.engines.booking.commands.book_series import book_series
    from madoguchi.engines.booking.commands.look_ahead import look_ahead

    town.build(at, series_most=6, caps=[{"per": "person", "period": "month", "most": 2}])
    found = look_ahead(wish=wish(last_on=DAY + timedelta(days=35)), actor=akari, at=at)
    assert [type(one.why).__name__ for one in found] == [
        "NoneType", "NoneType", "CapReached", "CapReached", "CapReached", "NoneType",
    ]  # fmt: skip
    every = [Place(one.wanted.starts_at, one.wanted.ends_at, "hall") for one in found]
    long = wish(last_on=DAY + timedelta(days=35))
    with pytest.raises(SeriesConflict):
        book_series(wish=long, chosen=every, actor=akari, at=at)
    book_series(wish=long, chosen=chosen(found), actor=akari, at=at)
    town.sound()


def test_cancelling_the_rest_leaves_what_is_over_and_each_pays_its_own(gym, akari, at):
    from madoguchi.engines.booking.commands.book_series import book_series, cancel_series
    from madoguchi.engines.booking.commands.look_ahead import look_ahead
    from madoguchi.engines.booking.queries.series import list_dates

    series = book_series(
        wish=wish(), chosen=chosen(look_ahead(wish=wish(), actor=akari, at=at)), actor=akari, at=at
    )
    late = town.on("10:00", DAY + timedelta(days=6))
    assert cancel_series(series_id=series.id, actor=akari, at=late) == (3, 0)
    assert [(one.state, one.amount_yen) for one in list_dates(series)] == [
        ("confirmed", 1200), ("cancelled", 1200), ("cancelled", 0), ("cancelled", 0),
    ]  # fmt: skip
    assert cancel_series(series_id=series.id, actor=akari, at=late) == (0, 0)
    town.sound()


def test_nobody_else_sees_or_cancels_a_series(gym, akari, funaki, clerk, at):
    from madoguchi.engines.booking.commands.book_series import book_series, cancel_series
    from madoguchi.engines.booking.commands.look_ahead import look_ahead
    from madoguchi.engines.booking.queries.series import get_series, list_own_series

    series = book_series(
        wish=wish(), chosen=chosen(look_ahead(wish=wish(), actor=akari, at=at)), actor=akari, at=at
    )
    with pytest.raises(refusals.ReservationUnknown):
        get_series(series.number, actor=funaki)
    with pytest.raises(refusals.ReservationUnknown):
        cancel_series(series_id=series.id, actor=funaki, at=at)
    assert get_series(series.number, actor=clerk).id == series.id
    assert [one.id for one in list_own_series(akari)] == [series.id]
    assert not list_own_series(funaki)


def test_a_clerk_books_a_series_for_somebody_who_telephones(gym, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.book_series import book_series
    from madoguchi.engines.booking.commands.look_ahead import look_ahead
    from madoguchi.engines.booking.queries.series import list_dates

    call = wish(channel="phone", contact={"name": "港 太郎", "phone": "0000-24-9999"})
    found = look_ahead(wish=call, actor=clerk, at=at)
    series = book_series(wish=call, chosen=chosen(found), actor=clerk, at=at)
    rows = list_dates(series)
    assert len({one.person_ref for one in rows}) == 1
    assert rows[0].person_ref.startswith("caller:")
    assert api.read_contact(rows[3]) == {"name": "港 太郎", "phone": "0000-24-9999"}
