# SPDX-License-Identifier: Apache-2.0
"""Do codes reach the doors, open them in their time only, and come back when a booking ends?"""

import threading
from datetime import timedelta

import pytest

from madoguchi.connectors.doors.client import DoorLine, read_line, write_line
from madoguchi.connectors.doors.twin import DoorTwin

SECRET = "only for this test"


@pytest.fixture
def twin():
    with DoorTwin(SECRET) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def doors(twin):
    """The twin's doors in use; none afterwards."""
    from madoguchi.engines.booking import ports

    ports.use_doors(DoorLine(twin.address, SECRET))
    yield twin
    ports._doors.clear()


@pytest.fixture
def booked(db):
    """A booking of tomorrow at a room with a door."""
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town
    from madoguchi.kernel import clock
    from madoguchi.platform.crypto.keys import ensure_zone_keys

    ensure_zone_keys()
    with clock.frozen(town.on("12:00") - timedelta(days=1)) as at:
        town.build(at)
        api.place_space(
            key="room-1", title={"ja": "会議室"}, section=town.SECTION, more={"door": "east-1"},
            actor=town.clerk(), at=at,
        )  # fmt: skip
        yield api.hold(
            wanted=town.want("rooms", "10:00", "11:00", straight=True),
            actor=town.citizen("akari"), at=at,
        )  # fmt: skip


def run(at):
    """What the worker does each minute."""
    from madoguchi.engines.booking.jobs import tell_doors
    from madoguchi.kernel import clock

    with clock.frozen(at):
        tell_doors.func()


def codes():
    from django.apps import apps

    return apps.get_model("booking", "DoorCode").objects


def test_a_code_opens_in_its_time_and_is_shown_near_it(doors, booked):
    from madoguchi.engines.booking.api import door_code_for

    starts, ends = booked.starts_at, booked.ends_at
    run(starts - timedelta(hours=20))
    known = dict(doors.codes)
    run(starts - timedelta(hours=19))
    assert doors.codes == known != {}
    assert door_code_for(booked, at=starts - timedelta(hours=2)) == ""
    code = door_code_for(booked, at=starts - timedelta(minutes=30))
    assert len(code) == 6
    assert not doors.opens("east-1", code, starts - timedelta(minutes=30))
    assert doors.opens("east-1", code, starts - timedelta(minutes=10))
    assert not doors.opens("west", code, starts)
    assert not doors.opens("east-1", code, ends + timedelta(minutes=15))


def test_a_door_that_is_stuck_is_asked_again_later_and_later(doors, booked):

    at = booked.starts_at - timedelta(hours=20)
    doors.is_stuck = True
    run(at)
    run(at + timedelta(seconds=30))
    assert codes().get().tries == 1
    run(at + timedelta(minutes=1))
    assert codes().get().tries == 2
    doors.is_stuck = False
    run(at + timedelta(minutes=2))
    assert codes().get().state == "waiting"
    run(at + timedelta(minutes=3))
    assert codes().get().state == "given"


def test_no_line_at_all_is_only_a_later_try(doors, booked):
    from madoguchi.engines.booking import ports

    ports.use_doors(DoorLine("127.0.0.1:1", SECRET))
    run(booked.starts_at - timedelta(hours=20))
    assert codes().get().tries == 1


def test_a_cancelled_booking_opens_no_door_and_a_changed_one_at_its_new_time(doors, booked):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    at = booked.starts_at - timedelta(hours=21)
    run(at)
    moved = api.change(
        reservation_id=booked.id, starts_at=town.on("11:00"), ends_at=town.on("12:00"),
        actor=town.clerk(), at=at,
    )  # fmt: skip
    run(at)
    code = api.door_code_for(moved, at=moved.starts_at)
    assert not doors.opens("east-1", code, booked.starts_at)
    assert doors.opens("east-1", code, moved.starts_at)
    api.cancel(reservation_id=booked.id, actor=town.clerk(), at=at)
    run(at)
    assert not doors.opens("east-1", code, moved.starts_at)
    assert not codes().exists()


def test_a_wrong_secret_or_an_old_line_is_not_believed(twin, booked):
    from madoguchi.engines.booking.api import DoorAway

    with pytest.raises(DoorAway):
        DoorLine(twin.address, "another").withdraw(door="east-1", booking="R8")
    assert twin.codes == {}
    line = write_line({"said": "ok"}, b"one")
    assert read_line(line, b"one") == {"said": "ok"}
    assert read_line(line, b"two") is None
    assert read_line(b"not json", b"one") is None
