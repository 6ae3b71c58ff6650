# SPDX-License-Identifier: Apache-2.0
"""What do staff do with courses and lotteries, and what do the numbers say?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.booking.tests.staff import said, visit


@pytest.fixture
def course(town, at):
    """Three take part, so that the course is full; one waits."""
    from madoguchi.engines.booking import api

    for n in range(3):
        contact = {"name": f"受講 {n}子", "phone": f"0000-24-000{n}"}
        api.hold(wanted=town.course(straight=True, contact=contact),
                 actor=town.citizen(f"p{n}"), at=at)  # fmt: skip
    return api.join_waiting(wanted=town.course(), actor=town.citizen("waits"), at=at)


def test_attendance_by_meeting_gives_a_certificate(town, at, course):
    from madoguchi.engines.booking.models import Reservation, SessionAttendance
    from madoguchi.kernel import clock

    town.rule("course", facts={"certificate": True, "certificate_sessions": 1})
    rows = list(Reservation.objects.filter(offer__key="course").order_by("made_at", "id"))
    with clock.frozen(town.on("12:30")) as later:
        desk = visit(later, "case_worker")
        page = said(desk.get("/staff/booking/courses/course/"))
        assert "受講 0子" in page
        assert f"{rows[0].id}-0" in page
        assert f"{rows[0].id}-1" not in page
        ids = [str(row.id) for row in rows]
        posted = {"row": ids, "came": [f"{ids[0]}-0", f"{ids[1]}-0", f"{ids[1]}-1"]}
        place = "/staff/booking/courses/course/do/attendance/"
        assert desk.post(place, posted).status_code == 302
        desk.post(place, posted)
        assert SessionAttendance.objects.filter(came=True).count() == 2
        desk.post(place, {"row": ids, "came": [f"{ids[0]}-0"]})
        assert SessionAttendance.objects.get(came=True).reservation_id == rows[0].id
        made = desk.get(f"/staff/booking/courses/course/certificates/{rows[0].number}/")
        assert made.content.startswith(b"%PDF-1.7")
        none = desk.get(f"/staff/booking/courses/course/certificates/{rows[2].number}/")
        assert none.status_code == 409
    rows[0].refresh_from_db()
    assert rows[0].state == "used"


def test_words_go_to_every_participant_once(town, at, course):
    from madoguchi.engines.booking.models import Notice

    desk = visit(at, "case_worker")
    place = "/staff/booking/courses/course/do/message/"
    for _ in range(2):
        desk.post(place, {"words": "会場が変わります", "token": "one"})
    assert Notice.objects.filter(kind="message", about__words="会場が変わります").count() == 3
    empty = desk.post(place, {"words": " ", "token": "two"})
    assert (empty.status_code, "送る文がない" in said(empty)) == (422, True)


def test_who_waits_is_promoted_when_there_is_room(town, at, course):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    desk = visit(at, "case_worker")
    place = "/staff/booking/courses/course/do/promote/"
    full = desk.post(place, {"entry": str(course.id)})
    assert (full.status_code, "空きが、まだありません" in said(full)) == (409, True)
    api.define_quota(key="phones", capacity=4, period="all", section=town.SECTION,
                     actor=town.clerk(), at=at)  # fmt: skip
    assert desk.post(place, {"entry": str(course.id)}).status_code == 302
    course.refresh_from_db()
    assert (course.state, course.reservation.state) == ("offered", "held")
    assert Reservation.objects.filter(offer__key="course").count() == 4


def test_the_list_of_courses_costs_the_same(town, at, course):
    desk = visit(at, "viewer")
    with CaptureQueriesContext(connection) as found:
        page = said(desk.get("/staff/booking/courses/"))
    assert "スマートフォン教室" in page
    assert len(found) <= 7


PLAN = {
    "key": "gym-december", "title": "12月の抽選", "offer": "gym", "from_on": "2026-12-01",
    "until_on": "2026-12-31", "opens_day": "2026-11-20", "opens_time": "9:00",
    "closes_day": "2026-11-22", "closes_time": "24:00", "confirm_day": "2026-11-26",
    "confirm_time": "24:00", "pay_day": "", "wishes_most": "3", "wins_most": "1",
    "duplicates": "yes",
}  # fmt: skip


def test_a_lottery_from_the_plan_to_the_second_round(town, at, akari, funaki):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import LotteryEntry, LotteryRound
    from madoguchi.kernel import clock

    desk = visit(at, "senior")
    form = said(desk.get("/staff/booking/lotteries/plan/"))
    assert "体育館" in form
    wrong = desk.post("/staff/booking/lotteries/plan/", {**PLAN, "closes_day": "2026-11-19"})
    assert (wrong.status_code, 'value="12月の抽選"' in said(wrong)) == (422, True)
    assert desk.post("/staff/booking/lotteries/plan/", PLAN).status_code == 302
    assert desk.post("/staff/booking/lotteries/plan/", PLAN).status_code == 409
    one = LotteryRound.objects.get()
    wish = [[town.want()]]
    for who in (akari, funaki, town.citizen("third")):
        api.enter_lottery(round_key=one.key, wishes=wish, actor=who, at=at)
    last = LotteryEntry.objects.latest("entered_at", "id")
    place = f"/staff/booking/lotteries/{one.key}/do/"
    bare = desk.post(f"{place}disqualify/", {"entry": str(last.id), "why": ""})
    assert bare.status_code == 422
    assert (
        desk.post(f"{place}disqualify/", {"entry": str(last.id), "why": "重複"}).status_code == 302
    )
    early = desk.post(f"{place}close/")
    assert early.status_code == 409
    page = said(desk.get(f"/staff/booking/lotteries/{one.key}/"))
    assert one.commitment in page
    assert re.search(r"第1希望.*?>2<", page, re.DOTALL)
    with clock.frozen(one.closes_at + timedelta(minutes=1)) as later:
        late = visit(later, "senior")
        for verb in ("close", "draw"):
            assert late.post(f"{place}{verb}/").status_code == 302, verb
        assert "2.0倍" in said(late.get("/staff/booking/lotteries/"))
        again = said(late.get(f"/staff/booking/lotteries/plan/?previous={one.key}"))
        assert 'value="gym-december-2"' in again
        assert late.post(f"{place}settle/").status_code == 409
    with clock.frozen(one.confirm_by + timedelta(minutes=1)) as end:
        api.release_expired(actor=town.clerk(), at=end)
        assert visit(end, "senior").post(f"{place}settle/").status_code == 302
    one.refresh_from_db()
    assert (one.state, len(one.seed)) == ("settled", 64)
    assert visit(at, "case_worker").post(f"{place}draw/").status_code == 403


def test_the_numbers_say_what_was_booked(town, at, akari, funaki, clerk):
    from madoguchi.engines.booking import api

    api.hold(
        wanted=town.want("rooms", "9:00", "12:00", straight=True, people=4), actor=akari, at=at
    )
    gone = api.hold(wanted=town.want("rooms", "13:00", "15:00", straight=True), actor=funaki, at=at)
    api.cancel(reservation_id=gone.id, actor=funaki, at=at)
    desk = visit(at, "viewer")
    page = said(desk.get("/staff/booking/statistics/?facility=room-1"))
    assert "曜日と時間ごとの利用率" in page
    assert re.search(r'data-heat="[1-5]"', page)
    sent = desk.get("/staff/booking/statistics/bookings.csv?facility=room-1")
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    line = next(one for one in text.splitlines() if one.startswith("room-1"))
    # booked, used, no-shows, cancelled, late, expired, people
    assert line.split(",")[2:] == ["2", "0", "0", "1", "0", "0", "4"]
    assert "2026年12月,,2,0,0,1,0,0,4" in text


def test_the_rate_is_minutes_used_of_minutes_open(town, at, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Space
    from madoguchi.engines.booking.queries.usage import read_usage

    api.hold(wanted=town.want("gym", "9:00", "12:00", straight=True, space="hall-a"),
             actor=akari, at=at)  # fmt: skip
    gym = [Space.objects.get(key="gym")]
    found = read_usage(gym, town.DAY, town.DAY)
    assert found.rate((1, 9)) == 50
    assert found.rate((1, 13)) == 0
    assert found.rate((1, 22)) is None
    assert found.rate_of(["hall-a"]) == 25
    assert found.rate_of(["hall-a", "hall-b"]) == 12


def test_statistics_cost_the_same_whatever_was_booked(town, at, akari, funaki):
    from madoguchi.engines.booking import api

    desk = visit(at, "viewer")

    def count():
        with CaptureQueriesContext(connection) as found:
            desk.get("/staff/booking/statistics/")
        return len(found)

    before = count()
    for who, hours in ((akari, ("9:00", "12:00")), (funaki, ("13:00", "17:00"))):
        api.hold(wanted=town.want("gym", *hours, straight=True), actor=who, at=at)
    assert count() == before <= 14
