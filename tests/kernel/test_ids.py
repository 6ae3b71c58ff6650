# SPDX-License-Identifier: Apache-2.0
"""Ids and numbers: every single slip of the pen in a receipt number is found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel import ids

DAY = date(2026, 11, 20)
BODIES = st.text(ids.ALPHABET, min_size=1, max_size=30)


def test_ids_are_uuid7_in_the_order_of_making():
    made = [ids.new_id() for _ in range(200)]
    assert all(one.version == 7 for one in made)
    assert made == sorted(made)
    assert len(set(made)) == 200


def test_a_receipt_number_names_its_fiscal_year():
    assert ids.new_receipt_number(DAY).startswith("R8-")
    assert ids.new_receipt_number(date(2027, 3, 31)).startswith("R8-")
    assert ids.new_receipt_number(date(2027, 4, 1)).startswith("R9-")
    assert ids.new_receipt_number(date(2028, 4, 1)).startswith("R10-")
    assert ids.new_receipt_number(date(2019, 4, 1)).startswith("R1-")
    assert ids.new_receipt_number(date(2019, 3, 31)).startswith("H30-")


def test_receipt_numbers_are_read_back_however_they_are_typed():
    for _ in range(200):
        number = ids.new_receipt_number(DAY)
        assert ids.parse_receipt_number(number) == number
        assert ids.parse_receipt_number(number.lower().replace("-", "")) == number
        assert ids.parse_receipt_number(f"  {number.replace('-', ' ー ')}　") == number
        assert ids.parse_receipt_number(number.replace("0", "o").replace("1", "l")) == number
        wide = number.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
        assert ids.parse_receipt_number(wide) == number


@given(BODIES, st.data())
def test_every_single_wrong_character_is_found(body, data):
    whole = body + ids.check_character(body)
    at = data.draw(st.integers(0, len(whole) - 1))
    wrong = data.draw(st.sampled_from([c for c in ids.ALPHABET if c != whole[at]]))
    slip = whole[:at] + wrong + whole[at + 1 :]
    assert ids.check_character(slip[:-1]) != slip[-1]


@given(BODIES, st.data())
def test_every_exchange_of_two_characters_is_found(body, data):
    whole = body + ids.check_character(body)
    first = data.draw(st.integers(0, len(whole) - 2))
    second = data.draw(st.integers(first + 1, len(whole) - 1))
    letters = list(whole)
    letters[first], letters[second] = letters[second], letters[first]
    if letters[first] != letters[second]:
        assert ids.check_character("".join(letters[:-1])) != letters[-1]


def test_the_same_exhaustively_on_whole_receipt_numbers():
    for _ in range(5):
        plain = ids.new_receipt_number(DAY).replace("-", "")
        slips = {
            plain[:at] + c + plain[at + 1 :] for at in range(len(plain)) for c in ids.ALPHABET
        } | {
            plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :] for at in range(len(plain) - 1)
        }
        slips.discard(plain)
        for slip in slips:
            with pytest.raises(ids.ReceiptNumberUnreadable):
                ids.parse_receipt_number(slip)


@given(st.text(max_size=30))
def test_forged_numbers_are_refused_in_words(written):
    with pytest.raises(ids.ReceiptNumberUnreadable) as refused:
        ids.parse_receipt_number(written)
    assert "受付番号" in refused.value.message.ja
    assert refused.value.message.en
    assert refused.value.message.easy
    assert refused.value.next_step.en


def test_the_check_covers_the_alphabet_and_30_characters_only():
    for body in ("I", "u", "-", "é"):
        with pytest.raises(ValueError, match="alphabet"):
            ids.check_character(body)
    with pytest.raises(ValueError, match="30"):
        ids.check_character("0" * 31)


def test_secrets_are_read_back_however_they_are_typed():
    seen = set()
    for _ in range(200):
        secret = ids.new_secret()
        assert [len(group) for group in secret.split("-")] == [4, 4, 4, 4]
        assert ids.parse_secret(secret) == secret
        assert ids.parse_secret(secret.lower().replace("-", "")) == secret
        assert ids.parse_secret(secret.replace("0", "O").replace("1", "I")) == secret
        assert ids.parse_secret(secret.replace("1", "ｌ").replace("-", "－")) == secret
        seen.add(secret)
    assert len(seen) == 200


@pytest.mark.parametrize("written", ["", "ABCD", "ABCD-EFGH-JKMN-PQRS-T", "UUUU-UUUU-UUUU-UUUU"])
def test_what_is_no_secret_is_refused_without_repeating_it(written):
    with pytest.raises(ids.SecretUnreadable) as refused:
        ids.parse_secret(written)
    message = refused.value.message
    assert message.en
    assert message.easy
    assert not written or written not in message.ja + message.en + message.easy


def test_corporate_numbers():
    assert ids.parse_corporate_number("7000012050002") == "7000012050002"  # 国税庁
    assert ids.parse_corporate_number("７-0000-1205-0002") == "7000012050002"
    for written in ("7000012050003", "700001205000", "70000120500021", "abc", ""):
        with pytest.raises(ids.CorporateNumberWrong) as refused:
            ids.parse_corporate_number(written)
        assert refused.value.message.en
        assert refused.value.message.easy


@given(st.integers(0, 10**12 - 1), st.data())
def test_a_corporate_number_with_one_wrong_digit_is_nearly_always_found(base, data):
    body = f"{base:012}"
    number = f"{ids.corporate_check_digit(body)}{body}"
    assert ids.parse_corporate_number(number) == number
    at = data.draw(st.integers(0, 12))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
    # Modulus 9 cannot tell 0 from 9.
    if {digit, number[at]} != {"0", "9"}:
        with pytest.raises(ids.CorporateNumberWrong):
            ids.parse_corporate_number(number[:at] + digit + number[at + 1 :])


def test_resident_numbers_by_hand():
    # 1234567: weights 2..7 from the right and 2 again: 7*2+6*3+5*4+4*5+3*6+2*7+1*2 = 106 = 9*11+7
    assert ids.resident_check_digit("1234567") == "4"
    assert ids.resident_number(1234567) == "0012345674"
    assert ids.resident_check_digit("0") == "0"
    assert ids.resident_check_digit("6") == "0"  # 12 = 11 + 1: the remainder 1 gives 0
    assert ids.is_resident_number("0012345674")
    assert not ids.is_resident_number("0012345675")
    assert not ids.is_resident_number("4")
    assert not ids.is_resident_number("12a4")
    for serial, digits in ((0, 10), (12345, 5)):
        with pytest.raises(ValueError, match="no resident number"):
            ids.resident_number(serial, digits=digits)


@given(st.integers(1, 10**9 - 1))
def test_a_resident_number_keeps_its_check_digit_when_padded(serial):
    number = ids.resident_number(serial)
    assert len(number) == 10
    assert ids.is_resident_number(number)


def test_codes_of_local_governments():
    for code in ("131016", "222127", "011002"):
        assert ids.is_local_government_code(code)
    for code in ("131017", "13101", "1310166", "abcdef"):
        assert not ids.is_local_government_code(code)
