# SPDX-License-Identifier: Apache-2.0
"""Yen as people type them, as pages show them, and as the tax law rounds them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import money
from madoguchi.kernel.numerals import read_kanji_number, to_kanji_number
from madoguchi.kernel.refusal import Refusal
from tests.kernel.told import told_in_three_languages

AMOUNTS = st.integers(0, money.MOST_YEN)


@pytest.mark.parametrize(
    ("written", "yen"),
    [
        ("1,000円", 1000), ("１，０００円", 1000), ("¥1000", 1000), ("￥１０００", 1000), ("1000", 1000),
        (" 1 000 円", 1000), ("1、000円", 1000), ("3千円", 3000), ("1万2千円", 12000), ("1万2,500円", 12500),
        ("二万五千円", 25000), ("金壱万円也", 10000), ("1億円", 10**8), ("0", 0), ("百円", 100), ("12000 yen", 12000),
        ("千二百", 1200), ("999,999,999,999", money.MOST_YEN),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(written, yen):
    assert money.parse_yen(written) == yen


@given(AMOUNTS)
def test_what_is_shown_can_be_typed(yen):
    assert money.parse_yen(money.format_yen(yen)) == yen
    assert money.parse_yen(money.format_yen(yen, "en")) == yen
    assert money.parse_yen(money.format_yen(-yen, ledger=True), negative=True) == -yen
    assert money.parse_yen(money.format_yen(-yen), negative=True) == -yen


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "千円くらい",
        "1,00円",
        "12.5円",
        "1.000",
        "一二三円円円x",
        "万",
        "10万万円",
        "abc",
        "1-2",
        "²",
    ],
)
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(money.MoneyUnreadable):
        money.parse_yen(written)


@pytest.mark.parametrize("written", ["1000000000000", "-1", "△1", "2兆円", "－１円"])
def test_amounts_out_of_range_are_refused(written):
    with pytest.raises(money.MoneyOutOfRange):
        money.parse_yen(written)


@given(st.text(alphabet="0123456789０９,，円¥万千百十一二.-△ 　億兆", max_size=20))
def test_any_text_is_an_amount_or_refused_in_words(written):
    try:
        assert 0 <= money.parse_yen(written) <= money.MOST_YEN
    except Refusal as refused:
        told_in_three_languages(refused)


def test_rounding_follows_the_law():
    assert money.cut_tax_base(1_234_999) == 1_234_000
    assert money.cut_tax(12_399) == 12_300
    assert money.cut_tax(99) == 0
    assert money.round_yen(Decimal("123.5"), rounding="half_up") == 124
    assert money.round_yen(Fraction(1, 3), rounding="up") == 1
    assert money.round_yen(1250, unit=100, rounding="half_up") == 1300
    assert money.round_yen(-1250, unit=100, rounding="half_up") == -1300
    assert money.round_yen(-199, unit=100, rounding="down") == -100
    with pytest.raises(ValueError, match="unit"):
        money.round_yen(1, unit=0, rounding="down")


@given(st.fractions(-(10**9), 10**9), st.sampled_from([1, 10, 100, 1000]))
def test_rounding_moves_less_than_a_unit(amount, unit):
    down = money.round_yen(amount, unit=unit, rounding="down")
    up = money.round_yen(amount, unit=unit, rounding="up")
    near = money.round_yen(amount, unit=unit, rounding="half_up")
    assert abs(down) <= abs(amount) <= abs(up)
    assert abs(up - down) in (0, unit)
    assert near in (down, up)
    assert abs(near - amount) * 2 <= unit


@given(st.integers(1, 9999))
def test_kanji_numbers_survive(number):
    assert read_kanji_number(to_kanji_number(number)) == number


def test_kanji_numbers_in_both_systems():
    assert read_kanji_number("一二〇") == 120
    assert read_kanji_number("百二十") == 120
    assert read_kanji_number("一億二千三百四十五万六千七百八十九") == 123456789
    assert read_kanji_number("二十十") is None
    assert read_kanji_number("万") is None
    assert read_kanji_number("") is None
    assert read_kanji_number("町") is None
    with pytest.raises(ValueError, match="outside"):
        to_kanji_number(0)
