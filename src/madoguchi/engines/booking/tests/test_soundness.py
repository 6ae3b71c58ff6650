# SPDX-License-Identifier: Apache-2.0
"""Does a drill find what a restore or an editing hand has broken, and nothing where all is well?"""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction

from madoguchi.engines.booking.tests.test_invitations import (  # noqa: F401 - fixtures
    book,
    bring,
    checkup,
    opened,
)

CHECKS = (
    "list_double_bookings", "list_claims_of_ended", "list_wrong_counts", "list_loose_invitations",
    "list_disagreeing_lotteries",
)  # fmt: skip


def said():
    """What each check finds, by its name; empty where nothing is wrong."""
    from madoguchi.engines.booking.queries import soundness

    found = {name: list(getattr(soundness, name)()) for name in CHECKS}
    return {name: lines for name, lines in found.items() if lines}


@pytest.fixture
def booked(town, akari, funaki, at):
    """Two halves of the hall, a place on the course, and a booking that was cancelled."""
    from madoguchi.engines.booking import api

    made = api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    api.hold(
        wanted=town.want(space="hall-a", starts="13:00", ends="17:00", straight=True),
        actor=funaki, at=at,
    )  # fmt: skip
    api.hold(wanted=town.course(straight=True), actor=funaki, at=at)
    gone = api.hold(wanted=town.want("rooms", "10:00", "11:00", straight=True), actor=funaki, at=at)
    api.cancel(reservation_id=gone.id, actor=funaki, at=at)
    return made


def test_an_ordinary_day_is_sound(booked):
    assert said() == {}


def test_two_claims_on_one_place_are_found(booked):
    from madoguchi.engines.booking.models import Claim

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE booking_claim DROP CONSTRAINT booking_no_double")
        else:
            cursor.execute("DROP TRIGGER booking_no_double_insert")
    claim = Claim.objects.filter(reservation=booked, live=True).first()
    Claim.objects.create(
        leaf_id=claim.leaf_id, reservation=booked, starts_at=claim.starts_at + timedelta(hours=1),
        ends_at=claim.ends_at + timedelta(minutes=1), live=True,
    )  # fmt: skip
    assert list(said()) == ["list_double_bookings"]


def test_a_place_that_stays_taken_and_a_wrong_count_are_found(booked):
    from madoguchi.engines.booking.models import QuotaCount, Reservation

    assert QuotaCount.objects.filter(taken__gt=0).update(taken=0)
    assert list(said()) == ["list_wrong_counts"]
    Reservation.objects.filter(id=booked.id).update(
        state="cancelled", ended_at=booked.made_at, end_reason="own"
    )
    assert booked.number in said()["list_claims_of_ended"][0]


def test_an_invitation_with_another_childs_booking_is_found(bring, at):  # noqa: F811
    from datetime import date

    from madoguchi.engines.booking.models import Invitation

    bring()
    children = opened("t3 1001", date(2023, 11, 2), at)
    book(children, at)
    assert said() == {}
    first, second = (one.id for one in children)
    link = Invitation.objects.get(id=first).reservation_id
    Invitation.objects.filter(id=first).update(reservation=None)
    assert len(said()["list_loose_invitations"]) == 1
    Invitation.objects.filter(id=second).update(reservation=link)
    assert len(said()["list_loose_invitations"]) == 2


def test_a_lottery_that_draws_otherwise_is_found(town, akari, funaki, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import LotteryRound, LotteryWish

    api.plan_round(
        key="december", title={"ja": "12月の抽選"}, offers=["gym"], days=(town.DAY, town.DAY),
        opens_at=at, closes_at=at + timedelta(days=2), confirm_by=at + timedelta(days=5),
        actor=clerk, at=at,
    )  # fmt: skip
    for person in (akari, funaki):
        api.enter_lottery(round_key="december", wishes=[[town.want()]], actor=person, at=at)
    over = at + timedelta(days=2)
    api.close_round(round_key="december", actor=clerk, at=over)
    drawn = api.draw_round(round_key="december", actor=clerk, at=over)
    assert said() == {}
    with transaction.atomic():
        LotteryWish.objects.filter(won=False).update(won=True)
        assert "were not published" in said()["list_disagreeing_lotteries"][0]
        transaction.set_rollback(True)
    file = json.loads(drawn.published)
    loser = next(one for one in file["entries"] if one["digest"] != file["wins"][0]["digest"])
    file["wins"][0]["digest"] = loser["digest"]
    LotteryRound.objects.update(published=json.dumps(file))
    assert any("others than the draw gives" in one for one in said()["list_disagreeing_lotteries"])
    LotteryRound.objects.update(published="{")
    assert "cannot be read" in said()["list_disagreeing_lotteries"][0]


def test_the_drill_of_the_portal_asks_all_of_it(booked):
    from madoguchi.platform.backup.checks import run_checks

    found = {one.name: one for one in run_checks()}
    names = {
        "no place is booked twice", "quotas count what is used", "lotteries draw the same again",
        "invitations and their bookings agree", "numbers of the queue are gapless",
    }  # fmt: skip
    assert names <= set(found)
    assert found["no place is booked twice"].checked == 4
    assert [found[name].broken for name in sorted(names)] == [0] * 5
