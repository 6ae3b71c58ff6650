# SPDX-License-Identifier: Apache-2.0
"""What can a clerk on the telephone do beyond one slot: long times, children, equipment, waiting?"""

import re

import pytest

from madoguchi.engines.booking.tests.staff import said, visit
from madoguchi.engines.booking.tests.test_desk_offers import checkup

CALL = "/staff/booking/call/"


@pytest.fixture
def desk(town, at):
    return visit(at, "senior")


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def chosen(page):
    return re.search(r'name="slot" value="([^"]*)"[^>]*checked', page)[1]


def look(desk, **typed):
    values = {"where": "会議室 room-1", "when": "12/1", "hours": "", "people": "1", **typed}
    values["token"] = hidden(said(desk.get(CALL)), "token")
    return values, said(desk.post(CALL, {**values, "do": "look"}))


def call(desk, slot="", **typed):
    values, page = look(desk, **typed)
    values |= {
        "looked": hidden(page, "looked"), "slot": slot or chosen(page), "party": "new",
        "do": "book", "name": "灯 みどり", "phone": "0000-24-7788", **typed,
    }  # fmt: skip
    return values, desk.post(CALL, values)


def only():
    from madoguchi.engines.booking.models import Reservation

    return Reservation.objects.get()


@pytest.mark.parametrize(
    ("typed", "hours"),
    [({"hours": "13-15"}, "13:00–15:00"), ({"hours": "9:30-12"}, "9:30–12:00"),
     ({"where": "体育館 hall-a", "hours": "9-13"}, "9:00–17:00"),
     ({"where": "体育館 hall-a", "hours": "13-21"}, "13:00–21:00"),
     ({"where": "体育館 hall-a", "hours": "13-15"}, "13:00–17:00"),
     ({"where": "counter", "hours": "9-10"}, "")],
)  # fmt: skip
def test_a_length_is_found_as_slots_in_a_row(desk, typed, hours):
    _, page = look(desk, **typed)
    if not hours:
        assert "2週間の中に空きがありません" in page
        return
    first = re.search(r"<kbd>1</kbd>([^<]*)<", page)[1]
    assert hours in first


def test_two_hours_of_a_meeting_room_are_booked_as_one_time(desk, town):
    _, done = call(desk, hours="13-15")
    made = only()
    assert done.status_code == 302, said(done)
    assert (made.starts_at, made.ends_at) == (town.on("13:00"), town.on("15:00"))
    _, page = look(desk, hours="13-15")
    assert "13:00–15:00" not in re.search(r"<kbd>1</kbd>([^<]*)<", page)[1]
    town.sound()


def test_children_of_a_new_caller_are_asked_for_and_come(desk, at, town):
    checkup(at)
    asked = {"where": "checkup", "people": "2"}
    _, page = look(desk, **asked)
    assert page.count('name="child-birth-') == 2
    _, bare = call(desk, **asked)
    assert bare.status_code == 422
    assert "お子さん2人分の生年月日" in said(bare)
    assert 'value="灯 みどり"' in said(bare)
    children = {"child-1": "灯 みなと", "child-birth-1": "R8.8.1", "child-2": "灯 なぎ",
                "child-birth-2": "2026-08-01"}  # fmt: skip
    _, wrong = call(desk, **asked, **{**children, "child-birth-2": "きのう"})
    assert "生年月日として読めません" in said(wrong)
    _, old = call(desk, **asked, **{**children, "child-birth-2": "2020-08-01"})
    assert old.status_code == 403
    _, done = call(desk, **asked, **children)
    assert done.status_code == 302, said(done)
    from madoguchi.engines.booking.queries.reservations import births_of, read_contact

    made = only()
    assert [one.isoformat() for one in births_of(made)] == ["2026-08-01", "2026-08-01"]
    assert read_contact(made)["children"] == "灯 みなと、灯 なぎ"


def test_equipment_is_booked_with_the_room(desk, at, town):
    from madoguchi.engines.booking.models import Offer

    offer = Offer.objects.get(key="rooms")
    offer.rules = {
        **offer.rules,
        "extras": [{"key": "light", "title": {"ja": "照明"}, "yen": 300, "per": "booking"}],
    }
    offer.version += 1
    offer.save()
    _, wrong = call(desk, **{"extra.light": "たくさん"})
    assert "設備の数「たくさん」は読めません" in said(wrong)
    _, done = call(desk, **{"extra.light": "2"})
    made = only()
    assert (done.status_code, made.extras, made.amount_yen) == (302, [["light", 2]], 600)


