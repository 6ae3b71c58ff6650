# SPDX-License-Identifier: Apache-2.0
"""Book, or wait, for somebody who telephones or stands at the counter (代理の予約)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.find_caller import find_caller
from madoguchi.engines.booking.commands.hold import hold
from madoguchi.engines.booking.commands.join_waiting import join_waiting
from madoguchi.engines.booking.models import Reservation, WaitingEntry
from madoguchi.engines.booking.policy import MANAGE, WORK, check_may_work
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.rules.desk_refusals import ReasonMissing
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@in_one_go
def book_for_caller(
    *,
    wanted: Wanted,
    party_ref: str,
    new: Mapping[str, str],
    token: UUID,
    actor: Actor,
    at: datetime,
    why: str = "",
) -> Reservation:
    """Book at once for a registered person or group, or for a new caller who is remembered.

    ``new`` (name, kana, phone, birth_on) registers somebody for whom ``party_ref`` is empty, so
    that the next call finds them. ``wanted.contact`` is kept beside name and telephone. Where
    ``wanted.waived``, window, caps and conditions are passed over, and ``why`` is written down.
    The same ``token`` gives the same booking again.

    Raises:
        CallerUnknown: nobody was chosen, or a new caller has no name or telephone.
        ReasonMissing: rules are passed over without a reason. NotAllowed: not by this person.
        Refusal: as ``hold``.
    """
    offer = get_offer(wanted.offer)
    check_may_work(actor, offer.section, MANAGE if wanted.waived else WORK)
    if wanted.waived and not why:
        raise ReasonMissing
    caller = find_caller(
        party_ref=party_ref, new=new, token=token, section=offer.section, actor=actor, at=at
    )
    made = hold(
        wanted=replace(
            wanted, person_ref=caller.person_ref, group_id=caller.group_id,
            contact={**caller.contact, **wanted.contact}, channel="phone", straight=True,
            idempotency_key=str(token),
        ),
        actor=actor,
        at=at,
    )  # fmt: skip
    if wanted.waived and made.made_at == at:
        record(
            action="booking.rules.waived",
            actor=actor,
            subject=made.ref,
            at=at,
            detail={"number": made.number, "why": why},
        )
    return made


@in_one_go
def wait_for_caller(
    *,
    wanted: Wanted,
    party_ref: str,
    new: Mapping[str, str],
    token: UUID,
    actor: Actor,
    at: datetime,
) -> WaitingEntry:
    """Put a caller on the waiting list of a full time; the same ``token`` gives the same place.

    Raises:
        CallerUnknown: as ``book_for_caller``. Refusal: as ``join_waiting``.
    """
    offer = get_offer(wanted.offer)
    check_may_work(actor, offer.section)
    known = WaitingEntry.objects.filter(party_ref=f"caller:{token}", offer=offer).first()
    if known is not None:
        return known
    caller = find_caller(
        party_ref=party_ref, new=new, token=token, section=offer.section, actor=actor, at=at
    )
    return join_waiting(
        wanted=replace(
            wanted, person_ref=caller.person_ref, group_id=caller.group_id,
            contact={**caller.contact, **wanted.contact}, channel="phone",
        ),
        actor=actor,
        at=at,
    )  # fmt: skip
