# SPDX-License-Identifier: Apache-2.0
"""Does a course have its room to itself, and what happens to it in a disaster?"""

from datetime import timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM

WEEK = timedelta(days=7)


def course_rules(town, rooms=("room-1",), **more):
    times = [
        {
            "starts_at": (town.on("10:00") + n * WEEK).isoformat(),
            "ends_at": (town.on("12:00") + n * WEEK).isoformat(),
            "rooms": list(rooms),
        }
        for n in range(2)
    ]
    return {"times": {"kind": "sessions", "sessions": times}, "window": {"days_before": 60}, **more}


def define(town, at, **more):
    from madoguchi.engines.booking import api

    return api.define_offer(
        key="course", kind="course", title={"ja": "魚の料理"}, quotas=["phones"],
        rules=course_rules(town, **more), section=town.SECTION, actor=SYSTEM, at=at,
    )  # fmt: skip


def room(town, starts="10:00", ends="12:00", **more):
    return town.want("rooms", starts, ends, straight=True, **more)


@pytest.fixture
def cooking(town, at):
    """A course with its room on two Tuesdays."""
    return define(town, at)


def test_nobody_books_the_kitchen_while_the_course_cooks(town, cooking, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.rules.refusals import SlotTaken

    with pytest.raises(SlotTaken):
        api.hold(wanted=room(town, "11:00", "13:00"), actor=akari, at=at)
    api.hold(wanted=room(town, "12:00", "14:00"), actor=akari, at=at)
    api.hold(wanted=room(town, space="room-2"), actor=akari, at=at)
    town.sound()


def test_the_same_rules_again_change_nothing(town, cooking, at):
    from madoguchi.engines.booking.models import Claim, Closure

    define(town, at)
    assert Closure.objects.filter(offer=cooking, lifted_at=None).count() == 2
    assert Claim.objects.filter(live=True).count() == 2


def test_a_course_that_moves_gives_its_old_room_back(town, cooking, akari, at):
    from madoguchi.engines.booking import api

    define(town, at, rooms=["room-2"])
    api.hold(wanted=room(town), actor=akari, at=at)
    town.sound()


def test_a_room_that_somebody_has_booked_is_not_taken_away(town, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Closure
    from madoguchi.engines.booking.rules.rule_refusals import RoomsTaken

    api.hold(wanted=room(town), actor=akari, at=at)
    with pytest.raises(RoomsTaken) as refused:
        define(town, at)
    assert "12月1日" in refused.value.message.ja
    assert "予約1件" in refused.value.message.ja
    assert not Closure.objects.exists()


def evacuate(town, clerk, at, spaces=("room-1",)):
    from madoguchi.engines.booking import api

    return api.order_evacuation(
        spaces=spaces, starts_at=town.on("9:00"), ends_at=town.on("18:00"), words="大雨のため",
        actor=clerk, at=at,
    )  # fmt: skip


def told(actor):
    from madoguchi.engines.booking import api

    return [one.kind for one in api.list_own_notices(actor)][::-1]


def test_an_evacuation_takes_the_room_and_tells_who_takes_part(town, cooking, akari, clerk, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Closure

    one = api.hold(wanted=town.course(straight=True), actor=akari, at=at)
    order = evacuate(town, clerk, at)
    assert told(akari) == ["confirmed", "meeting_off"]
    one.refresh_from_db()
    assert one.state == "confirmed"
    town.sound()
    api.lift_evacuation(order_id=order.id, actor=clerk, at=at)
    assert told(akari) == ["confirmed", "meeting_off", "meeting_on"]
    assert Closure.objects.filter(offer=cooking, lifted_at=None).count() == 2
    town.sound()


def test_a_meeting_whose_time_has_passed_does_not_come_back(town, cooking, akari, clerk, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.course(straight=True), actor=akari, at=at)
    order = evacuate(town, clerk, at)
    api.lift_evacuation(order_id=order.id, actor=clerk, at=town.on("17:00"))
    assert told(akari) == ["confirmed", "meeting_off"]
    town.sound()


def test_the_preview_names_the_meetings(town, cooking, at):
    from madoguchi.engines.booking.queries.consequences import preview_closing

    found = preview_closing(["room-1"], town.on("9:00"), town.on("18:00"))
    assert [one.words for one in found.meetings] == ["魚の料理"]
    assert not found.standing
