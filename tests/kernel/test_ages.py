# SPDX-License-Identifier: Apache-2.0
"""Ages by the law of 1902, school years, fiscal years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import ages, fiscal_years

BIRTHS = st.dates(date(1900, 1, 1), date(2040, 12, 31))


def test_a_person_is_older_from_the_birthday_and_reaches_the_age_the_day_before():
    birth = date(2008, 11, 20)
    assert ages.age_on(birth, date(2026, 11, 19)) == 17
    assert ages.age_on(birth, date(2026, 11, 20)) == 18
    assert ages.reaches_age_on(birth, 18) == date(2026, 11, 19)
    assert ages.has_reached_age(birth, 18, date(2026, 11, 19))
    assert not ages.has_reached_age(birth, 18, date(2026, 11, 18))


def test_who_is_born_on_29_february_is_older_on_1_march():
    birth = date(2008, 2, 29)
    assert ages.age_on(birth, date(2026, 2, 28)) == 17
    assert ages.age_on(birth, date(2026, 3, 1)) == 18
    assert ages.age_on(birth, date(2028, 2, 29)) == 20
    assert ages.reaches_age_on(birth, 18) == date(2026, 2, 28)
    assert ages.reaches_age_on(birth, 20) == date(2028, 2, 28)


@given(BIRTHS, st.integers(1, 110))
def test_on_the_day_after_reaching_an_age_everybody_says_so(birth, years):
    reached = ages.reaches_age_on(birth, years)
    assert ages.age_on(birth, reached) == years - 1
    assert ages.age_on(birth, reached + timedelta(days=1)) == years


def test_the_first_of_april_belongs_to_the_older_class():
    older, younger = date(2020, 4, 1), date(2020, 4, 2)
    on = date(2026, 5, 1)
    assert ages.school_year_on(older, on).name.ja == "小学1年生"
    assert ages.school_year_on(younger, on).name.ja == "就学前"
    assert ages.class_age_on(date(2020, 4, 2), date(2024, 9, 1)) == 3
    assert ages.class_age_on(date(2021, 4, 1), date(2024, 9, 1)) == 3
    assert ages.class_age_on(date(2021, 4, 2), date(2024, 9, 1)) == 2
    assert ages.class_age_on(date(2024, 8, 1), date(2024, 9, 1)) == 0


def test_child_allowance_ends_on_the_first_march_31_after_reaching_18():
    assert ages.first_march_31_from_age(date(2008, 4, 1), 18) == date(2026, 3, 31)
    assert ages.first_march_31_from_age(date(2008, 4, 2), 18) == date(2027, 3, 31)
    assert ages.first_march_31_from_age(date(2009, 3, 31), 18) == date(2027, 3, 31)


@given(BIRTHS)
def test_a_child_goes_through_every_school_year_once(birth):
    entry = ages.first_march_31_from_age(birth, 6) + timedelta(days=1)
    seen = []
    for n in range(-1, 13):
        found = ages.school_year_on(birth, entry.replace(year=entry.year + n))
        seen.append((found.stage, found.grade))
    assert seen == [
        ("before_school", 0),
        *(("elementary", n) for n in range(1, 7)),
        *(("junior_high", n) for n in range(1, 4)),
        *(("high_school_age", n) for n in range(1, 4)),
        ("after", 0),
    ]
    last = ages.first_march_31_from_age(birth, 18)
    assert ages.school_year_on(birth, last).grade == 3
    assert ages.school_year_on(birth, last).stage == "high_school_age"


def test_months_follow_the_civil_code():
    assert ages.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert ages.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert ages.add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert ages.months_on(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert ages.months_on(date(2026, 1, 15), date(2027, 1, 15)) == 12


def test_nobody_has_an_age_before_birth():
    for count in (ages.age_on, ages.months_on):
        with pytest.raises(ValueError, match="before the birth"):
            count(date(2026, 1, 2), date(2026, 1, 1))


def test_the_note_names_the_law_and_the_day():
    note = ages.explain_age(date(2008, 11, 20), date(2026, 11, 1))
    assert "年齢は17歳" in note.ja
    assert "令和8年11月19日(木)" in note.ja
    assert "年齢計算ニ関スル法律" in note.ja
    assert "19 November 2026" in note.en
    assert "17歳" in note.easy


def test_fiscal_years_run_from_april():
    assert fiscal_years.fiscal_year_of(date(2026, 3, 31)) == 2025
    assert fiscal_years.fiscal_year_of(date(2026, 4, 1)) == 2026
    assert fiscal_years.fiscal_year_range(2026) == (date(2026, 4, 1), date(2027, 3, 31))
    assert fiscal_years.format_fiscal_year(2026) == "令和8年度"
    assert fiscal_years.format_fiscal_year(2019) == "令和元年度"
    assert fiscal_years.format_fiscal_year(2018) == "平成30年度"
    assert fiscal_years.format_fiscal_year(1989) == "平成元年度"
