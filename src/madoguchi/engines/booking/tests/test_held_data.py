# SPDX-License-Identifier: Apache-2.0
"""わたしのデータ: what booking keeps of a person, and which section saw it how often."""

from datetime import timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.my_data import list_holdings


def held(account, at, lang="ja"):
    return {one.kind: one for one in list_holdings(account, lang=lang, at=at)}


@pytest.fixture
def booked(town, akari, at):
    """Akari is registered and has booked the hall."""
    from madoguchi.engines.booking import api

    api.register_patron(
        party_ref=akari.ref, section=town.SECTION, actor=SYSTEM, at=at,
        personal={"name": "灯 あかり", "phone": "090-0000-1125", "birth_on": "1990-05-05"},
    )  # fmt: skip
    return api.hold(
        wanted=town.want(straight=True, contact={"name": "灯 あかり", "phone": "090-0000-1125"}),
        actor=akari, at=at,
    )  # fmt: skip


def test_everything_kept_of_a_person_is_told(booked, akari, funaki, at):
    told = held(akari.ref, at)
    person = {one.label: one.text for one in told["booking.registration"].items}
    assert person["お名前"] == "灯 あかり"
    assert person["生年月日"].startswith("平成2年5月5日")
    (booking,) = [one for one in told["booking.reservations"].items if booked.number in one.label]
    assert "灯 あかり" in booking.text
    assert "090-0000-1125" in booking.text
    assert told["booking.reservations"].readings == ()
    assert held(funaki.ref, at) == {}


def test_who_saw_it_is_counted_by_section(booked, akari, clerk, at):
    from madoguchi.engines.booking.commands.read_contacts import look_at_party, read_contacts

    for minutes in (0, 5):
        read_contacts(
            reservations=[booked], what="booking", actor=clerk, at=at + timedelta(minutes=minutes)
        )
    look_at_party(party_ref=akari.ref, actor=clerk, at=at)
    told = held(akari.ref, at)
    (seen,) = told["booking.reservations"].readings
    assert (seen.seen_as, seen.count, seen.purpose) == ("review", 2, "予約の受付")
    assert (seen.first_at, seen.last_at) == (at, at + timedelta(minutes=5))
    (searched,) = told["booking.registration"].readings
    assert (searched.seen_as, searched.count) == ("list", 1)


def test_a_list_of_many_costs_the_same_number_of_queries(
    town, booked, akari, clerk, at, django_assert_num_queries
):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.note_seen import note_seen
    from madoguchi.engines.booking.web.citizen.held import tell_bookings

    numbers = [f"R8-{n}" for n in range(200)]
    note_seen(subjects=numbers, what="day_sheet", purpose="p", actor=clerk, at=at)
    with django_assert_num_queries(4):
        note_seen(subjects=numbers, what="day_sheet", purpose="p", actor=clerk, at=at)
    with django_assert_num_queries(11):
        tell_bookings(akari.ref, "ja", at)
    for hour in ("13:00", "15:00"):
        api.hold(
            wanted=town.want("rooms", hour, f"{int(hour[:2]) + 1}:00", straight=True),
            actor=akari, at=at,
        )  # fmt: skip
    with django_assert_num_queries(11):
        tell_bookings(akari.ref, "ja", at)


def test_it_goes_with_the_account(booked, akari, clerk, at):
    from madoguchi.engines.booking import api, models
    from madoguchi.engines.booking.commands.read_contacts import read_contacts

    read_contacts(reservations=[booked], what="booking", actor=clerk, at=at)
    api.forget_party(party_ref=akari.ref, actor=SYSTEM, at=at)
    assert not models.ContactSeen.objects.exists()
    assert "booking.registration" not in held(akari.ref, at)