def test_a_caller_waits_for_what_is_full(desk, at, town, akari):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import WaitingEntry

    api.hold(wanted=town.course(straight=True, people=3), actor=akari, at=at)
    values, page = look(desk, where="course")
    assert "選ぶとキャンセル待ちに入ります" in page
    slot = re.search(r'name="slot" value="(wait:[^"]*)"', page)[1]
    values |= {"looked": hidden(page, "looked"), "slot": slot, "party": "new", "do": "book",
               "name": "灯 みどり", "phone": "0000-24-7788"}  # fmt: skip
    done, again = desk.post(CALL, values), desk.post(CALL, values)
    entry = WaitingEntry.objects.get()
    assert done.status_code == again.status_code == 302
    assert str(entry.id) in done.headers["Location"]
    shown = said(desk.get(done.headers["Location"]))
    for words in ("キャンセル待ちに入りました", "スマートフォン教室"):
        assert words in shown
    other = visit(at, "senior", sections=("tax",))
    assert other.get(done.headers["Location"]).status_code == 404


def test_residents_only_leads_to_the_registration_and_back(desk, at, town):
    from madoguchi.engines.booking.models import Offer, Patron

    offer = Offer.objects.get(key="rooms")
    offer.rules = {**offer.rules, "eligible": {"residents_only": True}}
    offer.version += 1
    offer.save()
    values, refused = call(desk, hours="13-15")
    page = said(refused)
    assert refused.status_code == 403
    assert 'formaction="/staff/booking/patrons/new/"' in page
    assert not Patron.objects.exists()
    form = said(desk.post("/staff/booking/patrons/new/", {**values, "do": "open"}))
    for words in ('value="灯 みどり"', 'value="0000-24-7788"', 'name="hours" value="13-15"'):
        assert words in form, words
    assert hidden(form, "token") != values["token"]
    asked = {name: values[name] for name in ("where", "when", "hours", "people")}
    saved = desk.post(
        "/staff/booking/patrons/new/",
        {**asked, "token": hidden(form, "token"), "do": "save", "name": "灯 みどり",
         "phone": "0000-24-7788", "resident": "yes", "paper": "my_number",
         "user_class": "general", "valid_until": "R10.3.31"},
    )  # fmt: skip
    assert saved.status_code == 200
    back = said(saved)
    assert "この方の予約へ戻る" in back
    again = said(desk.post(CALL, {**asked, "caller": hidden(back, "caller"), "do": "look"}))
    party = Patron.objects.get().party_ref
    assert f'value="{party}" checked' in again
    done = desk.post(
        CALL,
        {**asked, "caller": "0000-24-7788", "token": hidden(again, "token"), "do": "book",
         "looked": hidden(again, "looked"), "slot": chosen(again), "party": party},
    )  # fmt: skip
    assert done.status_code == 302, said(done)
    assert only().person_ref == party


def test_a_senior_passes_over_rules_with_a_reason_that_stays(desk, at, town):
    from madoguchi.platform.audit.api import Leaf

    far = {"when": "2027-03-01", "hours": "13-15"}
    assert "2週間の中に空きがありません" in look(desk, **far)[1]
    _, bare = call(desk, **far, waive="yes")
    assert (bare.status_code, "理由を書いてください" in said(bare)) == (422, True)
    worker = visit(at, "case_worker")
    _, refused = call(worker, **far, waive="yes", why="市の行事")
    assert refused.status_code == 403
    _, done = call(desk, **far, waive="yes", why="市の行事")
    assert done.status_code == 302, said(done)
    leaf = Leaf.objects.get(action="booking.rules.waived")
    assert leaf.facts["why"] == "市の行事"
    page = said(desk.get(f"/staff/booking/bookings/{only().number}/"))
    for words in ("決まりを越えて受けました", "市の行事"):
        assert words in page
    plain = said(worker.post(CALL, {"where": "会議室", "when": "12/1", "do": "look"}))
    assert 'name="waive"' not in plain
