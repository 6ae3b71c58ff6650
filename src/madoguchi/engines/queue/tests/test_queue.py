# SPDX-License-Identifier: Apache-2.0
"""What becomes of a ticket: given, called, served, missed, sent on, given up?"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from madoguchi.engines.queue.rules import refusals

pytestmark = pytest.mark.django_db


def later(at, minutes):
    return at + timedelta(minutes=minutes)


def test_numbers_follow_one_another_in_each_line(hall, at):
    labels = [hall.take(line, at=at).label for line in ("moving", "papers", "moving", "moving")]
    assert labels == ["A001", "B001", "A002", "A003"]
    tomorrow = at + timedelta(days=4)
    assert hall.take(at=tomorrow).label == "A001"
    hall.sound()


def test_a_ticket_goes_its_way(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.platform.audit.api import list_by_subject

    taken = hall.take(at=at, language="en", needs=["wheelchair", "nonsense"])
    assert taken.needs == ["wheelchair"]
    called = hall.call(at=later(at, 1))
    assert (called.id, called.state, called.desk.key) == (taken.id, "called", "desk-1")
    who = hall.clerk()
    again = api.call_again(ticket_id=taken.id, actor=who, at=later(at, 2))
    assert again.call_count == 2
    assert api.start(ticket_id=taken.id, actor=who, at=later(at, 3)).state == "serving"
    done = api.finish(ticket_id=taken.id, actor=who, at=later(at, 9))
    assert (done.state, done.ended_at) == ("done", later(at, 9))
    assert api.finish(ticket_id=taken.id, actor=who, at=later(at, 20)).ended_at == later(at, 9)
    actions = [leaf.action for leaf in list_by_subject(taken.ref)]
    for action in ("issued", "soon", "called", "called_again", "started", "finished"):
        assert f"queue.ticket.{action}" in actions
    hall.sound()


def test_the_key_for_next_ends_the_service_and_calls(hall, at):
    first, second = hall.take(at=at), hall.take(at=later(at, 1))
    from madoguchi.engines.queue import api

    hall.call(at=later(at, 2), seen="")
    with pytest.raises(refusals.DeskBusy):
        hall.call(at=later(at, 2))
    assert hall.call(at=later(at, 2), seen="").id == first.id, "pressed twice: nobody is skipped"
    api.start(ticket_id=first.id, actor=hall.clerk(), at=later(at, 3))
    assert hall.call(at=later(at, 8), seen=str(first.id)).id == second.id
    assert hall.call(at=later(at, 8), seen=str(first.id)).id == second.id
    first.refresh_from_db()
    assert first.state == "done"
    hall.sound()


def test_nobody_waits_and_who_is_served_stays(hall, at):
    from madoguchi.engines.queue import api

    taken = hall.take(at=at)
    hall.call(at=at)
    api.start(ticket_id=taken.id, actor=hall.clerk(), at=later(at, 1))
    with pytest.raises(refusals.NobodyWaits):
        hall.call(at=later(at, 2))
    taken.refresh_from_db()
    assert taken.state == "serving"


def test_who_misses_the_call_comes_back_within_the_grace(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import GUEST

    first, second = hall.take(at=at), hall.take(at=at)
    hall.call(at=at)
    api.miss(ticket_id=first.id, actor=hall.clerk(), at=later(at, 3))
    assert hall.call(at=later(at, 3)).id == second.id
    third = hall.take(at=later(at, 4))
    api.come_back(ticket_id=first.id, actor=GUEST, at=later(at, 10))
    assert hall.call("desk-2", at=later(at, 11)).id == first.id
    api.miss(ticket_id=first.id, actor=hall.clerk(), at=later(at, 12))
    with pytest.raises(refusals.GraceOver, match="15分"):
        api.come_back(ticket_id=first.id, actor=GUEST, at=later(at, 60))
    api.come_back(ticket_id=first.id, actor=hall.clerk(), at=later(at, 60))
    assert hall.call("desk-2", at=later(at, 61)).id == first.id
    third.refresh_from_db()
    assert third.state == "waiting"
    hall.sound()


@pytest.mark.parametrize(
    ("rule", "expected"), [("keep", "mine"), ("end", "other"), ("first", "mine")]
)
def test_who_is_sent_on_keeps_number_and_place(hall, at, rule, expected):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import SYSTEM

    api.define_line(
        key="tax", section="tax", prefix="C", title={"ja": "税"}, rules={"transfers": rule},
        actor=SYSTEM, at=at,
    )  # fmt: skip
    mine = hall.take(at=at)
    other = hall.take("tax", at=later(at, 5))
    hall.call(at=later(at, 6))
    with pytest.raises(refusals.OtherSection):
        api.transfer(ticket_id=mine.id, line_key="moving", actor=hall.clerk(), at=later(at, 7))
    sent = api.transfer(
        ticket_id=mine.id, line_key="tax", actor=hall.clerk(), at=later(at, 9), note="転入のあと"
    )
    assert (sent.label, sent.number, sent.state) == ("A001", None, "waiting")
    assert api.get_by_code(mine.code).id == sent.id, "the paper in the hand still opens it"
    from madoguchi.engines.queue.queries.tickets import read_note

    assert read_note(sent) == "転入のあと"
    called = hall.call("desk-t", section="tax", at=later(at, 10))
    assert called.id == (sent.id if expected == "mine" else other.id)
    hall.sound()


def test_leaving_ends_it_and_tells_the_next(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import GUEST

    tickets = [hall.take("papers", at=later(at, n)) for n in range(4)]
    hall.call("desk-3", at=later(at, 5))
    told = [bool(api.get_by_code(one.code).soon_at) for one in tickets]
    assert told == [True, True, True, False]
    assert api.leave(ticket_id=tickets[1].id, actor=GUEST, at=later(at, 6)).state == "left"
    assert api.get_by_code(tickets[3].code).soon_at == later(at, 6)
    with pytest.raises(refusals.WrongState):
        api.come_back(ticket_id=tickets[1].id, actor=GUEST, at=later(at, 6))


def test_a_phone_gets_one_ticket_per_line(hall, at):
    first = hall.take(at=at, source="web", request_key="k")
    assert hall.take(at=at, source="web", request_key="k").id == first.id
    with pytest.raises(refusals.AlreadyHolding) as refused:
        hall.take(at=at, source="web", held=[first.code])
    assert refused.value.ticket_code == first.code
    akari = hall.citizen("akari")
    hall.take("papers", at=at, source="web", actor=akari)
    with pytest.raises(refusals.AlreadyHolding):
        hall.take("papers", at=at, source="web", actor=akari)
    hall.take("papers", at=at, source="web", held=[first.code])


def test_hours_limits_and_pauses(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import SYSTEM

    with pytest.raises(refusals.NotYetOpen, match="8:00"):
        hall.take(at=later(at, -130))
    assert hall.take(at=later(at, -119)).label == "A001"
    with pytest.raises(refusals.WebClosed, match="17:05"):
        hall.take(at=later(at, 7 * 60 - 10), source="web")
    with pytest.raises(refusals.ClosedToday):
        hall.take(at=later(at, 7 * 60 + 6))
    staff = hall.clerk()
    hall.take(at=later(at, 7 * 60 + 6), source="staff", actor=staff)
    saturday = later(at, 24 * 60)
    with pytest.raises(refusals.NotServedToday):
        hall.take(at=saturday)
    with pytest.raises(refusals.RuleWrong):
        api.pause_line(line_key="moving", reason=" ", actor=staff, at=at)
    api.pause_line(line_key="moving", reason="端末の点検のため", actor=staff, at=at)
    with pytest.raises(refusals.LinePaused, match="端末の点検"):
        hall.take(at=at)
    api.resume_line(line_key="moving", actor=staff, at=at)
    api.define_line(
        key="moving", section="citizens", prefix="A", title={"ja": "引っ越し"},
        rules={"tickets_per_day": 3}, actor=SYSTEM, at=at,
    )  # fmt: skip
    assert hall.take(at=at).label == "A003"
    with pytest.raises(refusals.DayFull, match="3枚"):
        hall.take(at=at)
    with pytest.raises(refusals.RuleWrong, match="3枚"):
        api.define_line(
            key="moving", section="citizens", prefix="A", title={"ja": "引っ越し"},
            rules={"tickets_per_day": 2}, actor=SYSTEM, at=at,
        )  # fmt: skip
    hall.sound()


def test_the_end_of_the_day_leaves_nobody_waiting_and_nothing_personal(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.engines.queue.models import Desk, Notice, Ticket
    from madoguchi.kernel.actors import SYSTEM

    akari = hall.citizen("akari")
    served = hall.take(at=at, source="web", actor=akari, needs=["hearing"])
    waits = hall.take(at=at)
    hall.call(at=at)
    api.start(ticket_id=served.id, actor=hall.clerk(), at=later(at, 1))
    api.write_note(ticket_id=served.id, words="筆談", actor=hall.clerk(), at=later(at, 2))
    assert api.close_past_days(actor=SYSTEM, at=later(at, 24 * 60)) == 1
    served.refresh_from_db()
    waits.refresh_from_db()
    assert (served.state, waits.state, waits.end_reason) == ("done", "left", "closed")
    assert not Ticket.objects.exclude(person_ref="").exists()
    assert (served.needs, bytes(served.sealed)) == ([], b"")
    assert (served.issued_by_ref, waits.issued_by_ref != "") == ("", True)
    assert not Notice.objects.exclude(party_ref="").exists()
    assert not Desk.objects.filter(opened_at__isnull=False).exists()
    hall.sound()


def test_other_sections_and_roles_are_kept_out(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.refusal import NotAllowed

    mine = hall.take(at=at)
    for stranger in (hall.clerk("tax"), hall.clerk(role="viewer"), hall.citizen("akari")):
        with pytest.raises(NotAllowed):
            api.call_next(desk_key="desk-1", actor=stranger, at=at)
    hall.call(at=at)
    with pytest.raises(NotAllowed):
        api.miss(ticket_id=mine.id, actor=hall.clerk("tax"), at=at)
    with pytest.raises(NotAllowed):
        api.pause_line(line_key="moving", reason="x", actor=hall.clerk(role="case_worker"), at=at)


def test_the_database_itself_refuses(hall, at):
    from madoguchi.engines.queue.models import Ticket
    from madoguchi.kernel.ids import new_id, new_secret

    first, second = hall.take(at=at), hall.take(at=at)
    hall.call(at=at)

    def refused(match, **changes):
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            Ticket.objects.filter(id=second.id).update(**changes)

    first.refresh_from_db()
    refused("one_at_a_desk|desk_id", state="called", desk=first.desk, called_at=at)
    refused("called_to_a_desk", state="called")
    refused("queue_number_stays", number=9)
    with pytest.raises(IntegrityError, match="queue_gapless"), transaction.atomic():
        Ticket.objects.create(
            id=new_id(), code=new_secret(), line=first.line, line_day_id=first.line_day_id,
            number=7, label="A007", source="web", place_at=at, issued_at=at, issued_by_ref="x",
        )  # fmt: skip
    Ticket.objects.filter(id=second.id).update(state="left", ended_at=at)
    refused("queue_ended_stays", state="waiting", ended_at=None)
