# SPDX-License-Identifier: Apache-2.0
"""Shares, waits, quiet hours, addresses, links: decisions without database and clock."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.messaging.rules import addresses, quiet, retrying, shares
from madoguchi.engines.messaging.rules.refusals import AddressUnfit

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def standing(key, share, calls=0, bad=0, moved_at=None):
    return shares.Standing(key, share, calls, bad, moved_at)


def test_a_slow_provider_loses_ten_points_once_in_five_minutes_and_gets_them_back():
    found = shares.move([standing("a", 50, 20, 4), standing("b", 50, 20, 0)], at=AT)
    assert [one.share for one in found] == [40, 60]
    again = [standing(one.key, one.share, 20, 10 if one.key == "a" else 0, AT) for one in found]
    assert shares.move(again, at=AT + timedelta(minutes=4))[0].share == 40
    assert shares.move(again, at=AT + timedelta(minutes=5))[0].share == 30
    calm = [standing("a", 40, 20, 0, AT), standing("b", 60, 20, 0, AT)]
    assert [one.share for one in shares.move(calm, at=AT + timedelta(minutes=15))] == [45, 55]


@given(
    st.lists(st.integers(1, 100), min_size=2, max_size=4),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=4, max_size=4),
)
def test_shares_keep_their_sum(parts, counts):
    rows = [
        standing(str(n), part, max(c), min(c))
        for n, (part, c) in enumerate(zip(parts, counts, strict=False))
    ]
    moved = shares.move(rows, at=AT)
    assert sum(one.share for one in moved) == sum(parts)
    assert all(one.share >= 0 for one in moved)


def test_each_provider_gets_its_share_of_all_marks():
    found = [shares.choose({"a": 30, "b": 70}, mark) for mark in range(100)]
    assert (found.count("a"), found.count("b")) == (30, 70)
    assert shares.choose({"a": 0, "b": 0}, 3) in {"a", "b"}


@pytest.mark.parametrize(
    ("hour", "channel", "until"),
    [(12, "line", 23), (22, "line", 23), (2, "line", 2), (12, "email", 12), (12, "letter", 12)],
)
def test_nothing_rings_from_nine_to_eight(hour, channel, until):
    """Hours of UTC: 12 is nine in the evening, 23 is eight in the morning."""
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    rings = quiet.when_to_ring(midnight + timedelta(hours=hour), channel, quiet.CITY)
    assert rings == midnight + timedelta(hours=until)


def test_waits_double_and_heed_what_was_asked_for():
    waits = [retrying.wait_before(n) for n in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[-1] == retrying.MOST
    assert retrying.wait_before(1, retry_after_s=90) == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("channel", "written", "kept"),
    [
        ("email", " Akari@Example.JP ", "Akari@example.jp"),
        ("sms", "０９０-1234-5678", "+819012345678"),
        ("sms", "+81 90 1234 5678", "+819012345678"),
        (
            "letter",
            "770-0001\n灯台市本町一丁目2番3号\n灯 あかり 様",
            "770-0001\n灯台市本町一丁目2番3号\n灯 あかり 様",
        ),
    ],
)
def test_an_address_has_one_form(channel, written, kept):
    assert addresses.canonical(channel, written) == kept


@pytest.mark.parametrize(
    ("channel", "written"),
    [
        ("email", "akari"), ("email", "a@b"), ("email", "a@example.jp\nBcc: b@example.jp"),
        ("sms", "088-123-4567"), ("line", "Uabc"), ("webpush", "{}"),
        ("webpush", '{"endpoint": "file:///etc", "keys": {"auth": "a", "p256dh": "b"}}'),
        ("letter", "770-0001\n灯台市本町\n灯 あかり 様"), ("letter", "灯台市本町1-2\n灯 あかり 様"),
    ],
)  # fmt: skip
def test_an_odd_address_is_refused_in_words(channel, written):
    with pytest.raises(AddressUnfit) as refused:
        addresses.canonical(channel, written)
    assert refused.value.next_step is not None


def test_a_link_is_ours_or_nobodys():
    from madoguchi.engines.messaging.queries.tokens import read_token, token_for
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    key = uuid4()
    token = token_for("open", key)
    assert read_token("open", token) == key
    assert read_token("unsubscribe", token) is None
    assert read_token("open", token[:-6] + ("A" * 6 if token[-6:] != "A" * 6 else "B" * 6)) is None
    assert read_token("open", "あ") is None
