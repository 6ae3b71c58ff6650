# SPDX-License-Identifier: Apache-2.0
"""Who may come in, what a gate without a line knows, and what becomes of places in a disaster?"""

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.engines.booking.tests.staff import said, visit


@pytest.fixture
def booked(town, at, akari):
    from madoguchi.engines.booking import api

    return api.hold(
        wanted=town.want(straight=True, people=20, contact={"name": "港 太郎"}), actor=akari, at=at
    )


@pytest.fixture
def on_the_day(booked):
    """The clock stands ten minutes before the booking."""
    from madoguchi.kernel import clock

    with clock.frozen(booked.starts_at - timedelta(minutes=10)) as moment:
        yield moment


def test_a_ticket_is_short_and_holds_only_when_it_is_ours(booked, clerk):
    from madoguchi.engines.booking.queries.tickets import find_shown, ticket_of
    from madoguchi.engines.booking.rules.desk_refusals import TicketUnknown

    words = ticket_of(booked)
    assert len(words) <= 130
    assert find_shown(words, actor=clerk) == booked
    assert find_shown(booked.number.replace("-", "").lower(), actor=clerk) == booked
    changed = words[:30] + ("A" if words[30] != "A" else "B") + words[31:]
    for wrong in (changed, "R8-0000-0000-0", "こんにちは", ""):
        with pytest.raises(TicketUnknown):
            find_shown(wrong, actor=clerk)


def test_the_gate_lets_in_once_and_says_why_not(town, at, booked, on_the_day):
    from madoguchi.engines.booking.queries.tickets import ticket_of

    gate = visit(on_the_day, "case_worker")
    first = said(gate.post("/staff/booking/gate/", {"shown": ticket_of(booked)}))
    assert "どうぞお入りください" in first
    assert "港 太郎" in first
    assert "もう入場しています" in said(gate.post("/staff/booking/gate/", {"shown": booked.number}))
    wrong = gate.post("/staff/booking/gate/", {"shown": "R8-XXXX"})
    assert (wrong.status_code, 'value="R8-XXXX"' in said(wrong)) == (404, True)
    booked.refresh_from_db()
    assert booked.state == "used"


def test_a_ticket_of_another_day_lets_nobody_in(town, at, booked):
    gate = visit(at, "case_worker")
    assert "きょうの予約ではありません" in said(
        gate.post("/staff/booking/gate/", {"shown": booked.number})
    )
    booked.refresh_from_db()
    assert booked.state == "confirmed"


def run_program(gate, tmp_path, monkeypatch, lines, key):
    """Run the program that the page hands out, as it is handed out."""
    source = gate.get("/staff/booking/gate/gate_check.py").content.decode()
    space = {"__name__": "gate_check"}
    exec(compile(source, "gate_check.py", "exec"), space)
    log = tmp_path / "gate-log.json"
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    code = space["main"]([str(tmp_path / "list.json"), "--key", key, "--log", str(log)])
    return code, log


def test_a_gate_without_a_line_works_from_the_list_and_is_taken_over_once(
    town, at, booked, on_the_day, tmp_path, monkeypatch, capsys
):
    from madoguchi.engines.booking.models import GateEntry
    from madoguchi.engines.booking.queries.tickets import public_keys, ticket_of

    gate = visit(on_the_day, "case_worker")
    body = gate.get("/staff/booking/gate/list.json?facility=gym&day=2026-12-01").content
    assert "港" not in body.decode()
    (tmp_path / "list.json").write_bytes(body)
    key = public_keys()[0]

    lines = [ticket_of(booked), booked.number, "AAAA"]
    code, log = run_program(gate, tmp_path, monkeypatch, ["AAAA"], key)
    assert code == 0
    assert "1件" in capsys.readouterr().out
    space = {"__name__": "gate_check"}
    exec(gate.get("/staff/booking/gate/gate_check.py").content.decode(), space)
    checked = space["Gate"](json.loads(body))
    answers = [checked.read(line, on_the_day) for line in lines]
    assert answers[0].startswith("どうぞ")
    assert answers[1].startswith("入場済み")
    assert "ありません" in answers[2]
    late = space["Gate"](json.loads(body))
    assert late.read(booked.number, booked.starts_at - timedelta(hours=3)).startswith("まだ早い")
    assert late.read(booked.number, booked.ends_at).startswith("終わって")
    log.write_text(json.dumps(checked.log))

    def hand_in():
        sent = SimpleUploadedFile("gate-log.json", log.read_bytes(), "application/json")
        return said(gate.post("/staff/booking/gate/log/", {"log": sent}))

    assert booked.number in hand_in()
    hand_in()
    booked.refresh_from_db()
    assert (booked.state, GateEntry.objects.count()) == ("used", 1)
    broken = SimpleUploadedFile("gate-log.json", b"{}", "application/json")
    assert gate.post("/staff/booking/gate/log/", {"log": broken}).status_code == 422


