# SPDX-License-Identifier: Apache-2.0
"""Are people reminded of what they booked, once and in time, and left in peace otherwise?"""

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.kernel.actors import SYSTEM

HOUR = timedelta(hours=1)


def remind(at):
    from madoguchi.engines.booking.commands.remind import remind as run

    return run(actor=SYSTEM, at=at)


def kinds(actor):
    from madoguchi.engines.booking import api

    return [one.kind for one in api.list_own_notices(actor)][::-1]


@pytest.fixture
def booked(town, akari, at):
    """Half the hall on 12月1日 9時から12時, booked eleven days before."""
    from madoguchi.engines.booking import api

    return api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)


def test_a_day_before_she_is_reminded_once(booked, akari):
    start = booked.starts_at
    assert remind(start - 25 * HOUR) == 0
    assert remind(start - 24 * HOUR) == 1
    assert remind(start - 24 * HOUR) == 0
    assert remind(start - HOUR) == 0
    assert kinds(akari) == ["confirmed", "remind"]


def test_nobody_is_reminded_of_what_has_begun_or_was_cancelled(town, booked, akari, funaki, at):
    from madoguchi.engines.booking import api

    other = api.hold(wanted=town.want(space="hall-b", straight=True), actor=funaki, at=at)
    api.cancel(reservation_id=other.id, actor=funaki, at=at)
    assert remind(booked.starts_at) == 0
    assert remind(booked.starts_at - HOUR) == 1
    assert kinds(funaki) == ["confirmed", "cancelled"]


def test_whoever_books_at_the_last_moment_is_left_in_peace(town, akari, at):
    from madoguchi.engines.booking import api

    start = town.on("9:00")
    api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=start - 5 * HOUR)
    assert remind(start - 4 * HOUR) == 0
    assert kinds(akari) == ["confirmed"]


def test_a_moved_booking_is_reminded_of_its_new_time(town, booked, akari):
    from madoguchi.engines.booking import api

    start = booked.starts_at
    assert remind(start - 24 * HOUR) == 1
    later = {"starts_at": start + timedelta(days=2), "ends_at": booked.ends_at + timedelta(days=2)}
    by = {"actor": akari, "at": start - 23 * HOUR, "agreed": (1200, 1)}
    api.change(reservation_id=booked.id, **by, **later)
    assert remind(start - 22 * HOUR) == 0
    assert remind(start + 24 * HOUR) == 1
    assert kinds(akari) == ["confirmed", "remind", "changed", "remind"]


def test_of_several_that_are_due_the_nearest_speaks(town, booked, akari):
    town.rule("gym", remind_hours=[72, 24])
    assert remind(booked.starts_at - 73 * HOUR) == 0
    assert remind(booked.starts_at - 20 * HOUR) == 1
    assert remind(booked.starts_at - 19 * HOUR) == 0


def test_an_offer_without_reminders_is_quiet(town, booked):
    town.rule("gym", remind_hours=[])
    assert remind(booked.starts_at - HOUR) == 0


def test_every_meeting_of_a_course_has_its_reminder(town, akari, at):
    from madoguchi.engines.booking import api

    one = api.hold(wanted=town.course(straight=True), actor=akari, at=at)
    assert remind(one.starts_at - HOUR) == 1
    assert remind(one.starts_at + HOUR) == 0
    assert remind(one.starts_at + timedelta(days=7) - HOUR) == 1


def test_whoever_must_pay_is_reminded_of_the_day(town, akari, clerk, at):
    from madoguchi.engines.booking import api

    town.rule("gym", pay_by_days=3, lottery=False)
    one = api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    assert remind(one.pay_by - 25 * HOUR) == 0
    assert remind(one.pay_by - 23 * HOUR) == 1
    assert remind(one.pay_by - 22 * HOUR) == 0
    assert kinds(akari)[-1] == "remind_pay"


def test_whoever_has_paid_is_not(town, akari, clerk, at):
    from madoguchi.engines.booking import api

    town.rule("gym", pay_by_days=3, lottery=False)
    one = api.hold(wanted=town.want(space="hall-a", straight=True), actor=akari, at=at)
    api.mark_paid(reservation_id=one.id, actor=clerk, at=at)
    assert remind(one.pay_by - HOUR) == 0


def test_a_place_that_waits_for_an_answer_is_reminded_halfway(town, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    one = api.hold(wanted=town.want(space="hall-a"), actor=akari, at=at)
    Reservation.objects.filter(id=one.id).update(hold_until=at + 24 * HOUR)
    assert remind(at + 11 * HOUR) == 0
    assert remind(at + 12 * HOUR) == 1
    assert remind(at + 13 * HOUR) == 0
    assert kinds(akari) == ["remind_confirm"]


def test_a_hold_of_minutes_needs_no_reminder(town, akari, at):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want(space="hall-a"), actor=akari, at=at)
    assert remind(at + timedelta(minutes=9)) == 0


def test_the_database_keeps_a_second_reminder_out(booked, at):
    from django.db import IntegrityError, transaction

    from madoguchi.engines.booking.models import Reminder

    same = {"reservation": booked, "kind": "start", "hours": 24, "about_at": booked.starts_at}
    Reminder.objects.create(**same, decided_at=at, told=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**same, decided_at=at, told=False)


def test_a_reminder_that_came_too_late_is_not_handed_over(booked, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.send_notices import send_notices

    handed = []
    api.use_notifier(lambda **given: handed.append(given["kind"]))
    try:
        remind(booked.starts_at - HOUR)
        send_notices(actor=SYSTEM, at=booked.starts_at + HOUR)
    finally:
        from madoguchi.engines.booking import ports

        ports._notifiers.clear()
    assert handed == ["confirmed"]


def test_reminders_cost_the_same_for_two_and_for_ten(town, akari, at):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from madoguchi.engines.booking import api

    day = town.DAY
    for hour in range(9, 11):
        wish = town.want("rooms", f"{hour}:00", f"{hour + 1}:00", day, straight=True)
        api.hold(wanted=wish, actor=akari, at=at)
    start = town.on("9:00")
    with CaptureQueriesContext(connection) as few:
        assert remind(start - 20 * HOUR) == 2
    for hour in range(11, 21):
        wish = town.want("rooms", f"{hour}:00", f"{hour + 1}:00", day, straight=True)
        api.hold(wanted=wish, actor=akari, at=at)
    with CaptureQueriesContext(connection) as many:
        assert remind(start - 10 * HOUR) == 10
    # One statement for each notice; everything else is the same.
    assert len(many) - len(few) <= 8 + 2


def test_the_page_says_when_it_begins(booked, akari):
    from madoguchi.engines.booking.web.citizen.notices import notice_text

    about = {"at": datetime(2026, 12, 1, 0, 0, tzinfo=UTC).isoformat()}
    assert "12月1日(火)9時からの" in notice_text("remind", about, "ja")
    assert "Tue 1 Dec 9:00" in notice_text("remind", about, "en")
