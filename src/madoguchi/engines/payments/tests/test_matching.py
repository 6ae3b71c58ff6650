# SPDX-License-Identifier: Apache-2.0
"""Does every reported payment get one rule, and an unmatched one good suggestions?"""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.payments.rules.matching import (
    RULES,
    Candidate,
    Reported,
    Target,
    decide_line,
    edit_distance,
    suggest,
)

DUE = date(2026, 11, 30)


def line(kind="paid", yen=1000, on=DUE, **more):
    return Reported(1, kind, "k", yen, on, **more)


def target(asked=1000, balance=1000, **more):
    return Target(asked, balance, DUE, **more)


@pytest.mark.parametrize(
    ("reported", "to", "earlier", "action", "rule"),
    [
        (line(), target(), "", "book", "exact"),
        (line(on=date(2026, 12, 1)), target(), "", "book", "paid_late"),
        (line(), target(balance=1500), "", "book", "paid_in_part"),
        (line(), target(balance=400), "", "book", "paid_above"),
        (line(), target(balance=0), "", "book", "paid_again"),
        (line(), target(balance=1200, is_superseded=True), "", "book", "old_slip"),
        (line(), target(is_withdrawn=True), "", "book", "withdrawn"),
        (line(), None, "", "wait", "unknown_number"),
        (line(yen=999), target(), "", "wait", "amount_differs"),
        (line("provisional"), target(), "", "book", "exact"),
        (line("final"), target(), "", "book", "exact"),
        (line("final"), target(balance=0), "provisional", "confirm", "confirms"),
        (line("final", yen=900), target(balance=0), "provisional", "wait", "final_differs"),
        (line("final"), target(balance=0), "confirmed", "wait", "reported_twice"),
        (line("provisional"), target(balance=0), "provisional", "wait", "reported_twice"),
        (line("cancelled"), target(balance=0), "provisional", "reverse", "reverses"),
        (line("cancelled"), target(), "", "wait", "nothing_to_cancel"),
        (line("cancelled"), target(), "confirmed", "wait", "cancelled_after_final"),
        (line("final"), target(), "reversed", "book", "exact"),
        (line("failed", result="1"), target(), "", "note", "debit_failed"),
        (line("failed"), None, "", "wait", "unknown_number"),
    ],
)
def test_the_rule_of_a_line(reported, to, earlier, action, rule):
    found = decide_line(reported, to, earlier)
    assert (found.action, found.rule) == (action, rule)


def test_whatever_comes_has_a_rule_of_the_list():
    kinds = ("paid", "provisional", "final", "cancelled", "failed")
    targets = [None, *(target(a, b, is_superseded=s, is_withdrawn=w)
               for a, b, s, w in product((1000, 5), (0, 1000, 7), (False, True), (False, True)))]  # fmt: skip
    for kind, to, earlier in product(kinds, targets, ("", "provisional", "confirmed", "reversed")):
        assert decide_line(line(kind), to, earlier).rule in RULES


def test_the_likeliest_due_comes_first_with_its_reasons():
    candidates = [
        Candidate("1000-2000", 5000, "ﾄﾓｼ ｱｶﾘ"),
        Candidate("1000-2001", 1000, "ﾌﾅｷ ｹﾝ"),
        Candidate("1000-2010", 1000, "ﾄﾓｼ ｱｶﾘ"),
        Candidate("9999-9999", 7, "ﾅﾆﾓ"),
    ]
    found = suggest(line(name="ﾄﾓｼ ｱｶﾘ"), candidates, typed="1000-2001")
    assert [one.number for one in found] == ["1000-2010", "1000-2001", "1000-2000"]
    assert found[0].reasons == ("amount", "name", "near_number")


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1),
     ("abcd", "badc", 2), ("abc", "xyz", 3), ("a", "abcdef", 3)],
)  # fmt: skip
def test_edit_distance(one, other, distance):
    assert edit_distance(one, other, 2) == distance


@given(st.text("ab1", max_size=7), st.text("ab1", max_size=7))
def test_edit_distance_is_the_same_both_ways(one, other):
    assert edit_distance(one, other, 9) == edit_distance(other, one, 9)
    assert (edit_distance(one, other, 9) == 0) == (one == other)
