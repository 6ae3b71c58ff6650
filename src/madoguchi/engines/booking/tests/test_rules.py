# SPDX-License-Identifier: Apache-2.0
"""What do fees, caps, ages, groups and penalties come to?"""

from datetime import date, timedelta

import pytest

from madoguchi.engines.booking.rules import refusals
from madoguchi.engines.booking.rules.caps import Held, check_caps
from madoguchi.engines.booking.rules.fees import Use, calculate_fee, calculate_leaving
from madoguchi.engines.booking.rules.offer import Cap, OfferRules, Penalty, WonRelease
from madoguchi.engines.booking.rules.people import (
    Booker,
    GroupFacts,
    Point,
    check_eligible,
    months_old,
    suspended_until,
)
from madoguchi.engines.booking.rules.releasing import release_moment
from madoguchi.engines.booking.tests.town import DAY, on

FREE = {"times": {"kind": "free", "longest": 600}}


def rules(**more):
    return OfferRules.model_validate({**FREE, **more})


def use(starts="9:00", ends="12:00", **more):
    values = {"space": "hall", "user_class": "general", "purpose": "", "slots": 1, "people": 1}
    return Use(starts_at=on(starts), ends_at=on(ends), **{**values, **more})


def test_a_time_over_two_prices_pays_each_for_its_share():
    priced = rules(
        fees=[
            {"yen": 600, "per": "hour", "ends": "17:00"},
            {"yen": 1000, "per": "hour", "starts": "17:00"},
        ],
        extras=[{"key": "light", "title": "照明", "yen": 300, "per": "hour"}],
    )
    due = calculate_fee(priced, use("16:00", "18:30", extras=(("light", 2),)))
    assert dict(due.lines) == {"use": 600 + 1500, "light": 300 * 3 * 2}


def test_the_first_line_that_fits_counts_and_reductions_take_the_best():
    priced = rules(
        fees=[
            {"yen": 100, "user_classes": ["school"]},
            {"yen": 500, "weekdays": ["holiday"]},
            {"yen": 999},
        ],
        reductions=[
            {"key": "half", "title": "半額", "percent": 50, "purposes": ["child"]},
            {"key": "free", "title": "免除", "percent": 100, "purposes": ["child"],
             "needs_approval": True},
        ],
    )  # fmt: skip
    assert calculate_fee(priced, use()).yen == 999
    assert calculate_fee(priced, use(user_class="school")).yen == 100
    asked = calculate_fee(priced, use(purpose="child"))
    assert (asked.yen, asked.reduction, asked.needs_approval) == (999, "free", True)
    assert calculate_fee(priced, use(purpose="child"), approved={"free"}).yen == 0


@pytest.mark.parametrize(("hours", "owed"), [(200, 0), (168, 0), (167, 500), (24, 500), (23, 1000)])
def test_what_is_owed_depends_on_how_early(hours, owed):
    steps = {
        "steps": [
            {"hours_before": 168, "owed_percent": 0},
            {"hours_before": 24, "owed_percent": 50},
        ]
    }
    at = on("9:00") - timedelta(hours=hours)
    left = calculate_leaving(
        rules(cancellation=steps), starts_at=on("9:00"), amount_yen=1000, at=at
    )
    assert left.owed_yen == owed


def held(day=DAY, people=1, group=""):
    return Held("n", "o", "p", group, on("9:00", day), on("12:00", day), people)


@pytest.mark.parametrize(
    ("cap", "mine", "fits"),
    [
        ({"period": "day", "most": 1}, [DAY - timedelta(days=1)], True),
        ({"period": "day", "most": 1}, [DAY], False),
        ({"period": "week", "most": 1}, [date(2026, 11, 30)], False),
        ({"period": "week", "most": 1}, [date(2026, 12, 7)], True),
        ({"period": "month", "most": 1}, [date(2026, 12, 31)], False),
        ({"period": "fiscal_year", "most": 1}, [date(2027, 3, 31)], False),
        ({"period": "fiscal_year", "most": 1}, [date(2027, 4, 1)], True),
        ({"period": "upcoming", "most": 1}, [date(2026, 11, 1)], True),
        ({"period": "all", "most": 300, "unit": "minutes"}, [DAY], False),
        ({"per": "group", "period": "all", "most": 1}, [DAY], True),
    ],
)
def test_caps(cap, mine, fits):
    cap = Cap.model_validate(cap)

    def check():
        return check_caps([cap], map(held, mine), held(), at=on("9:00", date(2026, 11, 20)))

    if fits:
        assert check() is None
    else:
        with pytest.raises(refusals.CapReached):
            check()


