# SPDX-License-Identifier: Apache-2.0
"""Do those who booked a consultation by video find its room, and nobody else?"""

from datetime import timedelta

import pytest

LINK = "https://meet.example/room"


@pytest.fixture
def rooms():
    from madoguchi.engines.booking import api, ports

    class Twin:
        away = False

        def link(self, *, booking, offer, starts_at, ends_at):
            if self.away:
                raise api.RoomsAway
            assert starts_at < ends_at
            return (
                f"https://video.example/{booking.rpartition(':')[2]}" if offer == "counter" else ""
            )

    twin = Twin()
    api.use_rooms(twin)
    yield twin
    ports._rooms.clear()


@pytest.fixture
def one(town, akari, at):
    from madoguchi.engines.booking import api

    wish = town.want("counter", "10:00", "10:30", straight=True)
    return api.hold(wanted=wish, actor=akari, at=at)


def room(one, at):
    from madoguchi.engines.booking.queries.online import room_of

    one.offer.refresh_from_db()
    return room_of(one, at=at)


def test_the_fixed_link_is_shown_when_the_time_is_near(town, one):
    town.rule("counter", facts={"online_url": LINK})
    start = one.starts_at
    early = room(one, start - timedelta(minutes=16))
    assert (early.url, early.opens_at) == ("", start - timedelta(minutes=15))
    assert room(one, start - timedelta(minutes=15)).url == LINK
    assert room(one, one.ends_at) is None


def test_without_video_there_is_no_room(one, at):
    assert room(one, one.starts_at) is None


def test_each_booking_has_a_room_of_its_own_where_rooms_are_given(one, rooms):
    assert room(one, one.starts_at).url == f"https://video.example/{one.id}"
    assert room(one, one.starts_at - timedelta(days=1)).url == ""


def test_rooms_that_are_away_say_so(one, rooms):
    rooms.away = True
    assert room(one, one.starts_at).away


def test_nobody_finds_the_room_of_a_cancelled_booking(town, one, akari, at):
    from madoguchi.engines.booking import api

    town.rule("counter", facts={"online_url": LINK})
    made = api.cancel(reservation_id=one.id, actor=akari, at=at)
    assert room(made, made.starts_at) is None


def test_the_page_of_the_booking_says_when_the_link_appears(town, akari_web, at):
    from madoguchi.engines.booking import api

    town.rule("counter", facts={"online_url": LINK})
    wish = town.want("counter", "10:00", "10:30", straight=True)
    one = api.hold(wanted=wish, actor=akari_web.actor, at=at)
    page = akari_web.get(f"/booking/reservations/{one.number}/").content.decode()
    assert "12月1日(火)9時45分からここに出ます" in page
    assert LINK not in page
