# SPDX-License-Identifier: Apache-2.0
"""Let go of everything that is kept of a person who has left (アカウントの削除)."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.booking.commands.cancel import cancel
from madoguchi.engines.booking.commands.enter_lottery import withdraw_entry
from madoguchi.engines.booking.commands.join_waiting import leave_waiting
from madoguchi.engines.booking.models import (
    OPEN,
    ContactSeen,
    FeedAddress,
    GroupMember,
    LotteryEntry,
    Notice,
    Patron,
    Reservation,
    SearchTrace,
    WaitingEntry,
)
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def forget_party(*, party_ref: str, actor: Actor, at: datetime) -> int:
    """Cancel what lies ahead, as the person could, and erase what is personal; how many ended.

    What a group has booked stands: it is the group's. A lottery that has closed keeps the entry under
    its pseudonym, because everyone must be able to draw it again. Twice changes nothing.
    """
    ended = _end_what_lies_ahead(party_ref, actor=actor, at=at)
    own = Reservation.objects.filter(person_ref=party_ref)
    Notice.objects.filter(party_ref=party_ref).delete()
    erased = own.exclude(sealed=b"").update(sealed=b"")
    waited = WaitingEntry.objects.filter(person_ref=party_ref).exclude(sealed=b"")
    erased += waited.update(sealed=b"")
    erased += Patron.objects.filter(party_ref=party_ref).delete()[0]
    erased += FeedAddress.objects.filter(party_ref=party_ref).delete()[0]
    SearchTrace.objects.filter(party_ref=party_ref).delete()
    seen = [party_ref, *own.values_list("number", flat=True)]
    ContactSeen.objects.filter(subject__in=seen).delete()
    GroupMember.objects.filter(account_ref=party_ref).update(account_ref="", may_book=False)
    if ended or erased:
        record(
            action="booking.party.forgotten", actor=actor, subject=party_ref, at=at,
            detail={"ended": ended, "erased": erased},
        )  # fmt: skip
    return ended


def _end_what_lies_ahead(party_ref: str, *, actor: Actor, at: datetime) -> int:
    mine = {"person_ref": party_ref, "group": None}
    bookings = Reservation.objects.filter(**mine, state__in=OPEN, ends_at__gt=at).order_by("id")
    waiting = WaitingEntry.objects.filter(**mine, state="waiting").order_by("id")
    entries = LotteryEntry.objects.filter(
        **mine, state="entered", round__state="open", round__closes_at__gt=at
    ).order_by("id")
    found = [list(rows.values_list("id", flat=True)) for rows in (bookings, waiting, entries)]
    for one in found[0]:
        cancel(reservation_id=one, actor=actor, at=at)
    for one in found[1]:
        leave_waiting(entry_id=one, actor=actor, at=at)
    for one in found[2]:
        withdraw_entry(entry_id=one, actor=actor, at=at)
    return sum(len(ids) for ids in found)
