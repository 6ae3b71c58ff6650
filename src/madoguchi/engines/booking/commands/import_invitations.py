# SPDX-License-Identifier: Apache-2.0
"""Import who is invited to a check-up; the same list twice changes nothing."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from madoguchi.engines.booking.models import Invitation, Offer
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.queries.invitations import (
    LineChange,
    compare_list,
    content_of,
    family_index,
    number_index,
)
from madoguchi.engines.booking.queries.people import INVITATION
from madoguchi.engines.booking.rules.invited import InvitedList, read_list
from madoguchi.engines.booking.rules.refusals import RuleWrong
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import record
from madoguchi.platform.crypto.fields import encrypt


def import_csv(*, offer: Offer, content: bytes, actor: Actor, at: datetime) -> Sequence[LineChange]:
    """Read a CSV and write its good lines down, as ``import_invitations`` does.

    Raises:
        ListUnreadable: it is no list. NotAllowed, RuleWrong: as ``import_invitations``.
    """
    found = read_list(content, offer.read_rules(), on=today(at))
    return import_invitations(offer=offer, found=found, actor=actor, at=at)


@transaction.atomic
def import_invitations(
    *, offer: Offer, found: InvitedList, actor: Actor, at: datetime
) -> Sequence[LineChange]:
    """Write every good line down; wrong ones are left out and stay in what is returned.

    Whoever is invited already and is not in the list stays invited; bookings stay.

    Raises:
        NotAllowed: not staff who manage the section. RuleWrong: the offer invites nobody.
    """
    check_may_work(actor, offer.section, MANAGE)
    if offer.read_rules().invitations == "none":
        raise RuleWrong(why="この受付は、案内番号での予約を受けない決まりです")
    changes = compare_list(found, offer)
    for one in changes:
        if one.verb in {"new", "changed"}:
            _write(one, offer, actor=actor, at=at)
    count = {
        verb: sum(one.verb == verb for one in changes)
        for verb in ("new", "changed", "same", "wrong")
    }
    record(
        action="booking.invitations.imported",
        actor=actor,
        subject=offer.ref,
        at=at,
        detail={"encoding": found.encoding, **count},
    )
    return changes


def _write(one: LineChange, offer: Offer, *, actor: Actor, at: datetime) -> None:
    index = number_index(one.line.number)
    row = Invitation.objects.select_for_update().filter(number_index=index).first()
    row = row or Invitation(id=new_id(), number_index=index)
    plain = json.dumps(content_of(one.line), ensure_ascii=False, sort_keys=True).encode()
    row.offer, row.book_until = offer, one.line.book_until
    row.family_index = family_index(one.line.family)
    row.sealed = encrypt(INVITATION, plain, aad=row.id.bytes)
    row.imported_at, row.imported_by_ref, row.withdrawn_at = at, actor.ref, None
    row.save()


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Actor, at: datetime) -> None:
    """Take an invitation back (moved away, invited by mistake); a booking stays for itself.

    Raises:
        NotAllowed: not staff who manage the section.
    """
    check_may_work(actor, invitation.offer.section, MANAGE)
    Invitation.objects.filter(id=invitation.id, withdrawn_at=None).update(withdrawn_at=at)
    record(
        action="booking.invitation.withdrawn",
        actor=actor,
        subject=invitation.ref,
        at=at,
        detail={"offer": invitation.offer.key},
    )
