# SPDX-License-Identifier: Apache-2.0
"""Does who waits get what they wished, and is everybody told how the waiting ends?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from madoguchi.engines.booking.rules import refusals, waiting_refusals
from madoguchi.engines.booking.tests.browser import body, sign_in, slot
from madoguchi.engines.booking.tests.staff import said, visit

CONTACT = {"name": "灯 あかり", "phone": "0000-24-1125"}


@pytest.fixture
def purposes(db, at, keys):
    """The gym asks for a purpose, hires out a ball machine and keeps a waiting list."""
    from madoguchi.engines.booking.tests import town

    town.build(
        at, purposes=["練習", "大会"], waiting={"size": 3, "answer_hours": 24},
        extras=[{"key": "balls", "title": "球出し機", "yen": 300}],
        fees=[{"yen": 2000, "purposes": ["大会"]}, {"yen": 1200}],
    )  # fmt: skip
    return town


def promote(key, at, actor=None):
    from madoguchi.engines.booking.commands.promote_waiting import promote_waiting
    from madoguchi.engines.booking.tests import town

    return promote_waiting(offer_key=key, actor=actor or town.SYSTEM, at=at)


def told(actor):
    from madoguchi.engines.booking import api

    return [one.kind for one in api.list_own_notices(actor)]


def test_purpose_equipment_and_contact_wait_too(purposes, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import WaitingEntry

    town = purposes
    first = api.hold(wanted=town.want(purpose="練習", straight=True), actor=funaki, at=at)
    wish = town.want(purpose="大会", extras=(("balls", 2),), contact=CONTACT)
    entry = api.join_waiting(wanted=wish, actor=akari, at=at)
    assert "灯" not in str(bytes(entry.sealed))
    assert promote("gym", at) == []
    api.cancel(reservation_id=first.id, actor=funaki, at=at)
    (mine,) = promote("gym", at)
    assert (mine.purpose, mine.extras, mine.amount_yen) == ("大会", [["balls", 2]], 2600)
    assert api.read_contact(mine) == CONTACT
    entry = WaitingEntry.objects.get()
    assert (entry.state, bytes(entry.sealed)) == ("offered", b"")
    api.confirm(reservation_id=mine.id, actor=akari, at=at)
    town.sound()


def test_children_wait_together_with_their_birth_dates(town, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.queries.reservations import births_of

    by = {"section": town.SECTION, "actor": town.SYSTEM, "at": at}
    api.define_quota(key="doctors", capacity=2, period="slot", **by)
    api.define_offer(
        key="check", kind="checkup", title={"ja": "健診"}, quotas=["doctors"],
        rules={"times": {"kind": "grid", "minutes": 60}, "window": {"days_before": 60},
               "eligible": {"months_from": 3, "months_until": 5}, "waiting": {"size": 4}}, **by,
    )  # fmt: skip
    wish = town.want("check", "10:00", "11:00", people=2, births=(date(2026, 8, 1),) * 2)
    first = api.hold(wanted=replace(wish, straight=True), actor=funaki, at=at)
    entry = api.join_waiting(
        wanted=replace(wish, contact=CONTACT), actor=akari, at=at, all_or_none=False
    )
    assert entry.all_or_none, "children who are named come together"
    api.cancel(reservation_id=first.id, actor=funaki, at=at)
    (mine,) = promote("check", at)
    assert births_of(mine) == (date(2026, 8, 1),) * 2
    assert (mine.people, api.read_contact(mine)["phone"]) == (2, CONTACT["phone"])


def test_nobody_waits_for_what_is_free(purposes, akari, funaki, at):
    from madoguchi.engines.booking import api

    town, wish = purposes, purposes.want(purpose="練習")
    with pytest.raises(waiting_refusals.WaitingNotNeeded):
        api.join_waiting(wanted=wish, actor=akari, at=at)
    api.hold(wanted=wish, actor=funaki, at=at)
    api.join_waiting(wanted=wish, actor=akari, at=at)
    api.hold(wanted=town.course(people=2, straight=True), actor=funaki, at=at)
    with pytest.raises(waiting_refusals.WaitingNotNeeded):
        api.join_waiting(wanted=town.course(people=2), actor=akari, at=at, all_or_none=False)
    api.join_waiting(wanted=town.course(people=2), actor=akari, at=at)
    with pytest.raises(refusals.TooManyPeople):
        api.join_waiting(wanted=town.course(people=4), actor=town.citizen("x"), at=at)


def test_an_expired_hold_is_room_too(purposes, akari, funaki, at):
    from madoguchi.engines.booking import api

    wish = purposes.want(purpose="練習")
    api.hold(wanted=wish, actor=funaki, at=at)
    with pytest.raises(waiting_refusals.WaitingNotNeeded):
        api.join_waiting(wanted=wish, actor=akari, at=at + timedelta(hours=1))
    purposes.sound()


def capped(town, at):
    """The gym lets nobody have two bookings ahead."""
    from madoguchi.engines.booking import api

    api.define_offer(
        key="gym", kind="facility", title={"ja": "体育館"}, section=town.SECTION,
        rules={**town.GYM_RULES, "waiting": {"size": 3},
               "caps": [{"period": "upcoming", "most": 1}]},
        spaces=["hall", "hall-a", "hall-b"], actor=town.SYSTEM, at=at,
    )  # fmt: skip


def test_whoever_has_reached_a_cap_is_passed_over_told_and_in_nobodys_way(town, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import WaitingEntry

    capped(town, at)
    first = api.hold(wanted=town.want(straight=True), actor=funaki, at=at)
    entry = api.join_waiting(wanted=town.want(), actor=akari, at=at)
    other = api.hold(
        wanted=town.want(starts="18:00", ends="21:00", straight=True), actor=akari, at=at
    )
    with pytest.raises(refusals.CapReached):
        api.join_waiting(wanted=town.want(), actor=funaki, at=at)
    api.cancel(reservation_id=first.id, actor=funaki, at=at)
    with pytest.raises(refusals.WaitingListFirst):
        api.hold(wanted=town.want(), actor=town.citizen("y"), at=at)
    for _ in range(3):
        assert promote("gym", at) == []
    entry.refresh_from_db()
    assert (entry.state, entry.passed_over) == ("waiting", "booking.cap_reached")
    assert told(akari).count("waiting_passed") == 1
    taken = api.hold(wanted=town.want(), actor=town.citizen("y"), at=at)
    api.cancel(reservation_id=taken.id, actor=town.citizen("y"), at=at)
    api.cancel(reservation_id=other.id, actor=akari, at=at)
    (mine,) = promote("gym", at)
    assert mine.person_ref == akari.ref
    assert WaitingEntry.objects.get(id=entry.id).passed_over == ""
    town.sound()


def test_a_wish_that_the_rules_forbid_ends_with_the_reason(purposes, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Notice

    town = purposes
    first = api.hold(wanted=town.want(purpose="練習", straight=True), actor=funaki, at=at)
    entry = api.join_waiting(wanted=town.want(purpose="大会"), actor=akari, at=at)
    api.define_offer(
        key="gym", kind="facility", title={"ja": "体育館"}, section=town.SECTION,
        rules={**town.GYM_RULES, "purposes": ["練習"], "waiting": {"size": 3}},
        spaces=["hall", "hall-a", "hall-b"], actor=town.SYSTEM, at=at,
    )  # fmt: skip
    api.cancel(reservation_id=first.id, actor=funaki, at=at)
    assert promote("gym", at) == []
    entry.refresh_from_db()
    assert (entry.state, entry.end_reason) == ("over", "refused")
    notice = Notice.objects.get(party_ref=akari.ref, kind="waiting_refused")
    assert "目的" in notice.about["why"]["ja"]
    assert notice.about["titles"][0] == {"ja": "体育館"}
    api.hold(wanted=town.want(purpose="練習"), actor=town.citizen("y"), at=at)


def test_waiting_ends_with_the_time_and_with_no_answer(town, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.commands.end_waiting import end_past_waiting

    first = api.hold(wanted=town.course(people=3, straight=True), actor=funaki, at=at)
    asked = api.join_waiting(wanted=town.course(people=2), actor=akari, at=at)
    never = api.join_waiting(wanted=town.course(people=2), actor=town.citizen("m"), at=at)
    api.change(reservation_id=first.id, people=1, actor=funaki, at=at)
    (mine,) = promote("course", at)
    api.release_expired(actor=town.SYSTEM, at=mine.hold_until)
    asked.refresh_from_db()
    assert (asked.state, asked.end_reason) == ("over", "unanswered")
    assert "waiting_unanswered" in told(akari)
    begun = town.on("10:00")
    assert end_past_waiting(actor=town.SYSTEM, at=begun) == 1
    assert end_past_waiting(actor=town.SYSTEM, at=begun) == 0
    never.refresh_from_db()
    assert (never.state, never.end_reason, bytes(never.sealed)) == ("over", "past", b"")
    assert told(town.citizen("m")) == ["waiting_past"]


def test_the_page_offers_the_free_time_with_what_was_typed(purposes, at):
    from madoguchi.engines.booking.models import Reservation

    akari_web = sign_in("akari@example.jp", at)
    typed = {"slot": slot(purposes), "purpose": "大会", "people": "4", **CONTACT}
    refused = akari_web.post("/booking/offers/gym/wait/", typed)
    page = body(refused)
    assert (refused.status_code, "この時間はいま空いています" in page) == (409, True)
    for name, value in typed.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page, name
    assert akari_web.post("/booking/offers/gym/hold/", typed).status_code == 302
    made = Reservation.objects.get()
    assert (made.purpose, made.people) == ("大会", 4)


def test_my_data_tells_what_waits_and_forgetting_erases_it(purposes, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import WaitingEntry
    from madoguchi.engines.booking.web.citizen.held import tell_bookings

    akari_web = sign_in("akari@example.jp", at)
    api.hold(wanted=purposes.want(purpose="練習", straight=True), actor=funaki, at=at)
    typed = {"slot": slot(purposes), "purpose": "大会", "people": "4", **CONTACT}
    assert akari_web.post("/booking/offers/gym/wait/", typed).status_code == 302
    held = tell_bookings(akari_web.actor.ref, "ja", at)[1]
    (item,) = held.items
    for words in ("大会", "4人", CONTACT["phone"]):
        assert words in item.text
    assert "待っています" in item.note
    api.forget_party(party_ref=akari_web.actor.ref, actor=purposes.SYSTEM, at=at)
    assert not WaitingEntry.objects.exclude(sealed=b"").exists()


def test_staff_promote_and_remove_with_a_reason(purposes, akari, funaki, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import ContactSeen, WaitingEntry

    first = api.hold(wanted=purposes.want(purpose="練習", straight=True), actor=funaki, at=at)
    wish = purposes.want(purpose="大会", contact=CONTACT)
    entry = api.join_waiting(wanted=wish, actor=akari, at=at)
    later = at + timedelta(seconds=1)
    second = api.join_waiting(wanted=wish, actor=purposes.citizen("m"), at=later)
    desk, place = visit(at, "case_worker"), "/staff/booking/waiting/gym/"
    assert "体育館" in said(desk.get("/staff/booking/waiting/"))
    page = said(desk.get(place))
    assert page.index(str(entry.id)) < page.index(str(second.id))
    for words in ("灯 あかり", CONTACT["phone"], "大会"):
        assert words in page
    assert ContactSeen.objects.filter(what="waiting", subject=akari.ref).count() == 1
    full = desk.post(f"{place}do/promote/", {"entry": str(entry.id)})
    assert (full.status_code, "空きが、まだありません" in said(full)) == (409, True)
    bare = desk.post(f"{place}do/remove/", {"entry": str(second.id), "why": " "})
    assert (bare.status_code, "理由を書いてください" in said(bare)) == (422, True)
    gone = desk.post(f"{place}do/remove/", {"entry": str(second.id), "why": "電話で辞退"})
    assert gone.status_code == 302
    api.cancel(reservation_id=first.id, actor=funaki, at=at)
    assert desk.post(f"{place}do/promote/", {"entry": str(entry.id)}).status_code == 302
    assert desk.post(f"{place}do/promote/", {"entry": "x"}).status_code == 404
    states = dict(WaitingEntry.objects.values_list("id", "state"))
    assert states == {entry.id: "offered", second.id: "over"}
    (notice,) = api.list_own_notices(purposes.citizen("m"))
    assert (notice.kind, notice.about["words"]) == ("waiting_removed", "電話で辞退")
    assert visit(at, "viewer").post(f"{place}do/promote-all/").status_code == 403


def test_staff_are_told_why_somebody_cannot_be_promoted(town, akari, funaki, at):
    from madoguchi.engines.booking import api

    capped(town, at)
    first = api.hold(wanted=town.want(straight=True), actor=funaki, at=at)
    entry = api.join_waiting(wanted=town.want(), actor=akari, at=at)
    api.hold(wanted=town.want(starts="18:00", ends="21:00", straight=True), actor=akari, at=at)
    api.cancel(reservation_id=first.id, actor=funaki, at=at)
    desk, place = visit(at, "case_worker"), "/staff/booking/waiting/gym/do/promote/"
    answer = desk.post(place, {"entry": str(entry.id)})
    page = said(answer)
    assert answer.status_code == 409
    for words in ("繰り上げませんでした", "上限", "いまは予約できない"):
        assert words in page
    town.sound()


def test_a_list_costs_the_same_however_many_wait(town, akari, funaki, at):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from madoguchi.engines.booking import api

    desk = visit(at, "viewer")

    def count():
        with CaptureQueriesContext(connection) as found:
            desk.get("/staff/booking/waiting/course/")
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in found)

    api.hold(wanted=town.course(people=3, straight=True), actor=funaki, at=at)
    api.join_waiting(wanted=town.course(), actor=akari, at=at)
    before = count()
    for n in range(3):
        api.join_waiting(wanted=town.course(), actor=town.citizen(f"w{n}"), at=at)
    assert count() <= before + 1, "one row more is written for who is seen first"
