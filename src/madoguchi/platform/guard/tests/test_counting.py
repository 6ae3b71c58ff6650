# SPDX-License-Identifier: Apache-2.0
"""Counting: free tries, growing waits, forgiveness, and many at once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.guard.api import Limit, forgive, take
from madoguchi.platform.guard.count import forget_old
from madoguchi.platform.guard.models import Counter
from madoguchi.platform.guard.rules import Count

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAIR = Limit(name="test.pair", free=5, window=timedelta(hours=24))
CROWD = Limit(name="test.crowd", free=300, window=10 * MINUTE)


@pytest.fixture(autouse=True)
def _keys():
    ensure_zone_keys()


@pytest.mark.django_db
def test_four_tries_are_free_and_each_further_one_waits_longer():
    at, waits = AT, []
    for _ in range(9):
        taken = take({PAIR: "akari"}, at=at)
        assert taken.allowed
        waits.append(taken.closes_for // MINUTE)
        at += taken.closes_for
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 15]


@pytest.mark.django_db
def test_trying_while_the_door_is_closed_does_not_close_it_longer():
    for _ in range(5):
        take({PAIR: "akari"}, at=AT)
    for second in range(59):
        assert not take({PAIR: "akari"}, at=AT + timedelta(seconds=second)).allowed
    assert take({PAIR: "akari"}, at=AT + MINUTE).allowed


@pytest.mark.django_db
def test_another_account_behind_the_same_address_is_not_locked_out():
    for _ in range(5):
        take({PAIR: "akari|192.0.2.1", CROWD: "192.0.2.1"}, at=AT)
    assert not take({PAIR: "akari|192.0.2.1", CROWD: "192.0.2.1"}, at=AT).allowed
    assert take({PAIR: "funaki|192.0.2.1", CROWD: "192.0.2.1"}, at=AT).allowed


@pytest.mark.django_db
def test_the_right_password_takes_its_try_back():
    for _ in range(100):
        taken = take({PAIR: "akari", CROWD: "192.0.2.1"}, at=AT)
        assert taken.allowed
        forgive(taken, at=AT)
    assert {row.tries for row in Counter.objects.all()} == {0}


@pytest.mark.django_db
def test_who_failed_cannot_be_read_and_is_forgotten():
    take({PAIR: "akari@example.jp", CROWD: "192.0.2.1"}, at=AT)
    rows = Counter.objects.all()
    assert all(b"akari" not in bytes(row.key) and len(bytes(row.key)) == 32 for row in rows)
    assert forget_old(AT + timedelta(hours=1)) == 1
    assert forget_old(AT + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_five_get_through():
    ready, taken = threading.Barrier(20), []

    def go():
        try:
            ready.wait()
            taken.append(take({PAIR: "akari|192.0.2.1", CROWD: "192.0.2.1"}, at=AT).allowed)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), sum(taken)) == (20, 5)
    assert sorted(Counter.objects.values_list("tries", flat=True)) == [5, 5]


@given(st.lists(st.integers(0, 3 * 24 * 60), max_size=60).map(sorted))
def test_within_a_window_no_more_than_the_limit_is_ever_let_through(minutes):
    count, let_in = Count(0, AT, AT), []
    for minute in minutes:
        at = AT + minute * MINUTE
        if not count.is_closed(at):
            count = count.plus_one(PAIR, at)
            let_in.append(at)
    for first in let_in:
        quarter = [at for at in let_in if first <= at < first + 15 * MINUTE]
        assert len(quarter) <= 2 * PAIR.free + 4
