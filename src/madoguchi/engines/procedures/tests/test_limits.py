# SPDX-License-Identifier: Apache-2.0
"""Can one sender fill the zone with drafts and applications, or wear it out by printing?"""

from datetime import timedelta

import pytest

from madoguchi.engines.procedures.models import Draft
from madoguchi.engines.procedures.tests.conftest import Citizen
from madoguchi.engines.procedures.web import limits
from madoguchi.platform.guard.api import Limit, Pace, forget_paces
from madoguchi.platform.guard.paced import Paces

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """Let so many be free that a test can reach the end."""

    def go(limit, free):
        monkeypatch.setattr(Limit, "wait_after", lambda one, tries: (
            timedelta(minutes=1) if one.name == limit.name and tries >= free else timedelta(0)
        ))  # fmt: skip

    return go


def begin(citizen):
    return citizen.client.post("/procedures/dog-claim/start/")


@pytest.fixture
def slow(monkeypatch):
    """A pace that a test can reach; everyone begins anew."""

    def go(pace, burst):
        monkeypatch.setattr(Paces, "take", lambda self, one, subject: real(
            self, Pace(name=one.name, burst=burst, per_second=0.001), subject
        ) if one.name == pace.name else 0.0)  # fmt: skip

    real = Paces.take
    forget_paces()
    yield go
    forget_paces()


def test_each_limit_is_generous_to_a_town_and_has_an_end():
    for pace in (limits.STARTING, limits.SENDING):
        assert pace.burst >= 3000
        paces = Paces(clock=lambda: 0.0)
        waits = [paces.take(pace, "192.0.2.1") for _ in range(pace.burst + 1)]
        assert not any(waits[:-1])
        assert waits[-1] == pytest.approx(1 / pace.per_second)
    assert limits.PRINTING.wait_after(limits.PRINTING.free) >= timedelta(minutes=1)


def test_nobody_begins_drafts_without_end(install, guest, slow, at):
    install("dog-claim")
    slow(limits.STARTING, 3)
    assert [begin(guest).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert Draft.objects.count() == 3
    assert begin(Citizen()).status_code == 429
    elsewhere = Citizen()
    elsewhere.client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    assert begin(elsewhere).status_code == 302


def test_nobody_sends_without_end(install, guest, slow, at):
    install("dog-claim")
    slow(limits.SENDING, 1)
    begin(guest)
    guest.start("dog-claim")
    address = f"/drafts/{guest.draft_id}/send/"
    assert guest.client.post(address).status_code == 302
    assert guest.client.post(address).status_code == 429


def test_nobody_prints_without_end(akari, few):
    few(limits.PRINTING, 2)
    said = [akari.client.get("/mine/data.pdf").status_code for _ in range(3)]
    assert said == [200, 200, 429]
    assert akari.client.get("/mine/data/").status_code == 200


def test_nobody_asks_the_office_without_end(akari, few):
    few(limits.ASKING, 1)
    assert [akari.client.post("/mine/data/").status_code for _ in range(2)] == [302, 429]
