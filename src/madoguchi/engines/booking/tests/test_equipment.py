# SPDX-License-Identifier: Apache-2.0
"""Is a piece of equipment in one room at a time, however many want it?"""

from datetime import timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM

PIANO = {"key": "piano", "title": {"ja": "ピアノ"}, "yen": 1000, "units": ["piano-1"]}
MICS = {"key": "mic", "title": {"ja": "マイク"}, "yen": 100, "units": ["mic-1", "mic-2"]}
LIGHT = {"key": "light", "title": {"ja": "照明"}, "yen": 500, "most": 2}


@pytest.fixture
def stage(town, at):
    """The gym and the rooms may have the piano, two microphones and lights."""
    from madoguchi.engines.booking import api

    by = {"section": town.SECTION, "actor": SYSTEM, "at": at}
    for key in ("piano-1", "mic-1", "mic-2"):
        api.place_space(key=key, title={"ja": key}, kind="equipment", **by)
    for offer in ("gym", "rooms"):
        town.rule(offer, lottery=False, extras=[PIANO, MICS, LIGHT])
    return town


def book(town, actor, at, offer="gym", extras=(("piano", 1),), **more):
    from madoguchi.engines.booking import api

    times = ("9:00", "12:00") if offer == "gym" else ("10:00", "12:00")
    wish = town.want(offer, *times, extras=tuple(extras), straight=True, **more)
    return api.hold(wanted=wish, actor=actor, at=at)


def test_the_piano_is_in_one_room_at_a_time(stage, akari, funaki, at):
    from madoguchi.engines.booking.rules.equipment import ExtraTaken

    book(stage, akari, at, space="hall-a")
    with pytest.raises(ExtraTaken) as refused:
        book(stage, funaki, at, offer="rooms")
    assert "「ピアノ」" in refused.value.message.ja
    assert "残り0" in refused.value.message.ja
    book(stage, funaki, at, offer="rooms", extras=[("mic", 1)])
    book(stage, funaki, at, offer="rooms", day=stage.DAY + timedelta(days=1))
    stage.sound()


def test_of_two_microphones_the_third_is_refused(stage, akari, funaki, at):
    from madoguchi.engines.booking.rules.equipment import ExtraTaken, TooManyExtras

    book(stage, akari, at, space="hall-a", extras=[("mic", 1)])
    with pytest.raises(ExtraTaken):
        book(stage, funaki, at, space="hall-b", extras=[("mic", 2)])
    book(stage, funaki, at, space="hall-b", extras=[("mic", 1)])
    with pytest.raises(TooManyExtras):
        book(stage, funaki, at, offer="rooms", extras=[("mic", 3)])
    with pytest.raises(TooManyExtras):
        book(stage, funaki, at, offer="rooms", extras=[("light", 3)])
    stage.sound()


def test_what_is_cancelled_gives_its_piano_back(stage, akari, funaki, at):
    from madoguchi.engines.booking import api

    one = book(stage, akari, at, space="hall-a")
    api.cancel(reservation_id=one.id, actor=akari, at=at)
    book(stage, funaki, at, offer="rooms")
    stage.sound()


def test_a_moved_booking_takes_its_piano_along(stage, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.rules.equipment import ExtraTaken

    one = book(stage, akari, at, space="hall-a")
    days = timedelta(days=1)
    book(stage, funaki, at, offer="rooms", day=stage.DAY + 2 * days)
    api.change(
        reservation_id=one.id, actor=akari, at=at,
        starts_at=one.starts_at + days, ends_at=one.ends_at + days,
    )  # fmt: skip
    stage.sound()
    with pytest.raises(ExtraTaken):
        api.change(
            reservation_id=one.id, actor=akari, at=at,
            starts_at=one.starts_at + 2 * days, ends_at=one.ends_at + 2 * days,
        )  # fmt: skip
    stage.sound()
    book(stage, funaki, at, offer="rooms", day=stage.DAY)
    stage.sound()


def test_a_held_time_gets_and_gives_back_equipment_as_the_form_says(stage, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.fill_in import fill_in
    from madoguchi.engines.booking.models import Claim

    one = api.hold(wanted=stage.want(space="hall-a"), actor=akari, at=at)
    by = {"reservation_id": one.id, "actor": akari, "at": at, "people": 1}
    fill_in(**by, extras=(("piano", 1), ("light", 1)))
    stage.sound()
    assert Claim.objects.filter(live=True, leaf__key="piano-1").exists()
    fill_in(**by, extras=(("light", 1),))
    stage.sound()
    assert not Claim.objects.filter(live=True, leaf__key="piano-1").exists()


def test_a_hold_that_ran_out_keeps_no_piano(stage, akari, funaki, at):
    from madoguchi.engines.booking import api

    wish = stage.want(space="hall-a", extras=(("piano", 1),))
    api.hold(wanted=wish, actor=akari, at=at)
    book(stage, funaki, at + timedelta(minutes=11), offer="rooms")
    stage.sound()


def test_a_closed_hall_gives_back_and_a_reopened_one_takes_its_piano_again(stage, akari, clerk, at):
    from madoguchi.engines.booking import api

    one = book(stage, akari, at, space="hall-a")
    days = timedelta(days=1)
    moved = {"starts_at": one.starts_at + days, "ends_at": one.ends_at + days}
    api.change(reservation_id=one.id, actor=akari, at=at, **moved)
    closure = api.close_space(
        space="hall", reason="repair", words="工事", actor=clerk, at=at, cancel_bookings=True,
        **moved,
    )  # fmt: skip
    stage.sound()
    assert api.reopen_space(closure_id=closure.id, actor=clerk, at=at) == []
    stage.sound()


def test_the_form_says_how_many_are_left(stage, akari_web, funaki, at):
    from madoguchi.engines.booking import api

    book(stage, funaki, at, space="hall-a", extras=[("mic", 1)])
    one = api.hold(wanted=stage.want(space="hall-b"), actor=akari_web.actor, at=at)
    page = akari_web.get(f"/booking/reservations/{one.number}/").content.decode()
    assert "この時間の残り 1" in page


def test_staff_see_which_piece_to_hand_out(stage, akari, at):
    from madoguchi.engines.booking.queries.equipment import pieces_of

    one = book(stage, akari, at, space="hall-a", extras=[("mic", 1)])
    assert [piece.key for piece in pieces_of(one)] == ["mic-1"]
