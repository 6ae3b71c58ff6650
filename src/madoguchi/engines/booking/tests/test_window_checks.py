# SPDX-License-Identifier: Apache-2.0
"""Are windows found that close before they open?"""

import pytest

from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.rule_checks import Around, faults_of

PARTS = {"kind": "grid", "parts": [
    {"starts": "8:00", "ends": "9:00"}, {"starts": "18:00", "ends": "21:00"},
]}  # fmt: skip
DAY = 24 * 60


def faults(times, **more):
    rules = OfferRules.model_validate({"times": times, **more})
    return [(one.path, one.message.ja) for one in faults_of(rules, Around({}))]


def test_a_window_that_closes_before_it_opens_is_found_with_words():
    ((path, words),) = faults(PARTS, window={"days_before": 3, "closes_minutes_before": 7 * DAY})
    assert (path, "始まる前に締め切る" in words) == ("window", True)


@pytest.mark.parametrize("window", [
    {"days_before": 8, "closes_minutes_before": 7 * DAY},
    {"months_before": 1, "closes_minutes_before": 0},
    {"days_before": 0, "opens": "0:00"},
    {"days_before": 0, "opens": "9:00", "closes_minutes_before": -DAY},
])  # fmt: skip
def test_windows_that_open_in_time_are_good(window):
    assert faults(PARTS, window=window) == []


def test_a_part_of_the_day_that_is_over_when_the_window_opens_is_named():
    ((path, words),) = faults(PARTS, window={"days_before": 0, "opens": "9:00"})
    assert path == "window"
    assert words.startswith("08:00からの枠")


def test_days_of_the_month_that_are_over_are_named():
    ((_, words),) = faults(PARTS, window={"months_before": 0, "on_day": 15})
    assert words.startswith("1日のように")


def test_priority_windows_and_courses_are_looked_at_too():
    shut = {"days_before": 1, "closes_minutes_before": 3 * DAY}
    found = faults(PARTS, priority=[{"user_classes": ["club"], "window": shut}])
    assert [path for path, _ in found] == ["priority[0].window"]
    course = {"kind": "sessions", "sessions": [
        {"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T12:00:00+09:00"},
    ]}  # fmt: skip
    assert [path for path, _ in faults(course, window=shut)] == ["window"]


def test_staff_cannot_save_such_a_window(town, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.change_rules import change_rules
    from madoguchi.engines.booking.models import Offer
    from madoguchi.engines.booking.rules.refusals import RuleWrong

    offer = Offer.objects.get(key="rooms")
    data = offer.read_rules().model_dump(mode="json")
    data["window"] = {"days_before": 3, "closes_minutes_before": 7 * DAY}
    with pytest.raises(RuleWrong) as refused:
        change_rules(
            key="rooms", rules=OfferRules.model_validate(data), capacities={},
            version=offer.version, why="x", actor=clerk, at=at,
        )  # fmt: skip
    assert "締め切る" in refused.value.message.ja
    assert api.get_offer("rooms").read_rules().window.days_before == 60
