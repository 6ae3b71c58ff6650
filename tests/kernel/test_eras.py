# SPDX-License-Identifier: Apache-2.0
"""Era dates: boundaries, spellings, and what a person is told who writes a day past an era's end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import eras
from madoguchi.kernel.refusal import Refusal
from tests.kernel.told import told_in_three_languages

DAYS = st.dates(date(1873, 1, 1), date(2117, 12, 31))

BOUNDARIES = [
    (date(1873, 1, 1), "明治6年1月1日"),
    (date(1912, 7, 29), "明治45年7月29日"),
    (date(1912, 7, 30), "大正元年7月30日"),
    (date(1926, 12, 24), "大正15年12月24日"),
    (date(1926, 12, 25), "昭和元年12月25日"),
    (date(1989, 1, 7), "昭和64年1月7日"),
    (date(1989, 1, 8), "平成元年1月8日"),
    (date(2019, 4, 30), "平成31年4月30日"),
    (date(2019, 5, 1), "令和元年5月1日"),
    (date(2026, 11, 20), "令和8年11月20日"),
]


@pytest.mark.parametrize(("day", "written"), BOUNDARIES)
def test_each_boundary_is_written_and_read_in_its_era(day, written):
    assert eras.format_wareki(day) == written
    assert eras.parse_date(written) == day


def test_the_eras_follow_one_another_without_a_gap():
    for earlier, later in zip(eras.ERAS, eras.ERAS[1:], strict=False):
        assert earlier.ends is not None
        assert earlier.ends + timedelta(days=1) == later.begins
    assert eras.ERAS[-1].ends is None


def test_weekday_short_and_month_forms():
    day = date(2026, 11, 20)
    assert eras.format_wareki_weekday(day) == "令和8年11月20日(金)"
    assert eras.format_wareki_short(day) == "R8.11.20"
    assert eras.format_wareki_month(day) == "令和8年11月"
    assert eras.format_date(day) == "令和8年11月20日(金)"
    assert eras.format_date(day, "en") == "Friday, 20 November 2026"
    assert eras.format_date(day, "easy") == "2026年(令和8年) 11月20日 金曜日"


def test_days_before_the_gregorian_calendar_are_shown_in_western_years_but_have_no_era():
    day = date(1872, 12, 31)
    assert eras.format_wareki(day) == "西暦1872年12月31日"
    assert eras.format_wareki_short(day) == "1872.12.31"
    with pytest.raises(eras.BeforeGregorian):
        eras.era_of(day)
    with pytest.raises(eras.BeforeGregorian):
        eras.parse_wareki("明治", 5, 12, 2)


@given(DAYS)
def test_every_day_survives_writing_and_reading(day):
    for written in (
        eras.format_wareki(day),
        eras.format_wareki_weekday(day),
        eras.format_wareki_short(day),
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
    ):
        assert eras.parse_date(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "令和８年１１月２０日", "Ｒ８．１１．２０", "r8/11/20", "㋿8年11月20日", "令8.11.20", "2026ー11ー20",
        "2026年11月20日(金曜日)", " 令和 8年 11月 20日 ", "5081120", "reiwa8-11-20",
    ],
)  # fmt: skip
def test_every_spelling_means_the_same_day(written):
    assert eras.parse_date(written) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("box", "right"),
    [
        (("平成", 31, 5, 1), "令和元年5月1日"),
        (("平成", 35, 3, 31), "令和5年3月31日"),
        (("昭和", 64, 1, 8), "平成元年1月8日"),
        (("大正", 15, 12, 25), "昭和元年12月25日"),
        (("明治", 45, 7, 30), "大正元年7月30日"),
        (("令和", "元", 4, 30), "平成31年4月30日"),
        (("H", "1", "1", "7"), "昭和64年1月7日"),
    ],
)
def test_a_day_outside_its_era_is_refused_with_the_right_era(box, right):
    with pytest.raises(eras.OutsideEra) as refused:
        eras.parse_wareki(*box)
    message = refused.value.message
    assert right in message.ja
    assert right in message.en
    assert right in message.easy
    assert eras.format_wareki(refused.value.suggestion) == right
    assert refused.value.part == "year"


@given(
    st.sampled_from(eras.ERAS),
    st.integers(1, 120),
    st.integers(1, 12),
    st.integers(1, 28),
)
def test_the_suggestion_can_be_typed_as_it_stands(era, year, month, day):
    meant = date(era.first_year + year - 1, month, day)
    if meant < date(1873, 1, 1):
        with pytest.raises(eras.BeforeGregorian):
            eras.parse_wareki(era.name, year, month, day)
    elif era.includes(meant):
        assert eras.parse_wareki(era.name, year, month, day) == meant
    else:
        with pytest.raises(eras.OutsideEra) as refused:
            eras.parse_wareki(era.name, year, month, day)
        assert refused.value.suggestion == meant
        assert eras.parse_date(eras.format_wareki(meant)) == meant


@pytest.mark.parametrize(
    ("box", "part", "code"),
    [
        (("", 8, 11, 20), "era", "date.unknown_era"),
        (("天平", 8, 11, 20), "era", "date.unknown_era"),
        (("令和", "", 11, 20), "year", "date.unreadable"),
        (("令和", 0, 11, 20), "year", "date.unreadable"),
        (("令和", "八", 11, 20), "year", "date.unreadable"),
        (("令和", 8, "x", 20), "month", "date.unreadable"),
        (("令和", 8, 13, 20), "month", "date.not_on_calendar"),
        (("令和", 8, 2, 29), "day", "date.not_on_calendar"),
        (("令和", 8, 4, 31), "day", "date.not_on_calendar"),
        (("令和", 8, 4, 0), "day", "date.not_on_calendar"),
        (("西暦", 0, 1, 1), "year", "date.unreadable"),
        (("西暦", "20260", 1, 1), "year", "date.unreadable"),
        (("令和", 9999, 1, 1), "year", "date.unreadable"),
        (("令和", "-1", 1, 1), "year", "date.unreadable"),
    ],
)
def test_each_bad_field_is_named(box, part, code):
    with pytest.raises(eras.DateRefused) as refused:
        eras.parse_wareki(*box)
    assert (refused.value.part, refused.value.code) == (part, code)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_in_words(written):
    try:
        eras.parse_date(written)
    except Refusal as refused:
        told_in_three_languages(refused)


def test_the_western_year_may_be_named():
    assert eras.parse_wareki("西暦", "２０２６", "11", "20") == date(2026, 11, 20)
    assert eras.parse_wareki("AD", 1850, 1, 2) == date(1850, 1, 2)


def test_a_two_digit_year_without_an_era_is_refused():
    with pytest.raises(eras.DateUnreadable) as refused:
        eras.parse_date("8/11/20")
    assert refused.value.part == "era"
