# SPDX-License-Identifier: Apache-2.0
"""Are people without an account called when a disaster ends their booking, and who sees shelters?"""

from uuid import uuid4

import pytest

from madoguchi.engines.booking.tests.staff import said, visit

PHONES = {"港 太郎": "0000-24-7777", "浜 花子": "0000-24-8888"}


def caller(town, clerk, at, name, space, day=None):
    from madoguchi.engines.booking.commands.book_for_caller import book_for_caller

    return book_for_caller(
        wanted=town.want(space=space, day=day or town.DAY), party_ref="",
        new={"name": name, "phone": PHONES[name]}, token=uuid4(), actor=clerk, at=at,
    )  # fmt: skip


@pytest.fixture
def order(town, clerk, akari, at):
    """Two callers and Akari have booked; the hall becomes a shelter."""
    from madoguchi.engines.booking import api

    town.rule("gym", lottery=False)
    day = town.DAY
    caller(town, clerk, at, "港 太郎", "hall-a")
    caller(town, clerk, at, "浜 花子", "hall-b")
    later = town.want(starts="13:00", ends="17:00", space="hall-a", day=day, straight=True)
    api.hold(wanted=later, actor=akari, at=at)
    return api.order_evacuation(
        spaces=["gym"], starts_at=at, ends_at=town.on("24:00"), words="大雨の避難指示のため",
        actor=clerk, at=at,
    )  # fmt: skip


def test_the_preview_counts_whom_no_notice_reaches(town, clerk, akari, at):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.queries.consequences import preview_closing

    town.rule("gym", lottery=False)
    caller(town, clerk, at, "港 太郎", "hall-a")
    api.hold(wanted=town.want(space="hall-b", straight=True), actor=akari, at=at)
    found = preview_closing(["gym"], at, town.on("24:00"))
    assert (found.parties, found.callers) == (1, 1)


def test_the_list_names_callers_with_their_phones_and_notes_who_read_it(town, order, at):
    from madoguchi.engines.booking.models import ContactSeen

    desk = visit(at, "senior")
    page = said(desk.get(f"/staff/booking/emergency/{order.id}/"))
    assert "まだ伝えていないのは2件" in page
    page = said(desk.get(f"/staff/booking/emergency/{order.id}/calls/"))
    assert "港 太郎" in page
    assert "tel:0000247777" in page
    assert "大雨の避難指示のため" in page
    assert ContactSeen.objects.filter(what="call_list").count() == 2


def test_each_call_is_ticked_off_and_audited(town, order, clerk, at):
    from madoguchi.engines.booking.models import CallNote
    from madoguchi.engines.booking.queries.evacuations import list_to_call
    from madoguchi.platform.audit.api import list_by_subject

    desk, rows = visit(at, "senior"), list_to_call(order, actor=clerk)
    place = f"/staff/booking/emergency/{order.id}/calls/"
    for outcome in ("tried", "reached"):
        desk.post(f"{place}{rows[0].number}/", {"outcome": outcome})
    assert CallNote.objects.get().outcome == "reached"
    assert "まだ伝えていない方 1件" in said(desk.get(place))
    actions = [leaf.action for leaf in list_by_subject(rows[0].ref)]
    assert actions.count("booking.evacuation.called") == 2


def test_nobody_is_ticked_off_who_is_not_on_the_list(town, order, akari, at):
    from madoguchi.engines.booking.models import CallNote, Reservation

    own = Reservation.objects.get(person_ref=akari.ref)
    desk = visit(at, "senior")
    answer = desk.post(
        f"/staff/booking/emergency/{order.id}/calls/{own.number}/", {"outcome": "reached"}
    )
    assert answer.status_code == 404
    assert not CallNote.objects.exists()


@pytest.mark.parametrize("address", ["/", "/booking/", "/booking/offers/gym/"])
def test_citizens_see_which_places_are_shelters(client, town, order, clerk, at, address):
    from madoguchi.engines.booking import api

    page = client.get(address).content.decode()
    assert "いま開いている避難所があります" in page
    assert "gym" in page
    api.lift_evacuation(order_id=order.id, actor=clerk, at=at)
    assert "いま開いている避難所" not in client.get(address).content.decode()
