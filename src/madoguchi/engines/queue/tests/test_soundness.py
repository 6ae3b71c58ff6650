# SPDX-License-Identifier: Apache-2.0
"""Does a drill find what is broken in a restored queue, and nothing where all is well?"""

from datetime import timedelta

CHECKS = ("list_number_gaps", "list_crowded_desks", "list_loose_transfers", "list_named_past")


def said():
    from madoguchi.engines.queue.queries import soundness

    found = {name: list(getattr(soundness, name)()) for name in CHECKS}
    return {name: lines for name, lines in found.items() if lines}


def test_a_day_with_everything_is_sound(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.kernel.actors import SYSTEM

    first = hall.take(at=at, source="web", actor=hall.citizen("akari"))
    hall.take(at=at)
    hall.call(at=at)
    api.start(ticket_id=first.id, actor=hall.clerk(), at=at)
    api.transfer(ticket_id=first.id, line_key="tax", actor=hall.clerk(), at=at)
    assert said() == {}
    api.close_past_days(actor=SYSTEM, at=at + timedelta(days=1))
    assert said() == {}


def test_a_missing_number_and_a_name_of_yesterday_are_found(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.engines.queue.models import LineDay, Ticket
    from madoguchi.kernel.actors import SYSTEM

    ticket = hall.take(at=at)
    LineDay.objects.filter(id=ticket.line_day_id).update(last_number=2)
    assert list(said()) == ["list_number_gaps"]
    LineDay.objects.filter(id=ticket.line_day_id).update(last_number=1)
    api.close_past_days(actor=SYSTEM, at=at + timedelta(days=1))
    Ticket.objects.filter(id=ticket.id).update(person_ref=hall.citizen("akari").ref)
    assert list(said()) == ["list_named_past"]


def test_a_ticket_that_was_sent_nowhere_is_found(hall, at):
    from madoguchi.engines.queue import api
    from madoguchi.engines.queue.models import Ticket

    first = hall.take(at=at)
    hall.call(at=at)
    there = api.transfer(ticket_id=first.id, line_key="tax", actor=hall.clerk(), at=at)
    Ticket.objects.filter(id=there.id).delete()
    assert list(said()) == ["list_loose_transfers"]
