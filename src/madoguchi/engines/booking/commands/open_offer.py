# SPDX-License-Identifier: Apache-2.0
"""Stop taking bookings of an offer, or begin again (受付の停止と再開)."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.booking.commands.define_offer import keep_revision
from madoguchi.engines.booking.models import Offer
from madoguchi.engines.booking.policy import MANAGE, check_may_work
from madoguchi.engines.booking.rules.desk_refusals import ReasonMissing
from madoguchi.engines.booking.rules.refusals import OfferUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record


@transaction.atomic
def open_offer(*, key: str, is_open: bool, why: str, actor: Actor, at: datetime) -> Offer:
    """Open or close an offer as a new revision with the reason; twice changes nothing.

    Bookings and places on waiting lists stay as they are; only new ones are no longer taken.

    Raises:
        OfferUnknown, NotAllowed: no such offer, or not by this person.
        ReasonMissing: nothing says why.
    """
    offer = Offer.objects.select_for_update().filter(key=key).first()
    if offer is None:
        raise OfferUnknown
    check_may_work(actor, offer.section, MANAGE)
    if not why:
        raise ReasonMissing
    if offer.is_open == is_open:
        return offer
    offer.is_open, offer.changed_at = is_open, at
    offer.version += 1
    offer.save(update_fields=["is_open", "version", "changed_at"])
    keep_revision(offer, source="desk", why=why, actor=actor, at=at)
    record(
        action="booking.offer.opened" if is_open else "booking.offer.closed",
        actor=actor,
        subject=offer.ref,
        at=at,
        detail={"version": offer.version, "why": why},
    )
    return offer
