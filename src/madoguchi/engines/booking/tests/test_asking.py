# SPDX-License-Identifier: Apache-2.0
"""Are words understood as people mean them, and are longer times made of free ones only?"""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from madoguchi.engines.booking.rules.asking import means, read_words
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.runs import longer_times, shortest_of, similar_times

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("土曜の午後 体育館", {"weekdays": {5}, "parts": {"pm"}, "words": ("体育館",)}),
        ("a court on Saturday afternoon", {"weekdays": {5}, "parts": {"pm"}, "words": ("court",)}),
        ("12月5日(土) 午前 会議室 8人 2時間", {
            "first": date(2026, 12, 5), "last": date(2026, 12, 5), "parts": {"am"},
            "people": 8, "minutes": 120, "words": ("会議室",),
        }),
        ("1/8 18時から", {"first": date(2027, 1, 8), "starts_from": 1080, "words": ()}),
        ("来月 土日 音楽室", {
            "first": date(2026, 12, 1), "last": date(2026, 12, 31), "weekdays": {5, 6, 7},
        }),
        ("明日 相談", {"first": date(2026, 11, 21), "kinds": {"consultation"}}),
        ("粗大ごみ", {"kinds": {"pickup"}}),
        ("1時間半 卓球", {"minutes": 90, "words": ("卓球",)}),
        ("2月30日 体育館", {"first": None}),
        ("午後1時から", {"parts": {"pm"}}),
        ("体育館", {"words": ("体育館",)}),
        ("", {"words": (), "kinds": frozenset()}),
    ],
)  # fmt: skip
def test_words_are_understood(written, expected):
    found = read_words(written, today=TODAY)
    for name, value in expected.items():
        have = getattr(found, name)
        assert (set(have) if isinstance(value, set) else have) == value, (name, have)


def test_one_thing_has_many_names_and_days_many_kinds():
    assert means("court", "市民体育館 第1アリーナ")
    assert not means("court", "会議室")
    asked = read_words("休日 日曜", today=TODAY)
    assert asked.wants_day(date(2026, 11, 22))
    assert asked.wants_day(date(2026, 11, 23))  # 勤労感謝の日
    assert not asked.wants_day(date(2026, 11, 24))


def slots(*free, step=30, length=60, start=9 * 60):
    day = datetime(2026, 12, 1)  # noqa: DTZ001 - only lengths count here
    return [
        SimpleNamespace(
            starts_at=day + timedelta(minutes=start + n * step),
            ends_at=day + timedelta(minutes=start + n * step + length),
            free=bool(one),
        )
        for n, one in enumerate(free)
    ]


def clocks(times):
    return [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in times]


def test_a_free_time_is_stretched_only_over_free_times():
    rules = OfferRules.model_validate(
        {"times": {"kind": "free", "step": 30, "shortest": 60, "longest": 120}}
    )
    found = longer_times(rules, slots(1, 1, 1, 0, 0, 1), lambda one: one.free)
    assert clocks(found) == [
        ("09:00", "10:00"), ("09:00", "10:30"), ("09:00", "11:00"),
        ("09:30", "10:30"), ("09:30", "11:00"), ("10:00", "11:00"), ("11:30", "12:30"),
    ]  # fmt: skip
    assert clocks(shortest_of(found, 90)) == [("09:00", "10:30"), ("09:30", "11:00")]


def test_slots_of_a_grid_follow_one_another_as_often_as_the_offer_allows():
    rules = OfferRules.model_validate(
        {"times": {"kind": "grid", "minutes": 60, "most_in_a_row": 2}}
    )
    rows = slots(1, 1, 1, 0, 1, step=60)
    found = longer_times(rules, rows, lambda one: one.free)
    assert ("09:00", "11:00") in clocks(found)
    assert ("09:00", "12:00") not in clocks(found)
    assert ("11:00", "13:00") not in clocks(found)
    like = similar_times(rules, rows, lambda one: one.free, minutes=120, count=2)
    assert clocks(like) == [("09:00", "11:00"), ("10:00", "12:00")]
