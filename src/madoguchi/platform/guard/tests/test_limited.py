# SPDX-License-Identifier: Apache-2.0
"""A limit on a view: a sentence and a time for the one, nothing for the neighbours."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from madoguchi.platform.crypto.keys import ensure_zone_keys
from madoguchi.platform.guard.api import ANY, Limit, TooMany, address_of, limited
from madoguchi.platform.screens.refusals import refuse

pytestmark = pytest.mark.django_db
TWICE = Limit(name="test.view", free=2, window=timedelta(hours=1))


@pytest.fixture(autouse=True)
def _keys():
    ensure_zone_keys()


@limited(TWICE)
def by_address(_request):
    return HttpResponse("done")


@limited(TWICE, by=lambda _request, lamp: lamp)
def by_lamp(_request, lamp):
    return HttpResponse(lamp)


@limited(TWICE, methods=ANY)
def costly(_request):
    return HttpResponse("drawn")


def post(view, *things, address="192.0.2.1"):
    return view(RequestFactory().post("/", REMOTE_ADDR=address), *things)


def test_the_third_post_is_told_to_wait():
    post(by_address), post(by_address)
    with pytest.raises(TooMany) as refused:
        post(by_address)
    assert 1 <= refused.value.retry_after <= 60
    page = refuse(RequestFactory().get("/"), refused.value)
    assert page.status_code == 429
    assert page["Retry-After"] == str(refused.value.retry_after)
    assert "あと1分ほど待ってください" in page.content.decode()


def test_reading_is_not_counted_and_neighbours_are_not_either():
    for _ in range(5):
        by_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1"))
    post(by_address), post(by_address)
    assert post(by_address, address="192.0.2.2").content == b"done"


def test_a_costly_answer_is_counted_also_where_it_is_only_read():
    for _ in range(2):
        costly(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1"))
    with pytest.raises(TooMany):
        costly(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1"))


def test_a_limit_may_be_for_a_thing():
    for lamp in ("red", "blue"):
        post(by_lamp, lamp), post(by_lamp, lamp, address="192.0.2.9")
        with pytest.raises(TooMany):
            post(by_lamp, lamp, address="192.0.2.10")


@pytest.mark.parametrize(
    ("written", "counted"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::"), ("2001:db8:0:1::ff", "2001:db8:0:1::"), ("", "unknown"), ("x", "unknown")],
)  # fmt: skip
def test_a_home_counts_as_one(written, counted):
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=written)) == counted
