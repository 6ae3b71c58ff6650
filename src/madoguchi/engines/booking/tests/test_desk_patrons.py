# SPDX-License-Identifier: Apache-2.0
"""Can a clerk find, register and put right a user at the counter, and decide reductions?"""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.booking.tests.staff import said, visit

NEW = "/staff/booking/patrons/new/"
FORM = {
    "name": "灯 みどり", "kana": "アカリ ミドリ", "birth": "S22.5.1", "phone": "0000-24-7788",
    "address": "灯台市港町1-1", "resident": "yes", "paper": "licence", "user_class": "general",
    "valid_until": "R10.3.31", "do": "save",
}  # fmt: skip


@pytest.fixture
def desk(town, at):
    return visit(at, "senior")


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def register(desk, **more):
    token = hidden(said(desk.get(NEW)), "token")
    return desk.post(NEW, {**FORM, "token": token, **more})


def only():
    from madoguchi.engines.booking.models import Patron

    return Patron.objects.get()


def page_of(patron):
    return f"/staff/booking/patrons/{patron.id}/"


def test_somebody_without_a_card_becomes_a_resident_with_a_class_of_their_own(desk, town):
    from madoguchi.engines.booking.queries.people import booker_of, open_patron
    from madoguchi.platform.audit.api import Leaf

    assert 'href="/staff/booking/patrons/"' in said(desk.get("/staff/booking/call/"))
    done = register(desk)
    made = only()
    assert (done.status_code, done.headers["Location"]) == (302, page_of(made))
    booker = booker_of(made.party_ref, None, on=town.DAY)
    assert (booker.is_resident, booker.birth_on) == (True, date(1947, 5, 1))
    assert (made.proved_by, made.valid_until) == ("counter", date(2028, 3, 31))
    assert open_patron(made)["paper"] == "licence"
    page = said(desk.get(page_of(made)))
    for words in ("灯 みどり", "昭和22年5月1日", "灯台市港町1-1", "確かめ済み", "運転免許証"):
        assert words in page, words
    leaf = Leaf.objects.get(action="booking.patron.registered")
    assert (leaf.facts["paper"], leaf.facts["is_resident"]) == ("licence", True)


def test_the_same_form_twice_is_one_registration_and_a_second_form_is_told(desk, town):
    from madoguchi.engines.booking.models import Patron

    token = hidden(said(desk.get(NEW)), "token")
    for _ in range(2):
        assert desk.post(NEW, {**FORM, "token": token}).status_code == 302
    assert Patron.objects.count() == 1
    again = register(desk, name="灯　みどり", phone="0000247788")
    assert again.status_code == 409
    assert "もう登録されています" in said(again)
    assert 'value="0000247788"' in said(again)
    assert Patron.objects.count() == 1
    assert register(desk, name="灯 みのり").status_code == 302


