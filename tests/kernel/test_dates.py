# SPDX-License-Identifier: Apache-2.0
"""Dates of resident records: the fourteen 不詳 patterns, days on no calendar, ordinary days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import dates
from madoguchi.kernel.eras import DateRefused, OutsideEra
from madoguchi.kernel.refusal import Refusal
from tests.kernel.told import told_in_three_languages

# 住民記録システム標準仕様書 1.1.8, 不詳日入力一覧
PATTERNS = [
    ("令和5年頃", "year", (2023, 1, 1), (2023, 12, 31)),
    ("令和5年3月頃", "month", (2023, 3, 1), (2023, 3, 31)),
    ("令和5年3月10日頃", "month", (2023, 3, 10), (2023, 3, 10)),
    ("推定令和5年3月10日", "month", (2023, 3, 10), (2023, 3, 10)),
    ("推定令和5年3月", "month", (2023, 3, 1), (2023, 3, 31)),
    ("令和5年春", "year", (2023, 3, 1), (2023, 5, 31)),
    ("令和5年3月上旬", "month", (2023, 3, 1), (2023, 3, 10)),
    ("令和5年3月中旬頃", "month", (2023, 3, 11), (2023, 3, 20)),
    ("年月日不詳", "unknown", None, None),
    ("令和5年月日不詳", "year", (2023, 1, 1), (2023, 12, 31)),
    ("令和5年3月日不詳", "month", (2023, 3, 1), (2023, 3, 31)),
    ("令和5年3月3日から4月10日頃までの間", "year", (2023, 3, 3), (2023, 4, 10)),
    ("令和5年3月推定3日から10日までの間", "month", (2023, 3, 3), (2023, 3, 10)),
    ("令和5年3月3日頃から10日頃までの間", "month", (2023, 3, 3), (2023, 3, 10)),
]


@pytest.mark.parametrize(("written", "precision", "earliest", "latest"), PATTERNS)
def test_each_pattern_of_the_standard_is_kept_as_written(written, precision, earliest, latest):
    read = dates.parse_resident_date(written)
    assert read.text == written
    assert read.value is None
    assert read.precision == precision
    assert read.earliest == (date(*earliest) if earliest else None)
    assert read.latest == (date(*latest) if latest else None)
    assert dates.ResidentDate.from_answer(read.as_answer()) == read


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("昭和20年 月日不詳", "昭和20年月日不詳"),
        ("昭和20年８月　日不詳", "昭和20年8月日不詳"),
        ("S20年8月ごろ", "昭和20年8月頃"),
        ("不明", "年月日不詳"),
        ("昭和20年月日不明", "昭和20年月日不詳"),
        ("1985年3月", "1985年3月"),
        ("西暦1985年頃", "1985年頃"),
        ("昭和20年12月30日頃から昭和21年1月2日頃までの間",
         "昭和20年12月30日頃から昭和21年1月2日頃までの間"),
    ],
)  # fmt: skip
def test_spellings_come_into_one_form(written, kept):
    assert dates.parse_resident_date(written).text == kept


def test_bounds_stay_within_the_era_that_was_written():
    assert dates.parse_resident_date("昭和64年").latest == date(1989, 1, 7)
    assert dates.parse_resident_date("令和元年").earliest == date(2019, 5, 1)
    assert dates.parse_resident_date("昭和64年1月頃").latest == date(1989, 1, 7)
    for impossible in ("昭和64年2月頃", "昭和64年夏", "平成35年頃", "令和元年4月"):
        with pytest.raises(OutsideEra):
            dates.parse_resident_date(impossible)


def test_days_on_no_calendar_are_kept_for_the_family_register():
    leap = dates.parse_resident_date("令和5年2月29日")
    assert (leap.value, leap.text, leap.precision) == (None, "令和5年2月29日", "non_calendar")
    assert (leap.earliest, leap.latest) == (date(2023, 2, 28), date(2023, 3, 1))
    for written, day in (
        ("明治45年7月30日", date(1912, 7, 30)),
        ("M45.7.30", date(1912, 7, 30)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("T15.12.25", date(1926, 12, 25)),
    ):
        read = dates.parse_resident_date(written)
        assert (read.value, read.precision) == (day, "non_calendar")
        assert dates.ResidentDate.from_answer(read.as_answer()) == read
    for beyond in ("大正15年12月26日", "明治45年7月31日", "昭和元年12月24日", "大正元年7月29日"):
        with pytest.raises(OutsideEra):
            dates.parse_resident_date(beyond)
    with pytest.raises(DateRefused):
        dates.parse_resident_date("令和5年2月32日")


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)))
def test_ordinary_days_have_their_value_and_survive_storage(day):
    read = dates.ResidentDate.of(day)
    assert dates.parse_resident_date(read.text) == read
    assert read.as_answer() == {"value": day.isoformat(), "text": read.text, "precision": "day"}
    assert dates.ResidentDate.from_answer(read.as_answer()) == read


def test_a_foreign_resident_keeps_the_western_year():
    assert dates.parse_resident_date("1988年4月12日").text == "1988年4月12日"
    assert dates.read_resident_date("西暦", 1988, 4, 12).text == "1988年4月12日"
    assert dates.read_resident_date("昭和", 63, 4, 12).text == "昭和63年4月12日"


def test_a_date_box_may_be_partly_empty_only_where_the_procedure_says_so():
    assert dates.read_resident_date("昭和", "20", "", "", uncertain=True).text == (
        "昭和20年月日不詳"
    )
    assert dates.read_resident_date("昭和", "20", "8", "", uncertain=True).text == (
        "昭和20年8月日不詳"
    )
    assert dates.read_resident_date("", "", "", "", uncertain=True).precision == "unknown"
    assert dates.read_resident_date("令和", "5", "2", "29", uncertain=True).precision == (
        "non_calendar"
    )
    for missing in (("昭和", "20", "", ""), ("令和", "5", "2", "29"), ("", "", "", "")):
        with pytest.raises(DateRefused):
            dates.read_resident_date(*missing)


def test_parts_that_contradict_one_another_are_refused():
    for answer in (
        {"value": "1988-04-13", "text": "昭和63年4月12日", "precision": "day"},
        {"value": "1988-04-12", "text": "昭和63年4月12日", "precision": "month"},
        {"value": None, "text": "昭和63年4月12日", "precision": "day"},
        {},
    ):
        with pytest.raises(DateRefused):
            dates.ResidentDate.from_answer(answer)


def test_a_span_that_runs_backwards_is_refused():
    with pytest.raises(DateRefused):
        dates.parse_resident_date("令和5年3月10日から3日までの間")


@given(
    st.text(
        alphabet="令和昭平成大正明治西暦元0123456789年月日頃不詳春夏秋冬上中下旬推定から までの間.-/",
        max_size=24,
    )
)
def test_any_mixture_is_read_or_refused_in_words(written):
    try:
        read = dates.parse_resident_date(written)
    except Refusal as refused:
        told_in_three_languages(refused)
    else:
        assert dates.ResidentDate.from_answer(read.as_answer()) == read
        if read.earliest and read.latest:
            assert read.earliest <= read.latest
