# SPDX-License-Identifier: Apache-2.0
"""Do the pure rules keep their promises for whatever comes?"""

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from madoguchi.engines.payments.rules.attempts import DEAD, decide_step, explain, wait_after
from madoguchi.engines.payments.rules.numbers import new_number, parse_number, show_number
from madoguchi.engines.payments.rules.refusals import NumberWrong
from madoguchi.engines.payments.rules.standing import allocate, decide_state

OURS = st.sampled_from(
    ["created", "redirected", "unknown", "authorised", "captured", "failed", "expired", "cancelled"]
)
THEIRS = st.sampled_from([None, "created", "authorised", "captured", "failed", "expired"])
YEN = st.integers(0, 10**9)


@given(st.integers(0, 10), st.integers(0, 9))
def test_a_wrong_digit_or_two_exchanged_are_always_found(place, digit):
    number = new_number()
    assert parse_number(show_number(number)) == number
    wrong = number[:place] + str(digit) + number[place + 1 :]
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    for one in {wrong, swapped} - {number}:
        with pytest.raises(NumberWrong):
            parse_number(one)


def test_a_number_is_read_in_any_width():
    number = new_number()
    wide = show_number(number).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    assert parse_number(f" {wide} ") == number


@given(OURS, THEIRS, st.booleans(), st.booleans(), st.integers(0, 10_000))
def test_money_that_moved_is_booked_and_nothing_is_taken_that_is_not_owed(
    ours, theirs, stands, over, seconds
):
    step = decide_step(ours, theirs, stands=stands, is_over=over, age=timedelta(seconds=seconds))
    if theirs == "captured" and ours != "captured":
        assert step == "book"
    if step == "capture":
        assert stands
        assert ours not in DEAD
    if ours == "captured":
        assert step == "none"


@given(OURS, THEIRS, YEN)
def test_only_what_is_the_same_is_called_the_same(ours, theirs, yen):
    found = explain(ours, yen, theirs, yen if theirs == "captured" else 0)
    if ours == "captured" or theirs == "captured":
        assert (found == "same") == (ours == theirs == "captured")


@given(st.integers(1, 10**9), st.lists(st.integers(-1000, 10**9), min_size=1, max_size=6))
def test_a_payment_is_spread_to_the_yen(yen, owed):
    accounts = [(f"a{n}", one) for n, one in enumerate(owed)]
    shares = allocate(yen, accounts)
    assert sum(share for _, share in shares) == yen
    assert all(share > 0 for _, share in shares)
    assert len({account for account, _ in shares}) == len(shares)


@given(YEN, YEN, st.booleans(), st.booleans())
def test_the_state_says_who_owes_whom(due, paid, withdrawn, written_off):
    state = decide_state(due, paid, is_withdrawn=withdrawn, is_written_off=written_off)
    assert (state == "overpaid") == (paid > due)
    assume(not (withdrawn or written_off))
    assert (state in {"open", "partly_paid"}) == (paid < due)


def test_pauses_grow_up_to_an_hour():
    pauses = [wait_after(tries) for tries in range(30)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=15), timedelta(hours=1))
