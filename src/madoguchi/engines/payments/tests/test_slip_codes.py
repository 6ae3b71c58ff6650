# SPDX-License-Identifier: Apache-2.0
"""Do the numbers on slips hold what they say, and is a wrong one found?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.payments.rules import convenience_slip, el_number
from madoguchi.engines.payments.rules.check_digits import modulus_10_weight_3
from madoguchi.engines.payments.rules.convenience_slip import SlipCode, compose, parse, written
from madoguchi.engines.payments.rules.el_number import (
    OwnSquare,
    PayNumber,
    SquareContent,
    confirmation_for,
    is_confirmed,
    square_encoder,
)
from madoguchi.engines.payments.rules.route_refusals import (
    AmountAboveSlip,
    ElNumberWrong,
    SlipAmountWrong,
    SlipCodeWrong,
)
from madoguchi.engines.payments.rules.slip_numbers import free_field, is_pay_number, pay_number


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


SLIPS = st.builds(
    SlipCode,
    biller=digits(6),
    free=digits(21),
    yen=st.integers(1, 300_000),
    pay_by=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    reissue=st.integers(0, 9),
    stamp=st.booleans(),
)


@given(SLIPS)
def test_a_slip_code_comes_back_as_it_was(slip):
    code = compose(slip)
    assert len(code) == 44
    assert code.startswith("91")
    assert parse(code) == slip


@given(SLIPS, st.integers(0, 43), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(slip, place, more):
    code = compose(slip)
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    with pytest.raises((SlipCodeWrong, AmountAboveSlip, SlipAmountWrong)):
        parse(wrong)


def test_check_digit_is_the_one_of_the_standard():
    # The example of ISO/IEC 15420 for GTIN: 4912345 67890 → 4.
    assert modulus_10_weight_3("491234567890") == "4"


def test_the_line_beneath_shows_every_part():
    code = compose(SlipCode("912345", "0" * 20 + "7", 12_300, date(2026, 12, 1)))
    assert written(code) == f"(91)912345-{'0' * 20}70-261201-0-012300-{code[-1]}"


def test_no_last_day_is_999999():
    code = compose(SlipCode("912345", "1" * 21, 1))
    assert code[30:36] == "999999"
    assert parse(code).pay_by is None


@pytest.mark.parametrize(
    ("yen", "refusal"), [(300_001, AmountAboveSlip), (0, SlipAmountWrong), (-5, SlipAmountWrong)]
)
def test_what_no_store_takes_is_refused_with_words(yen, refusal):
    with pytest.raises(refusal) as caught:
        compose(SlipCode("912345", "1" * 21, yen))
    assert f"{yen:,}" in caught.value.message.ja
    assert caught.value.next_step is not None


@pytest.mark.parametrize("wrong", ["", "91", "x" * 44, "92" + "0" * 42, "９" * 44])
def test_other_texts_are_no_slip(wrong):
    with pytest.raises(SlipCodeWrong):
        parse(wrong)


def test_a_day_that_does_not_exist_is_refused():
    body = "91" + "912345" + "0" * 21 + "0" + "260230" + "0" + "000100"
    with pytest.raises(SlipCodeWrong, match="260230"):
        parse(body + modulus_10_weight_3(body))


NUMBERS = st.builds(
    PayNumber,
    agency=digits(5),
    number=st.integers(1, 20).flatmap(digits),
    confirmation=digits(6),
    category=digits(3),
)


@given(NUMBERS, st.integers(1, 10**9), st.none() | st.dates(date(2000, 1, 1)))
def test_our_square_code_comes_back_as_it_was(numbers, yen, day):
    content = SquareContent(numbers, yen, day)
    assert OwnSquare().decode(OwnSquare().encode(content)) == content


def test_our_square_code_says_whose_it_is_and_finds_changes():
    text = OwnSquare().encode(SquareContent(PayNumber("13201", "12", "123456", "001"), 100, None))
    assert text.startswith("MADOGUCHI1/")
    with pytest.raises(ElNumberWrong):
        OwnSquare().decode(text.replace("/100/", "/900/"))


@pytest.mark.parametrize(
    "numbers",
    [
        PayNumber("1320", "1", "123456", "001"),
        PayNumber("13201", "", "123456", "001"),
        PayNumber("13201", "1" * 21, "123456", "001"),
        PayNumber("13201", "1", "12345", "001"),
        PayNumber("13201", "1", "123456", "0a1"),
        PayNumber("１３２０１", "1", "123456", "001"),
    ],
)
def test_numbers_without_their_shape_are_refused_by_name(numbers):
    with pytest.raises(ElNumberWrong) as caught:
        el_number.check(numbers)
    assert "番号" in caught.value.message.ja or "区分" in caught.value.message.ja


@given(digits(12), st.integers(1, 999))
def test_slip_numbers_end_in_their_check_digit(due, issue):
    number = pay_number(due, issue)
    assert is_pay_number(number)
    assert not is_pay_number(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert len(free_field(number)) == 21


def test_the_confirmation_number_needs_the_key_and_covers_the_category():
    given_ = confirmation_for(b"key", "13201", pay_number("1" * 12, 7), "001")
    numbers = PayNumber("13201", pay_number("1" * 12, 7), given_, "001")
    assert is_confirmed(b"key", numbers)
    assert not is_confirmed(b"other", numbers)
    assert not is_confirmed(b"key", PayNumber("13201", pay_number("1" * 12, 8), given_, "001"))


def test_an_encoder_can_be_plugged_in():
    class Other(OwnSquare):
        name = "other"

    el_number.register_square("other", Other)
    assert square_encoder("other").name == "other"
    with pytest.raises(ElNumberWrong):
        square_encoder("nobody")
    assert convenience_slip.MOST_YEN == 300_000
