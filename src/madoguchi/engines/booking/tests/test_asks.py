# SPDX-License-Identifier: Apache-2.0
"""Does a booking know what the work needs: address, items, allergies?"""

from uuid import uuid4

import pytest

from madoguchi.engines.booking.rules.asks import (
    AnswerMissing,
    AnswerNoNumber,
    AnswerTooLong,
    list_faults,
    read_answers,
)
from madoguchi.engines.booking.rules.offer import Ask
from madoguchi.engines.booking.tests.staff import said, visit

ITEMS = {"key": "items", "title": {"ja": "出すもの", "en": "Items"}, "kind": "lines", "most": 50}
COUNT = {"key": "count", "title": {"ja": "数"}, "kind": "number", "most": 5, "required": False}
ANSWERS = {"ask-items": "ソファ1点", "ask-count": "2"}


@pytest.fixture
def pickup(town, at):
    """The counter asks what is put out."""
    town.rule("counter", asks=[ITEMS, COUNT])
    return town


def wish(town, **more):
    return town.want("counter", "10:00", "10:30", **more)


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ({"ask-items": "いす", "ask-count": ""}, []),
        ({"ask-items": " ", "ask-count": ""}, [AnswerMissing]),
        ({"ask-items": "い" * 51, "ask-count": "6"}, [AnswerTooLong, AnswerNoNumber]),
        ({"ask-items": "いす", "ask-count": "たくさん"}, [AnswerNoNumber]),
        ({"ask-items": "いす", "ask-count": "3"}, []),
    ],
)
def test_answers_are_read_and_judged(typed, kinds):
    asks = [Ask.model_validate(ITEMS), Ask.model_validate(COUNT)]
    kept = read_answers(asks, lambda name: typed[name])
    assert [type(fault) for fault in list_faults(asks, kept)] == kinds


def test_nothing_stands_without_the_answers_that_are_needed(pickup, akari, at):
    from madoguchi.engines.booking import api

    with pytest.raises(AnswerMissing) as refused:
        api.hold(wanted=wish(pickup, straight=True), actor=akari, at=at)
    assert refused.value.message.ja == "「出すもの」がまだ入っていません。"
    held = api.hold(wanted=wish(pickup), actor=akari, at=at)
    with pytest.raises(AnswerMissing):
        api.confirm(reservation_id=held.id, actor=akari, at=at)
    held.refresh_from_db()
    assert held.state == "held"


def test_the_form_asks_keeps_what_was_typed_and_says_what_is_wrong(pickup, akari_web, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    one = api.hold(wanted=wish(pickup), actor=akari_web.actor, at=at)
    place = f"/booking/reservations/{one.number}/"
    page = akari_web.get(place).content.decode()
    assert 'name="ask-items"' in page
    typed = {
        "name": "灯 あかり",
        "phone": "090-0000-1125",
        "do": "book",
        "seen": "0",
        "people": "1",
    }
    again = akari_web.post(f"{place}fill/", {**typed, "ask-items": "", "ask-count": "9"})
    assert again.status_code == 422
    assert "「出すもの」がまだ入っていません" in again.content.decode()
    assert 'value="9"' in again.content.decode()
    done = akari_web.post(f"{place}fill/", {**typed, **ANSWERS})
    assert done.status_code == 302
    assert Reservation.objects.get().state == "confirmed"
    page = akari_web.get(place).content.decode()
    assert "ソファ1点" in page


def test_answers_rest_encrypted(pickup, akari, at):
    from madoguchi.engines.booking import api

    one = api.hold(wanted=wish(pickup, straight=True, contact=ANSWERS), actor=akari, at=at)
    assert "ソファ".encode() not in bytes(one.sealed)
    assert api.read_contact(one)["ask-items"] == "ソファ1点"


def test_the_clerk_asks_on_the_telephone_and_reads_the_answers(pickup, clerk, at):
    from madoguchi.engines.booking.commands.book_for_caller import book_for_caller

    one = book_for_caller(
        wanted=wish(pickup, contact=ANSWERS), party_ref="",
        new={"name": "港 太郎", "phone": "0000-24-7777"}, token=uuid4(), actor=clerk, at=at,
    )  # fmt: skip
    desk = visit(at, "case_worker")
    assert "ソファ1点" in said(desk.get(f"/staff/booking/bookings/{one.number}/"))


def test_the_proxy_desk_has_the_fields_and_books_with_them(pickup, at):
    import re

    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Reservation

    desk = visit(at, "case_worker")
    asked = {"where": "転入の窓口", "when": "12/1", "hours": "10", "people": "1", "caller": ""}
    page = said(desk.post("/staff/booking/call/", {**asked, "do": "look"}))
    assert 'name="ask-items"' in page
    hidden = dict(re.findall(r'name="(token|looked)" value="([^"]+)"', page))
    slot = re.search(r'name="slot" value="([^"]+)"', page)[1]
    new = {"party": "new", "name": "港 太郎", "phone": "0000-24-7777", "slot": slot, "do": "book"}
    refused = desk.post("/staff/booking/call/", {**asked, **hidden, **new, "ask-count": "1"})
    assert "「出すもの」がまだ入っていません" in said(refused)
    assert desk.post(
        "/staff/booking/call/", {**asked, **hidden, **new, **ANSWERS}
    ).status_code == 302  # fmt: skip
    assert api.read_contact(Reservation.objects.get())["ask-items"] == "ソファ1点"


def test_a_program_answers_by_the_keys(pickup, akari_web, at):
    body = {
        "offer": "counter", "starts_at": pickup.on("10:00").isoformat(),
        "ends_at": pickup.on("10:30").isoformat(), "confirm": True,
    }  # fmt: skip
    post = {"path": "/api/reservations", "content_type": "application/json"}
    refused = akari_web.post(data=body, **post)
    assert refused.status_code == 422
    assert refused.json()["code"] == "booking.answer_missing"
    made = akari_web.post(data={**body, "answers": {"items": "いす", "other": "x"}}, **post)
    assert made.status_code == 201


def test_two_questions_of_one_key_are_refused():
    from pydantic import ValidationError

    from madoguchi.engines.booking.rules.offer import OfferRules

    base = {"times": {"kind": "grid", "minutes": 30}}
    for wrong in ({"asks": [ITEMS, ITEMS]}, {"asks": [ITEMS], "series_most": 5}):
        with pytest.raises(ValidationError):
            OfferRules.model_validate({**base, **wrong})
