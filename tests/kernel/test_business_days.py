# SPDX-License-Identifier: Apache-2.0
"""Open days: holidays of the law, the year's end, the city's own days, and the counting."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kernel.business_days import Calendar, YearNotCovered, national_holidays
from madoguchi.kernel.texts import text

CALENDAR = Calendar()
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 23), "勤労感謝の日"),
        (date(2026, 5, 6), "振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2019, 5, 1), "天皇の即位の日"),
        (date(2021, 7, 23), "スポーツの日"),
        (date(2026, 11, 21), "土曜日"),
        (date(2026, 11, 22), "日曜日"),
        (date(2026, 12, 29), "年末年始の休み"),
        (date(2027, 1, 1), "元日"),
        (date(2027, 1, 3), "年末年始の休み"),
    ],
)
def test_each_closed_day_says_why(day, why):
    assert not CALENDAR.is_open(day)
    assert CALENDAR.reason(day).ja == why or why in CALENDAR.reason(day).ja
    assert CALENDAR.reason(day).en
    assert CALENDAR.reason(day).easy


@pytest.mark.parametrize(
    "day", [date(2026, 12, 28), date(2027, 1, 4), date(2021, 10, 11), date(2026, 11, 20)]
)
def test_ordinary_days_are_open(day):
    assert CALENDAR.is_open(day)
    assert CALENDAR.reason(day).ja == "開庁日"


def test_a_city_may_close_and_open_on_days_of_its_own():
    festival, sunday = date(2026, 7, 15), date(2026, 3, 29)
    city = Calendar(
        {festival: text("灯台まつり", "Lighthouse festival", "おまつり")},
        {sunday: text("引っ越しの時期の休日窓口", "Moving season", "ひっこしの ときの 窓口")},
    )
    assert not city.is_open(festival)
    assert city.reason(festival).ja == "灯台まつり"
    assert city.is_open(sunday)
    assert city.reason(sunday).en == "Moving season"
    assert not Calendar(frozenset({festival})).is_open(festival)
    assert Calendar({festival: text("x")}, [festival]).is_open(festival)


def test_fifteen_open_days_over_the_year_end():
    received = date(2026, 12, 18)
    due = CALENDAR.add_days(received, 15)
    assert due == date(2027, 1, 15)
    explained = CALENDAR.explain(received, due)
    assert explained[0].date == received
    assert not explained[0].counted
    assert "民法第140条" in explained[0].reason.ja
    assert sum(day.counted for day in explained) == 15
    assert {day.reason.ja for day in explained if not day.counted} >= {"年末年始の休み", "元日"}
    assert CALENDAR.explain(due, received) == []


def test_a_period_that_ends_on_a_closed_day_ends_on_the_next_open_one():
    assert CALENDAR.next_open(date(2026, 12, 29)) == date(2027, 1, 4)
    assert CALENDAR.add_days(date(2026, 12, 31), 0) == date(2027, 1, 4)
    assert CALENDAR.next_open(date(2026, 11, 20)) == date(2026, 11, 20)


@settings(deadline=None)
@given(DAYS, st.integers(1, 600))
def test_counting_agrees_with_adding(day, count):
    end = CALENDAR.add_days(day, count)
    assert CALENDAR.is_open(end)
    assert CALENDAR.days_between(day, end) == count
    assert CALENDAR.days_between(end, day) == -count
    if CALENDAR.is_open(day):
        assert CALENDAR.add_days(end, -count) == day


@settings(deadline=None, max_examples=40)
@given(DAYS, st.integers(0, 500))
def test_counting_agrees_with_looking_at_each_day(day, length):
    end = day + timedelta(days=length)
    one_by_one = sum(CALENDAR.is_open(day + timedelta(days=n + 1)) for n in range(length))
    assert CALENDAR.days_between(day, end) == one_by_one
    assert sum(found.counted for found in CALENDAR.explain(day, end)) == one_by_one


@pytest.mark.parametrize("year", [1950, 1973, 1989, 2000, 2019, 2021, 2026, 2050, 2098])
def test_the_table_agrees_with_the_package_read_whole(year):
    whole = pytest.importorskip("holidays.countries.japan").Japan(years=year, language="ja")
    assert {day: reason.ja for day, reason in national_holidays(year).items()} == dict(whole)


def test_years_without_a_law_of_holidays_are_refused():
    for year in (1948, 2099):
        with pytest.raises(YearNotCovered) as refused:
            national_holidays(year)
        assert refused.value.message.en
        assert refused.value.message.easy


def test_the_holiday_package_is_read_only_when_a_calendar_is_asked():
    program = (
        "import sys, madoguchi.kernel.business_days as b, madoguchi.kernel.city;"
        "assert 'holidays' not in sys.modules;"
        "b.Calendar().is_open(__import__('datetime').date(2026, 1, 5));"
        "read = [m for m in sys.modules if m.startswith('holidays.countries.')];"
        "assert read == [], read"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
