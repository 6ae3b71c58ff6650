# SPDX-License-Identifier: Apache-2.0
"""Who wins when many want the same at the same instant, over real connections?"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from madoguchi.engines.booking.rules import lottery_refusals
from madoguchi.engines.booking.tests import town as places
from tests.racing import race, winners_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db, at, keys):
    places.build(at)
    return places


def test_one_of_eight_gets_the_hall_and_never_nobody(town, at):
    from madoguchi.engines.booking import api

    spaces = ["hall", "hall-a", "hall-b", "hall"]
    for n in range(6):
        day = town.DAY + timedelta(days=n)

        def job(k, day=day):
            wanted = town.want(space=spaces[k % 4], day=day, straight=True)
            return lambda: api.hold(wanted=wanted, actor=town.citizen(f"p{k}"), at=at)

        winners = winners_of(race(*(job(k) for k in range(8))))
        kinds = sorted(one.space.key for one in winners)
        assert kinds in (["hall"], ["hall-a", "hall-b"]), kinds
    town.sound()


def test_three_places_go_to_three_of_twelve(town, at):
    from madoguchi.engines.booking import api

    def job(k):
        return lambda: api.hold(
            wanted=town.course(straight=True), actor=town.citizen(f"p{k}"), at=at
        )

    assert len(winners_of(race(*(job(k) for k in range(12))))) == 3
    town.sound()


def test_one_person_does_not_pass_the_cap_by_pressing_at_once(town, at):
    from madoguchi.engines.booking import api

    api.define_offer(
        key="rooms", kind="facility", title={"ja": "会議室"}, section="sports",
        rules={**town.ROOM_RULES, "caps": [{"period": "month", "most": 2}]},
        spaces=["room-1", "room-2"], actor=town.SYSTEM, at=at,
    )  # fmt: skip

    def job(k):
        wanted = town.want("rooms", "9:00", "10:00", day=town.DAY + timedelta(days=k))
        return lambda: api.hold(wanted=wanted, actor=town.citizen("akari"), at=at)

    assert len(winners_of(race(*(job(k) for k in range(6))))) == 2
    town.sound()


def test_one_piano_goes_to_one_of_the_rooms_that_want_it(town, at):
    from madoguchi.engines.booking import api

    by = {"section": town.SECTION, "actor": town.SYSTEM, "at": at}
    api.place_space(key="piano-1", title={"ja": "ピアノ"}, kind="equipment", **by)
    extra = {"key": "piano", "title": {"ja": "ピアノ"}, "yen": 0, "units": ["piano-1"]}
    for offer in ("gym", "rooms"):
        town.rule(offer, lottery=False, extras=[extra])
    for n in range(4):
        day = town.DAY + timedelta(days=n)

        def job(k, day=day):
            offer, times = ("gym", ("9:00", "12:00")) if k < 2 else ("rooms", ("10:00", "12:00"))
            space = ("hall-a", "hall-b", "room-1", "room-2")[k]
            wish = town.want(offer, *times, day, space=space, straight=True, extras=(("piano", 1),))
            return lambda: api.hold(wanted=wish, actor=town.citizen(f"p{k}"), at=at)

        assert len(winners_of(race(*(job(k) for k in range(4))))) == 1
    town.sound()


def test_one_request_sent_four_times_is_one_booking(town, at):
    from madoguchi.engines.booking import api

    wanted = town.course(straight=True, idempotency_key="k")

    def job():
        return api.hold(wanted=wanted, actor=town.citizen("akari"), at=at)

    assert len({one.id for one in winners_of(race(job, job, job, job))}) == 1
    town.sound()


def test_exchanging_two_bookings_at_once_ends(town, at):
    from madoguchi.engines.booking import api

    who = [town.citizen("a"), town.citizen("b")]
    mine = [
        api.hold(wanted=town.want(space=s, straight=True), actor=p, at=at)
        for s, p in zip(("hall-a", "hall-b"), who, strict=True)
    ]

    def job(n):
        return lambda: api.change(reservation_id=mine[n].id, space="hall", actor=who[n], at=at)

    assert winners_of(race(job(0), job(1))) == []
    town.sound()

    def cancel(n):
        return lambda: api.cancel(reservation_id=mine[n].id, actor=who[n], at=at)

    winners_of(race(cancel(0), job(1), cancel(0), job(1)))
    town.sound()


def test_an_expired_hold_is_taken_by_exactly_one(town, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(), actor=town.citizen("first"), at=at)
    later = at + timedelta(minutes=30)

    def job(k):
        return lambda: api.hold(wanted=town.want(), actor=town.citizen(f"p{k}"), at=later)

    winners = winners_of(
        race(*(job(k) for k in range(6)), lambda: api.release_expired(actor=town.SYSTEM, at=later))
    )
    assert len([one for one in winners if not isinstance(one, list)]) == 1
    town.sound()


def test_the_database_itself_refuses_a_second_claim_and_one_too_many(town, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Claim, QuotaCount
    from madoguchi.kernel.ids import new_id

    made = api.hold(wanted=town.want(), actor=town.citizen("akari"), at=at)
    claim = made.claims.first()
    with pytest.raises(IntegrityError, match="booking_no_double"), transaction.atomic():
        Claim.objects.create(
            id=new_id(), leaf_id=claim.leaf_id, reservation=made,
            starts_at=claim.ends_at - timedelta(seconds=1),
            ends_at=claim.ends_at + timedelta(hours=1),
        )  # fmt: skip
    ended = Claim.objects.create(
        id=new_id(), leaf_id=claim.leaf_id, reservation=made, starts_at=claim.starts_at,
        ends_at=claim.ends_at, live=False,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="booking_no_double"), transaction.atomic():
        Claim.objects.filter(id=ended.id).update(live=True)
    api.hold(wanted=town.course(), actor=town.citizen("akari"), at=at)
    with pytest.raises(IntegrityError, match="quota_never_exceeded"), transaction.atomic():
        QuotaCount.objects.update(taken=4)


def test_who_enters_twice_at_once_is_entered_once(town, at):
    from madoguchi.engines.booking import api

    api.plan_round(
        key="r", title={"ja": "r"}, offers=["gym"], days=(town.DAY, town.DAY), opens_at=at,
        closes_at=at + timedelta(days=1), confirm_by=at + timedelta(days=2),
        actor=town.SYSTEM, at=at,
    )  # fmt: skip

    def job():
        return api.enter_lottery(
            round_key="r", wishes=[[town.want()]], actor=town.citizen("akari"), at=at
        )

    results = race(job, job, job)
    assert len(winners_of(results)) == 1
    assert sum(isinstance(one, lottery_refusals.AlreadyEntered) for one in results) == 2
