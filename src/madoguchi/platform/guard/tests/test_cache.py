# SPDX-License-Identifier: Apache-2.0
"""The shared cache: one winner of many, nothing readable, nothing that runs."""

import threading

import pytest
from django.core.cache import cache
from django.db import connections

from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.guard.cache import forget_expired
from madoguchi.platform.guard.models import SharedValue


@pytest.fixture(autouse=True)
def _keys():
    ensure_zone_keys()


@pytest.mark.django_db
def test_it_keeps_and_forgets():
    assert cache.get("lamp") is None
    cache.set("lamp", [1.5, "灯"], 60)
    assert cache.get("lamp") == [1.5, "灯"]
    assert not cache.add("lamp", 2)
    assert cache.touch("lamp", 30)
    assert cache.delete("lamp")
    assert cache.add("lamp", 2, 0)
    assert cache.get("lamp") is None
    assert cache.add("lamp", 3)
    assert cache.get("lamp") == 3
    cache.set("oil", 1, -1)
    assert forget_expired() == 1
    cache.clear()
    assert not SharedValue.objects.exists()


@pytest.mark.django_db
def test_neither_address_nor_account_can_be_read_from_a_row():
    cache.set("allauth:rl:login:ip:192.0.2.77:akari@example.jp", [1.0])
    row = SharedValue.objects.get()
    assert len(row.key) == 64
    assert "akari" not in row.key + row.value


@pytest.mark.django_db
def test_what_is_no_json_is_not_kept():
    with pytest.raises(TypeError):
        cache.set("lamp", object())


@pytest.mark.django_db(transaction=True)
def test_of_ten_that_add_at_once_one_succeeds():
    ready, added = threading.Barrier(10), []

    def go():
        try:
            ready.wait()
            added.append(cache.add("lock", True, 60))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == [False] * 9 + [True]
