# SPDX-License-Identifier: Apache-2.0
"""Book for somebody who telephones or stands at the counter (代理の予約)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from madoguchi.engines.booking.commands.attempt import in_one_go
from madoguchi.engines.booking.commands.hold import hold
from madoguchi.engines.booking.commands.register import register_patron
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.policy import check_may_work
from madoguchi.engines.booking.queries.finding import find_party
from madoguchi.engines.booking.queries.offers import get_offer
from madoguchi.engines.booking.rules.desk_refusals import CallerUnknown
from madoguchi.engines.booking.rules.wanted import Wanted
from madoguchi.kernel.actors import Actor


@in_one_go
def book_for_caller(
    *,
    wanted: Wanted,
    party_ref: str,
    new: Mapping[str, str],
    token: UUID,
    actor: Actor,
    at: datetime,
) -> Reservation:
    """Book at once for a registered person or group, or for a new caller who is remembered.

    ``new`` (name, kana, phone) registers somebody for whom ``party_ref`` is empty, so that the
    next call finds them. The same ``token`` gives the same booking again.

    Raises:
        CallerUnknown: nobody was chosen, or a new caller has no name or telephone.
        Refusal: as ``hold``.
    """
    offer = get_offer(wanted.offer)
    check_may_work(actor, offer.section)
    caller, group_id = f"caller:{token}", None
    if not party_ref:
        contact = {key: value.strip() for key, value in new.items() if value.strip()}
        if not (contact.get("name") or contact.get("kana")) or not contact.get("phone"):
            raise CallerUnknown
        register_patron(
            party_ref=caller, section=offer.section, actor=actor, at=at, proved_by="phone",
            personal={"name": contact.get("name") or contact["kana"], **contact},
        )  # fmt: skip
        contact.setdefault("name", contact.get("kana", ""))
    else:
        found = find_party(party_ref)
        if found is None:
            raise CallerUnknown
        contact = {"name": found.name, "kana": found.kana, "phone": found.phone}
        if found.is_group:
            group_id = UUID(party_ref.rpartition(":")[2])
        else:
            caller = party_ref
    return hold(
        wanted=replace(
            wanted, person_ref=caller, group_id=group_id, contact={**wanted.contact, **contact},
            channel="phone", straight=True, idempotency_key=str(token),
        ),
        actor=actor,
        at=at,
    )  # fmt: skip
