# SPDX-License-Identifier: Apache-2.0
"""Tell everybody who has a place in a course something (参加者への連絡)."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.booking.commands.writing import tell
from madoguchi.engines.booking.models import Notice, Offer, Reservation
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.rules.desk_refusals import MessageMissing
from madoguchi.engines.booking.rules.refusals import OfferUnknown
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

KIND = "message"


@transaction.atomic
def tell_participants(*, offer_key: str, words: str, token: str, actor: Actor, at: datetime) -> int:
    """Queue the words for each booking that stands; returns how many. The same ``token`` is once.

    Raises:
        OfferUnknown, NotAllowed: no such course, or not by this person.
        MessageMissing: no words, or nobody to send them to.
    """
    offer = Offer.objects.select_for_update().filter(key=offer_key).first()
    if offer is None:
        raise OfferUnknown
    check_may_work(actor, offer.section)
    rows = list(Reservation.objects.filter(offer=offer, state__in=("confirmed", "used")))
    if not words.strip() or not rows:
        raise MessageMissing
    if Notice.objects.filter(kind=KIND, reservation__in=rows, about__token=token).exists():
        return 0
    for row in rows:
        tell(row, KIND, at=at, about={"words": words.strip(), "token": token})
    record(
        action="booking.participants.told",
        actor=actor,
        subject=offer.ref,
        at=at,
        detail={"count": len(rows), "words": words.strip()},
    )
    return len(rows)
