# SPDX-License-Identifier: Apache-2.0
"""Does a person see what the queue keeps, learn who read the note, and can they be forgotten?"""

from datetime import timedelta


def tell(account, at):
    from madoguchi.kernel.my_data import list_holdings

    return [one for one in list_holdings(account, lang="ja", at=at) if one.kind == "queue.tickets"]


def noted(hall, at):
    """A ticket of 灯 あかり that is being served, with a note."""
    from madoguchi.engines.queue import api

    ticket = hall.take(at=at, source="web", actor=hall.citizen("akari"), needs=["hearing"])
    hall.call(at=at)
    api.start(ticket_id=ticket.id, actor=hall.clerk(), at=at)
    api.write_note(ticket_id=ticket.id, words="筆談でお願いします", actor=hall.clerk(), at=at)
    return ticket


def open_desk_page(hall, at):
    from madoguchi.engines.queue.models import Desk
    from madoguchi.engines.queue.web.staff.desk_shown import desk_values

    desk = Desk.objects.get(key="desk-1")
    return desk_values(desk, "ja", at, actor=hall.clerk())["current"]


def test_who_sees_a_note_leaves_a_leaf_and_an_empty_one_leaves_none(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.platform.audit.models import Leaf

    reads = Leaf.objects.filter(action="queue.note.read")
    ticket = noted(hall, at)
    assert open_desk_page(hall, at)["note"] == "筆談でお願いします"
    leaf = reads.get()
    assert (leaf.subject, leaf.actor_ref) == (ticket.ref, hall.clerk().ref)
    assert leaf.purpose
    assert "筆談" not in leaf.detail
    api.write_note(ticket_id=ticket.id, words="", actor=hall.clerk(), at=at)
    assert open_desk_page(hall, at)["note"] == ""
    assert reads.count() == 1


def test_my_data_tells_the_ticket_and_who_read_the_note(hall, at):
    noted(hall, at)
    open_desk_page(hall, at)
    [held] = tell(hall.citizen("akari").ref, at)
    [item] = held.items
    assert "A001" in item.label
    assert "筆談でお願いします" in item.text
    [reading] = held.readings
    assert reading.count == 1
    assert tell(hall.citizen("funaki").ref, at) == []


def test_after_the_end_of_the_day_there_is_nothing_to_tell(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import SYSTEM

    noted(hall, at)
    api.close_past_days(actor=SYSTEM, at=at + timedelta(days=1))
    assert tell(hall.citizen("akari").ref, at) == []


def test_who_deletes_the_account_is_forgotten_and_still_called(hall, at):
    from django.db import transaction

    from madoguchi.engines.queue import api
    from madoguchi.engines.queue.models import Notice, Ticket
    from madoguchi.kernel.actors import SYSTEM
    from madoguchi.kernel.facts import announce
    from madoguchi.platform.identity.api import AccountErased

    akari, funaki = hall.citizen("akari"), hall.citizen("funaki")
    first = noted(hall, at)
    second = hall.take("papers", at=at, source="web", actor=akari, needs=["wheelchair"])
    other = hall.take("papers", at=at, source="web", actor=funaki)
    api.finish(ticket_id=first.id, actor=hall.clerk(), at=at)
    with transaction.atomic():
        announce(AccountErased(user_ref=akari.ref, at=at))
    for one in (first, second, other):
        one.refresh_from_db()
    assert (first.person_ref, first.issued_by_ref, bytes(first.sealed)) == ("", "", b"")
    assert (second.person_ref, second.issued_by_ref, second.state) == ("", "", "waiting")
    assert second.needs == ["wheelchair"]
    assert (other.person_ref, other.issued_by_ref) == (funaki.ref, funaki.ref)
    assert not Notice.objects.filter(party_ref=akari.ref).exists()
    assert not Ticket.objects.filter(person_ref=akari.ref).exists()
    assert api.forget_person(person_ref=akari.ref, actor=SYSTEM, at=at) == 0
    hall.sound()