@pytest.mark.parametrize(
    ("changed", "words", "at_field"),
    [({"name": " "}, "お名前を入れてください", "name"),
     ({"birth": "むかし"}, "生年月日として読めません", "birth"),
     ({"birth": "R9.1.1"}, "生年月日として読めません", "birth"),
     ({"paper": ""}, "見て確かめた書類を選んでください", "paper"),
     ({"user_class": "nobody"}, "その区分は", "user_class"),
     ({"valid_until": "2026-11-19"}, "有効期限が過ぎた日", "valid_until"),
     ({"valid_until": "いつか"}, "日付として読めません", "valid_until")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(desk, changed, words, at_field):
    from madoguchi.engines.booking.models import Patron

    refused = register(desk, **changed)
    page = said(refused)
    assert refused.status_code == 422
    assert words in page
    assert f'id="{at_field}-error"' in page
    assert 'value="灯台市港町1-1"' in page
    assert 'name="resident" value="yes" checked' in page
    assert not Patron.objects.exists()


def test_without_a_paper_somebody_is_remembered_but_is_no_resident(desk):
    data = {key: value for key, value in FORM.items() if key != "resident"}
    token = hidden(said(desk.get(NEW)), "token")
    assert desk.post(NEW, {**data, "paper": "", "token": token}).status_code == 302
    made = only()
    assert (made.is_resident, made.proved_by) == (False, "phone")
    page = said(desk.get(page_of(made)))
    assert "まだ確かめていません" in page
    later = desk.post(page_of(made), {**FORM, "paper": "post"})
    made.refresh_from_db()
    assert (later.status_code, made.is_resident, made.proved_by) == (302, True, "counter")


def test_what_a_card_has_proven_stays_when_a_telephone_changes(desk, town, at, akari, clerk):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.queries.people import open_patron

    api.register_patron(
        party_ref=akari.ref, section=town.SECTION, actor=clerk, at=at, is_resident=True,
        proved_by="card", personal={"name": "灯 あかり", "birth_on": "1988-04-12", "extra": "kept"},
    )  # fmt: skip
    made = only()
    values = {**FORM, "name": "灯 あかり", "birth": "1988-04-12", "paper": "", "phone": "0000-24-9"}
    assert desk.post(page_of(made), values).status_code == 302
    made.refresh_from_db()
    assert (made.proved_by, made.is_resident, made.party_ref) == ("card", True, akari.ref)
    known = open_patron(made)
    assert (known["extra"], known["phone"], known["birth_on"]) == (
        "kept", "0000-24-9", "1988-04-12",
    )  # fmt: skip


def test_people_are_found_and_each_look_is_told_to_the_person(desk, town, at):
    from madoguchi.engines.booking.models import ContactSeen
    from madoguchi.engines.booking.queries.held_data import list_readers

    register(desk)
    made = only()
    for words in ("灯 み", "あかりみ", "7788", "0000-24-7788"):
        assert page_of(made) in said(desk.post("/staff/booking/patrons/", {"q": words})), words
    assert "見つかりません" in said(desk.post("/staff/booking/patrons/", {"q": "宇宙船"}))
    desk.get(page_of(made))
    seen = {one.what for one in ContactSeen.objects.filter(subject=made.party_ref)}
    assert {"patrons", "patron"} <= seen
    assert {one.seen_as for one in list_readers([made.party_ref], "ja")} == {"list", "review"}


def test_points_are_shown_and_withdrawn_by_those_who_manage_with_a_reason(desk, town, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import PenaltyPoint
    from madoguchi.kernel import clock

    register(desk)
    made = only()
    booked = api.hold(
        wanted=town.want(straight=True, person_ref=made.party_ref, channel="phone"),
        actor=town.clerk(), at=at,
    )  # fmt: skip
    with clock.frozen(booked.ends_at) as later:
        api.attend(reservation_id=booked.id, came=False, actor=town.clerk(), at=later)
        point = PenaltyPoint.objects.get()
        place, values = f"{page_of(made)}points/", {"point": str(point.id), "why": "入院していた"}
        worker, senior = visit(later, "case_worker"), visit(later, "senior")
        page = said(worker.get(page_of(made)))
        assert booked.number in page
        assert "ペナルティを取り消す" not in page
        assert worker.post(place, values).status_code == 403
        assert visit(later, "senior", sections=("tax",)).post(place, values).status_code == 403
        bare = senior.post(place, {**values, "why": " "})
        assert (bare.status_code, "理由を書いてください" in said(bare)) == (422, True)
        assert senior.post(place, {**values, "point": str(uuid4())}).status_code == 404
        assert senior.post(place, values).status_code == 302
        assert senior.post(place, values).status_code == 404
        assert "入院していた" in said(senior.get(page_of(made)))
    point.refresh_from_db()
    assert point.withdrawn_why == "入院していた"


def test_only_those_who_work_with_bookings_see_users(town, at, desk):
    register(desk)
    viewer = visit(at, "viewer")
    for path in ("/staff/booking/patrons/", NEW, page_of(only())):
        assert viewer.get(path).status_code == 403
        assert viewer.post(path, FORM).status_code == 403
    assert desk.get(f"/staff/booking/patrons/{uuid4()}/").status_code == 404


def test_a_users_page_costs_the_same_whatever_happened(desk, town, at):
    from madoguchi.engines.booking.models import PenaltyPoint
    from madoguchi.kernel.ids import new_id

    register(desk)
    made = only()

    def count():
        with CaptureQueriesContext(connection) as found:
            desk.get(page_of(made))
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in found)

    def points(number):
        for n in range(number):
            PenaltyPoint.objects.create(
                id=new_id(), party_ref=made.party_ref, points=1, reason="no_show", given_at=at,
                reservation_ref=f"booking:{uuid4()}", given_by_ref=f"x{n}",
            )  # fmt: skip

    points(1)
    count()
    before = count()
    points(3)
    assert count() == before <= 14


REDUCED = {
    "purposes": ["児童", "一般"],
    "reductions": [{"key": "children", "title": "児童の団体", "percent": 50, "purposes": ["児童"],
                    "evidence": "名簿", "needs_approval": True}],
}  # fmt: skip
LIST = "/staff/booking/reductions/"


@pytest.fixture
def waiting(db, at, keys, akari, funaki):
    """Two reductions that nobody has decided."""
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    town.build(at, **REDUCED)
    times = (("13:00", "17:00"), ("9:00", "12:00"))
    return [
        api.hold(
            wanted=town.want("gym", *hours, straight=True, purpose="児童",
                             contact={"name": name, "phone": "0000-24-1"}),
            actor=who, at=at,
        )
        for who, name, hours in zip((akari, funaki), ("灯", "舟木"), times, strict=True)
    ]  # fmt: skip


def test_reductions_wait_in_one_list_that_the_desk_names(waiting, at):
    desk = visit(at, "case_worker")
    assert "承認を待つ減免 2件" in said(desk.get("/staff/booking/"))
    assert "承認を待つ減免" not in said(visit(at, "viewer").get("/staff/booking/"))
    page = said(desk.get(LIST))
    later, first = waiting
    assert page.index(first.number) < page.index(later.number)
    for words in ("児童の団体(50%)", "名簿", "認めると 1,200円 → 600円", "舟木", "0000-24-1"):
        assert words in page, words
    assert first.number not in said(visit(at, "senior", sections=("tax",)).get(LIST))


def test_each_is_decided_in_the_list_and_leaves_it(waiting, at):
    desk = visit(at, "case_worker")
    later, first = waiting
    bare = desk.post(f"{LIST}{first.number}/", {"decision": "refuse", "why": "  "})
    assert (bare.status_code, "理由を書いてください" in said(bare)) == (422, True)
    assert desk.post(f"{LIST}{first.number}/", {"decision": "approve"}).status_code == 302
    refused = desk.post(f"{LIST}{later.number}/", {"decision": "refuse", "why": "名簿がない"})
    assert refused.status_code == 302
    for one in waiting:
        one.refresh_from_db()
    assert (first.amount_yen, later.amount_yen) == (600, 1200)
    assert "承認を待つ減免はありません" in said(desk.get(LIST))
    again = desk.post(f"{LIST}{first.number}/", {"decision": "approve"})
    assert again.status_code == 409
    other = visit(at, "case_worker", sections=("tax",))
    assert other.post(f"{LIST}{first.number}/", {"decision": "approve"}).status_code == 404


def test_the_list_of_reductions_costs_the_same_whatever_waits(waiting, at, town_more):
    desk = visit(at, "case_worker")

    def count():
        with CaptureQueriesContext(connection) as found:
            desk.get(LIST)
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in found)

    before = count()
    town_more()
    assert count() == before <= 14


@pytest.fixture
def town_more(at):
    """One reduction more."""
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.tests import town

    def add():
        wanted = town.want("gym", "18:00", "21:00", straight=True, purpose="児童")
        api.hold(wanted=wanted, actor=town.citizen("third"), at=at)

    return add
