# SPDX-License-Identifier: Apache-2.0
"""Is 延滞金 reckoned as the law says, cut by cut and day by day?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.payments.rules.late_charge import (
    LateRate,
    LateRule,
    add_months,
    calculate_late_charge,
)

RULE = LateRule(
    key="tax",
    account="late",
    rates=(
        LateRate(since=date(2022, 1, 1), first_per_mille=24, later_per_mille=87),
        LateRate(since=date(2026, 1, 1), first_per_mille=28, later_per_mille=91),
    ),
)
DAYS = st.dates(date(2021, 1, 1), date(2029, 12, 31))
YEN = st.integers(0, 5_000_000)


def charge(base, due_on, until, rule=RULE):
    return calculate_late_charge(rule, base_yen=base, due_on=due_on, until=until)


@pytest.mark.parametrize(
    ("base", "due_on", "until", "yen"),
    [
        (100_999, date(2026, 6, 30), date(2026, 6, 30), 0),
        # 31 days to 7月30日 at the first rate, 93 at the later one: 232 + 2,318 yen, cut to 2,500.
        (100_999, date(2026, 6, 30), date(2026, 10, 31), 2_500),
        (1_999, date(2020, 6, 30), date(2026, 6, 30), 0),
        # 30 days on 100,000 yen are 230 yen: below 1,000, so nothing.
        (100_000, date(2026, 6, 30), date(2026, 7, 30), 0),
        # Over the turn of the year each day has the rate of its own year.
        (1_000_000, date(2025, 11, 30), date(2026, 1, 10), 4_700),
    ],
)
def test_examples_by_hand(base, due_on, until, yen):
    assert charge(base, due_on, until) == yen


def test_a_month_ends_on_the_last_day_where_there_is_no_such_day():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 30), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)


@given(base=YEN, due_on=DAYS, days=st.integers(0, 900))
def test_a_later_day_never_costs_less(base, due_on, days):
    first, second = due_on + timedelta(days), due_on + timedelta(days + 1)
    assert charge(base, due_on, first) <= charge(base, due_on, second)


@given(base=YEN, due_on=DAYS, until=DAYS)
def test_cuts_and_minimum_hold(base, due_on, until):
    found = charge(base, due_on, until)
    assert found % 100 == 0
    assert found == 0 or found >= 1_000
    assert found == charge(base - base % 1_000, due_on, until) or base < 2_000
    if until <= due_on or base < 2_000:
        assert found == 0


@given(base=YEN, more=st.integers(0, 1_000_000), due_on=DAYS, until=DAYS)
def test_a_larger_base_never_costs_less(base, more, due_on, until):
    assert charge(base, due_on, until) <= charge(base + more, due_on, until)


@given(due_on=DAYS, days=st.integers(1, 900))
def test_one_rate_over_the_whole_time_is_plain_interest(due_on, days):
    flat = LateRule(
        key="flat", account="late", unit=1, least=0, first_months=0, base_unit=1,
        rates=(LateRate(since=date(2000, 1, 1), first_per_mille=146, later_per_mille=146),),
    )  # fmt: skip
    until = due_on + timedelta(days)
    assert charge(365_000, due_on, until, flat) == 365_000 * 146 * days // 365_000