def club(*, young, old):
    """A group whose leader is grown up."""
    births = (*[date(2014, 5, 1)] * young, *[date(1980, 5, 1)] * old)
    facts = GroupFacts("g", "youth", len(births), len(births), None, births=births)
    return Booker("p", birth_on=date(1980, 5, 1), group=facts)


@pytest.mark.parametrize(
    ("eligible", "booker", "fits"),
    [
        ({"residents_only": True}, Booker("p"), False),
        ({"residents_only": True}, Booker("p", is_resident=True), True),
        ({"groups": "only"}, Booker("p"), False),
        ({"age_from": 65}, Booker("p", birth_on=date(1961, 12, 1)), True),
        ({"age_from": 65}, Booker("p", birth_on=date(1961, 12, 2)), False),
        ({"age_from": 65}, Booker("p"), False),
        ({"months_from": 3, "months_until": 4}, Booker("p", birth_on=date(2026, 9, 1)), True),
        ({"months_from": 3, "months_until": 4}, Booker("p", birth_on=date(2026, 7, 1)), False),
        (
            {"group_members_min": 10, "group_residents": "majority"},
            Booker("p", group=GroupFacts("g", "general", 10, 5, None)),
            False,
        ),
        (
            {"group_members_min": 10, "group_residents": "majority"},
            Booker("p", group=GroupFacts("g", "general", 11, 6, None)),
            True,
        ),
        ({}, Booker("p", group=GroupFacts("g", "general", 9, 9, date(2026, 11, 30))), False),
        ({"age_until": 17}, club(young=3, old=2), True),
        ({"age_until": 17}, club(young=2, old=2), False),
        ({"age_until": 17, "group_ages": "all"}, club(young=3, old=1), False),
        ({"age_until": 17, "group_ages": "all"}, club(young=3, old=0), True),
        ({"age_until": 17, "group_ages": "booker"}, club(young=3, old=0), False),
        ({"age_until": 17}, club(young=0, old=0), False),
    ],
)
def test_who_may_book(eligible, booker, fits):
    if fits:
        assert check_eligible(rules(eligible=eligible), booker, DAY) is None
    else:
        with pytest.raises(refusals.NotEligible) as refused:
            check_eligible(rules(eligible=eligible), booker, DAY)
        assert refused.value.message.en


@pytest.mark.parametrize(
    ("birth", "on_day", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 3, 15), date(2026, 9, 14), 5),
        (date(1989, 1, 7), date(1989, 1, 8), 0),
    ],
)
def test_months_of_age(birth, on_day, months):
    assert months_old(birth, on_day) == months


def test_points_suspend_and_the_suspension_ends():
    rule = Penalty(points=3, within_days=30, suspend_days=10)
    start = on("9:00")
    points = tuple(Point(1, start + timedelta(days=n)) for n in (0, 5, 9))
    assert suspended_until(rule, points[:2], at=start + timedelta(days=9)) is None
    assert suspended_until(rule, points, at=start + timedelta(days=9)) == DAY + timedelta(days=19)
    assert suspended_until(rule, points, at=start + timedelta(days=19)) is None
    spread = tuple(Point(1, start + timedelta(days=n)) for n in (0, 20, 40))
    assert suspended_until(rule, spread, at=start + timedelta(days=41)) is None


@pytest.mark.parametrize("chance", [0, 1, 500, 999])
def test_a_given_back_win_returns_within_its_bounds_and_before_the_use(chance):
    rule = WonRelease(earliest_hours=2, latest_hours=48)
    at = on("9:00")
    far = release_moment(rule, at=at, starts_at=at + timedelta(days=30), chance=chance, of=1000)
    assert timedelta(hours=2) <= far - at < timedelta(hours=48)
    near = release_moment(rule, at=at, starts_at=at + timedelta(hours=1), chance=chance, of=1000)
    assert near - at <= timedelta(minutes=30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": {"kind": "grid"}},
        {"times": {"kind": "grid", "minutes": 33}},
        {"times": {"kind": "grid", "parts": [{"starts": "9:00", "ends": "9:00"}]}},
        {"times": {"kind": "grid", "parts": [{"starts": "9:00", "ends": "12:00"}, {"starts": "11:00", "ends": "13:00"}]}},
        {"window": {"days_before": 3, "months_before": 1}},
        {"eligible": {"groups": "none"}, "caps": [{"per": "group", "period": "day", "most": 1}]},
        {"unknown": 1},
    ],
)  # fmt: skip
def test_rules_that_contradict_themselves_are_refused(wrong):
    from pydantic import ValidationError

    with pytest.raises(ValidationError):
        rules(**wrong)
