# SPDX-License-Identifier: Apache-2.0
"""What do staff see and do: week, day, sheet, booking for a caller, one booking?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.booking.tests.staff import said, visit


@pytest.fixture
def desk(town, at):
    return visit(at, "senior")


@pytest.fixture
def booked(town, at, akari):
    from madoguchi.engines.booking import api

    return api.hold(
        wanted=town.want(straight=True, contact={"name": "港 太郎", "phone": "0000-24-1111"}),
        actor=akari, at=at,
    )  # fmt: skip


def test_the_week_shows_every_state_in_words(desk, booked, town, at, funaki):
    from madoguchi.engines.booking import api

    api.hold(wanted=town.want("rooms", "10:00", "12:00"), actor=funaki, at=at)
    page = said(desk.get("/staff/booking/?day=2026-12-01&facility=gym"))
    for words in ("9:00–12:00", "予約あり", "準備・片付け", "空き", booked.number):
        assert words in page
    rooms = said(desk.get("/staff/booking/?day=12/1&facility=room-1"))
    assert "仮押さえ" in rooms
    only = said(desk.get("/staff/booking/day/?day=2026-12-01&facility=gym&kind=booked"))
    assert "予約あり" in only
    assert 'data-mark="free"' not in only


def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(desk):
    answer = desk.get("/staff/booking/?day=いつか")
    assert answer.status_code == 422
    assert "日付として読めません" in said(answer)


def test_the_week_costs_the_same_whatever_is_booked(desk, town, at, akari, funaki):
    from madoguchi.engines.booking import api

    def count():
        with CaptureQueriesContext(connection) as found:
            desk.get("/staff/booking/?day=2026-12-01&facility=gym")
        return len(found)

    before = count()
    for person, hours in ((akari, ("9:00", "12:00")), (funaki, ("13:00", "17:00"))):
        api.hold(wanted=town.want("gym", *hours, straight=True), actor=person, at=at)
    assert count() == before <= 12


def test_the_sheet_names_people_and_writes_the_reading_down(desk, booked):
    from madoguchi.platform.audit.api import Leaf

    page = said(desk.get("/staff/booking/sheet/?day=2026-12-01&facility=gym"))
    for words in ("港 太郎", "0000-24-1111", "まだ支払いなし", "書きこみ"):
        assert words in page
    leaf = Leaf.objects.filter(action="booking.contacts.read").latest("at")
    assert leaf.facts["numbers"] == [booked.number]


def test_staff_of_another_section_see_nothing(town, at, booked):
    other = visit(at, "senior", sections=("tax",))
    assert booked.number not in said(other.get("/staff/booking/?day=2026-12-01"))
    assert other.get(f"/staff/booking/bookings/{booked.number}/").status_code == 404
    assert other.post(f"/staff/booking/bookings/{booked.number}/attend/").status_code == 404


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def look(desk, **typed):
    values = {"where": "体育館 hall-a", "when": "12/1", "hours": "13-17", "people": "12", **typed}
    first = said(desk.get("/staff/booking/call/"))
    values["token"] = hidden(first, "token")
    return values, said(desk.post("/staff/booking/call/", {**values, "do": "look"}))


def test_a_caller_is_booked_in_two_steps_and_found_the_next_time(desk, town, at):
    from madoguchi.engines.booking.models import Reservation

    values, page = look(desk, caller="0000-24-7788")
    assert "13:00–17:00" in page
    assert 'value="0000-24-7788"' in page
    slot = re.search(r'name="slot" value="([^"]*)"[^>]*checked', page)[1]
    values |= {
        "looked": hidden(page, "looked"), "slot": slot, "party": "new", "do": "book",
        "name": "灯 みどり", "kana": "アカリ ミドリ", "phone": "0000-24-7788",
    }  # fmt: skip
    done = desk.post("/staff/booking/call/", values)
    again = desk.post("/staff/booking/call/", values)
    made = Reservation.objects.get()
    assert done.status_code == again.status_code == 302
    assert done.headers["Location"] == again.headers["Location"]
    assert (made.space.key, made.people, made.channel, made.state) == (
        "hall-a", 12, "phone", "confirmed",
    )  # fmt: skip
    assert made.number in said(desk.get(done.headers["Location"]))
    for words in ("7788", "0000247788", "灯", "あかり", "アカリミ"):
        assert "灯 みどり" in look(desk, caller=words)[1], words
    assert "灯 みどり" not in look(desk, caller="9999")[1]


def test_changed_words_are_looked_for_anew_and_nothing_typed_is_lost(desk, town):
    from madoguchi.engines.booking.models import Reservation

    values, page = look(desk, caller="灯")
    values |= {"looked": hidden(page, "looked"), "do": "book", "when": "12/2", "name": "灯 みどり"}
    page = said(desk.post("/staff/booking/call/", values))
    assert not Reservation.objects.exists()
    assert 'value="灯 みどり"' in page
    values |= {"looked": hidden(page, "looked"), "slot": "none", "party": "new"}
    refused = desk.post("/staff/booking/call/", values)
    assert refused.status_code == 409
    assert "時間がまだ決まっていません" in said(refused)


def test_a_new_caller_needs_a_name_and_a_telephone(desk, town):
    values, page = look(desk)
    slot = re.search(r'name="slot" value="([^"]*)"[^>]*checked', page)[1]
    values |= {"looked": hidden(page, "looked"), "slot": slot, "party": "new", "do": "book"}
    refused = desk.post("/staff/booking/call/", {**values, "name": "灯"})
    assert refused.status_code == 422
    assert "電話番号を入れてください" in said(refused)


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"where": "宇宙船"}, "「宇宙船」という場所"), ({"when": "2月30日"}, "日付として"),
     ({"hours": "昼"}, "時刻として"), ({"people": "たくさん"}, "人数として")],
)  # fmt: skip
def test_what_cannot_be_read_is_named(desk, town, typed, words):
    assert words in look(desk, **typed)[1]


def test_the_whole_life_of_a_booking_on_its_page(desk, booked, at):
    from madoguchi.engines.booking.models import PenaltyPoint, Reservation
    from madoguchi.kernel import clock

    place = f"/staff/booking/bookings/{booked.number}/"

    def act(verb, by=desk, **values):
        answer = by.post(f"{place}{verb}/", values)
        booked.refresh_from_db()
        return answer

    page = said(desk.get(place))
    for words in ("港 太郎", "1,200円", "来たことを記録する", "square-code", "予約しました"):
        assert words in page
    assert act("paid").status_code == 302
    assert booked.paid_at is not None
    moved = act("change", day="12/2", hours="13-17", space="hall", people="8")
    assert (moved.status_code, booked.people) == (302, 8)
    refused = act("change", day="12/2", hours="3-4", space="hall", people="8")
    assert refused.status_code in {409, 422}
    assert 'value="3-4"' in said(refused)
    with clock.frozen(booked.ends_at) as later:
        late = visit(later, "senior")
        assert act("no-show", by=late).status_code == 302
        assert booked.state == "no_show"
        assert PenaltyPoint.objects.count() == 1
        act("undo", by=late)
        assert (booked.state, PenaltyPoint.objects.count()) == ("confirmed", 0)
        act("attend", by=late)
        assert booked.state == "used"
    assert act("fly").status_code == 404
    assert Reservation.objects.count() == 1


def test_a_fee_is_waived_by_a_senior_with_a_reason_only(desk, booked, at):
    from madoguchi.kernel import clock

    place = f"/staff/booking/bookings/{booked.number}/cancel/"
    with clock.frozen(booked.starts_at - timedelta(hours=3)):
        clerk = visit(clock.now(), "case_worker")
        assert (
            clerk.post(place, {"reason": "by_phone", "waive": "yes", "words": "大雪"}).status_code
            == 403
        )
        senior = visit(clock.now(), "senior")
        bare = senior.post(place, {"reason": "by_phone", "waive": "yes"})
        assert (bare.status_code, "理由を書いてください" in said(bare)) == (422, True)
        done = senior.post(place, {"reason": "by_phone", "waive": "yes", "words": "大雪のため"})
    booked.refresh_from_db()
    assert (done.status_code, booked.state, booked.amount_yen) == (302, "cancelled", 0)
    assert booked.notices.get(kind="cancelled").about == {"words": "大雪のため"}


REDUCED = {
    "purposes": ["児童", "一般"],
    "reductions": [{"key": "children", "title": "児童の団体", "percent": 50, "purposes": ["児童"],
                    "evidence": "名簿", "needs_approval": True}],
}  # fmt: skip


@pytest.fixture
def reduced(db, at, keys, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    town.build(at, **REDUCED)
    return api.hold(wanted=town.want(straight=True, purpose="児童"), actor=akari, at=at)


def test_a_reduction_is_decided_with_its_evidence_in_view(reduced, at):
    desk = visit(at, "case_worker")
    place = f"/staff/booking/bookings/{reduced.number}/"
    page = said(desk.get(place))
    for words in ("確かめる書類:名簿", "承認待ち", "減免を認める"):
        assert words in page
    bare = desk.post(f"{place}reduction/", {"decision": "refuse", "why": " "})
    assert bare.status_code == 422
    assert desk.post(f"{place}reduction/", {"decision": "approve"}).status_code == 302
    reduced.refresh_from_db()
    assert reduced.amount_yen == 600
    again = desk.post(f"{place}reduction/", {"decision": "approve"})
    assert again.status_code == 409


def test_points_are_withdrawn_by_a_senior_on_the_page_of_their_booking_only(town, at, booked):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import PenaltyPoint
    from madoguchi.kernel import clock

    with clock.frozen(booked.ends_at) as later:
        api.attend(reservation_id=booked.id, came=False, actor=town.clerk(), at=later)
        point = str(PenaltyPoint.objects.get().id)
        desk = visit(later, "senior")
        other = api.hold(
            wanted=town.want("rooms", "18:00", "20:00", straight=True), actor=town.citizen("o"),
            at=later,
        )  # fmt: skip
        values = {"point": point, "why": "病気のため"}
        elsewhere = desk.post(f"/staff/booking/bookings/{other.number}/points/", values)
        assert elsewhere.status_code == 404
        place = f"/staff/booking/bookings/{booked.number}/points/"
        assert visit(later, "case_worker").post(place, values).status_code == 403
        assert desk.post(place, values).status_code == 302
        assert "病気のため" in said(desk.get(f"/staff/booking/bookings/{booked.number}/"))
    assert PenaltyPoint.objects.get().withdrawn_at is not None


def test_the_sheet_costs_the_same_whoever_comes(desk, town, at, akari, funaki):
    from madoguchi.engines.booking import api

    def count():
        with CaptureQueriesContext(connection) as found:
            desk.get("/staff/booking/sheet/?day=2026-12-01&facility=gym")
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in found)

    api.hold(wanted=town.want("gym", straight=True), actor=akari, at=at)
    before = count()
    api.hold(wanted=town.want("gym", "13:00", "17:00", straight=True), actor=funaki, at=at)
    assert count() == before


def test_typed_days_and_hours(at):
    from datetime import date

    from madoguchi.engines.booking.rules.typed import day_typed, hours_typed
    from madoguchi.kernel.refusal import Refusal

    on = date(2026, 11, 20)
    for typed, day in {
        "12/1": date(2026, 12, 1), "1201": date(2026, 12, 1), "１２／１": date(2026, 12, 1),
        "1/5": date(2027, 1, 5), "土": date(2026, 11, 21), "金曜日": on, "あす": date(2026, 11, 21),
        "": on, "2026-12-24": date(2026, 12, 24), "R8.12.24": date(2026, 12, 24),
    }.items():  # fmt: skip
        assert day_typed(typed, on) == day, typed
    for typed, hours in {
        "13": (780, None), "13-15": (780, 900), "9:30-12": (570, 720), "9時から12時": (540, 720),
        "": (None, None), "２２-２４": (1320, 1440),
    }.items():  # fmt: skip
        assert hours_typed(typed) == hours, typed
    for typed in ("15-13", "25", "昼"):
        with pytest.raises(Refusal):
            hours_typed(typed)
    with pytest.raises(Refusal):
        day_typed("2/30", on)