def test_a_changed_list_is_found(town, at, booked, on_the_day, tmp_path, monkeypatch):
    from madoguchi.engines.booking.queries.tickets import public_keys

    gate = visit(on_the_day, "case_worker")
    listed = json.loads(gate.get("/staff/booking/gate/list.json?facility=gym&day=12/1").content)
    listed["entries"][0]["people"] = 500
    (tmp_path / "list.json").write_text(json.dumps(listed))
    code, _ = run_program(gate, tmp_path, monkeypatch, [booked.number], public_keys()[0])
    assert code == 1


ORDER = {
    "space": ["hall-a", "room-1"], "from_day": "2026-11-30", "from_time": "12:00",
    "until_day": "2026-12-02", "until_time": "24:00", "words": "大雨の避難指示のため", "shelter": "yes",
}  # fmt: skip


def test_an_evacuation_is_previewed_done_in_one_act_and_undone(town, at, booked, funaki):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import EvacuationOrder, Reservation

    room = api.hold(
        wanted=town.want("rooms", "10:00", "12:00", straight=True, people=3), actor=funaki, at=at
    )
    desk = visit(at, "senior")
    seen = said(desk.post("/staff/booking/emergency/", {**ORDER, "do": "preview"}))
    assert booked.number in seen
    assert room.number in seen
    assert re.search(r'figure-value">23<', seen)
    assert not EvacuationOrder.objects.exists()
    done = desk.post("/staff/booking/emergency/", {**ORDER, "do": "order"})
    order = EvacuationOrder.objects.get()
    assert done.headers["Location"] == f"/staff/booking/emergency/{order.id}/"
    booked.refresh_from_db()
    assert (booked.state, booked.amount_yen) == ("cancelled", 0)
    assert booked.notices.get(kind="closed").about == {"words": "大雨の避難指示のため"}
    town.sound()
    week = said(desk.get("/staff/booking/?day=2026-12-01&facility=gym"))
    assert "避難所" in week
    again = desk.post("/staff/booking/emergency/", {**ORDER, "do": "order"})
    assert (again.status_code, "すでにあります" in said(again)) == (409, True)

    from madoguchi.kernel import clock

    with clock.frozen(booked.starts_at + timedelta(minutes=1)) as later:
        late = visit(later, "senior")
        answer = late.post(f"/staff/booking/emergency/{order.id}/lift/", follow=True)
    order.refresh_from_db()
    assert [one["number"] for one in order.lost] == [booked.number]
    assert booked.number in said(answer)
    assert Reservation.objects.get(id=room.id).state == "confirmed"
    town.sound()


def test_a_part_of_a_chosen_whole_is_taken_once_and_all_or_nothing_is_done(town, at, booked, clerk):
    from madoguchi.engines.booking import api
    from madoguchi.engines.booking.models import Closure, EvacuationOrder
    from madoguchi.engines.booking.rules.desk_refusals import AlreadyClosed

    times = {
        "starts_at": at,
        "ends_at": town.on("24:00"),
        "words": "大雨",
        "actor": clerk,
        "at": at,
    }
    order = api.order_evacuation(spaces=["gym", "hall-a"], **times)
    assert [one.space.key for one in order.closures.all()] == ["gym"]
    assert api.lift_evacuation(order_id=order.id, actor=clerk, at=at).lost == []
    api.close_space(
        space="room-2", starts_at=at, ends_at=town.on("24:00"), reason="maintenance", words="x",
        actor=clerk, at=at,
    )  # fmt: skip
    with pytest.raises(AlreadyClosed):
        api.order_evacuation(spaces=["room-1", "room-2"], **times)
    assert EvacuationOrder.objects.count() == 1
    assert Closure.objects.filter(space__key="room-1").count() == 0


