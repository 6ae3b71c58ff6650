# SPDX-License-Identifier: Apache-2.0
"""Let go of whose tickets they were, when somebody deletes their account (アカウントの削除)."""

from datetime import datetime

from django.db.models import Q

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.models import ENDED, Notice, Ticket
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@in_one_go
def forget_person(*, person_ref: str, actor: Actor, at: datetime) -> int:
    """Take the account off its tickets and throw its notices away; returns how many tickets.

    A ticket that still waits keeps its number and what helps to serve it: whoever holds the paper or
    the page is called as before. What is over loses needs and notes, too. Twice changes nothing.
    """
    if not person_ref:
        return 0
    notices, _ = Notice.objects.filter(party_ref=person_ref).delete()
    mine = Q(person_ref=person_ref) | Q(issued_by_ref=person_ref)
    Ticket.objects.filter(mine, state__in=ENDED).update(needs=[], sealed=b"")
    count = Ticket.objects.filter(mine).count()
    Ticket.objects.filter(person_ref=person_ref).update(person_ref="")
    Ticket.objects.filter(issued_by_ref=person_ref).update(issued_by_ref="")
    if count or notices:
        record(
            action="queue.person.forgotten",
            actor=actor,
            subject=person_ref,
            at=at,
            detail={"tickets": count, "notices": notices},
        )
    return count