def test_an_evacuation_needs_places_words_and_the_right(town, at):
    desk = visit(at, "senior")
    for change, words in (({"space": []}, "場所を一つ以上"), ({"words": " "}, "理由を書いて")):
        refused = desk.post("/staff/booking/emergency/", {**ORDER, **change, "do": "order"})
        assert (refused.status_code, words in said(refused)) == (422, True)
    assert visit(at, "case_worker").get("/staff/booking/emergency/").status_code == 403


def post(desk, verb, **values):
    return desk.post(f"/staff/booking/spaces/gym/do/{verb}/", values)


def test_new_hours_show_first_which_bookings_they_leave_outside(town, at, booked):
    from madoguchi.engines.booking.models import OpeningHours

    desk = visit(at, "senior")
    new = {"days-0": list("0123456"), "opens-0": "10:00", "closes-0": "20:00"}
    seen = said(post(desk, "hours", **new))
    assert booked.number in seen
    assert 'value="10:00"' in seen
    assert OpeningHours.objects.get(space__key="gym").opens == 540
    mark = re.search(r'name="seen" value="(\w+)"', seen)[1]
    assert post(desk, "hours", **new, seen=mark).status_code == 302
    assert OpeningHours.objects.get(space__key="gym").opens == 600
    wrong = post(desk, "hours", **{**new, "closes-0": "25時"})
    assert (wrong.status_code, "時刻として読めません" in said(wrong)) == (422, True)


def test_exceptions_and_closures_come_and_go(town, at, booked):
    from madoguchi.engines.booking.models import Closure, OpeningException

    desk = visit(at, "senior")
    for _ in range(2):
        done = post(desk, "exception", from_on="2026-12-25", until_on="2026-12-26")
        assert done.status_code == 302
    one = OpeningException.objects.get()
    assert "12月25日" in said(desk.get("/staff/booking/spaces/gym/"))
    desk.post(f"/staff/booking/spaces/gym/undo/{one.id}/")
    assert not OpeningException.objects.exists()
    closing = {"from_day": "12/1", "from_time": "0:00", "until_day": "12/1", "until_time": "24:00",
               "reason": "maintenance", "words": "床の点検"}  # fmt: skip
    seen = said(post(desk, "closure", **closing))
    assert "予約1件(20人)" in seen
    mark = re.search(r'name="seen" value="(\w+)"', seen)[1]
    assert post(desk, "closure", **closing, seen=mark).status_code == 302
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    desk.post(f"/staff/booking/spaces/gym/undo/{Closure.objects.get().id}/")
    booked.refresh_from_db()
    assert booked.state == "confirmed"
    town.sound()


def test_a_capacity_below_what_is_booked_is_refused_with_the_number(town, at, booked):
    from madoguchi.engines.booking.models import Space

    desk = visit(at, "senior")
    refused = desk.post(
        "/staff/booking/spaces/hall/do/place/", {"title": "アリーナ", "capacity": "12"}
    )
    assert (refused.status_code, "20人分の予約がある" in said(refused)) == (409, True)
    assert desk.post(
        "/staff/booking/spaces/hall/do/place/",
        {"title": "アリーナ", "capacity": "20", "door": "east", "is_active": "yes"},
    ).status_code == 302  # fmt: skip
    assert Space.objects.get(key="hall").door == "east"


def test_the_tree_costs_the_same_whatever_it_holds(town, at):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = visit(at, "viewer")

    def count():
        with CaptureQueriesContext(connection) as found:
            page = said(desk.get("/staff/booking/spaces/"))
        assert "hall-a" in page
        return len(found)

    before = count()
    from madoguchi.engines.booking import api
    from madoguchi.kernel.actors import SYSTEM

    for n in range(5):
        api.place_space(key=f"new-{n}", title={"ja": f"新 {n}"}, section=town.SECTION, parent="gym",
                        actor=SYSTEM, at=at)  # fmt: skip
    assert count() == before <= 8
