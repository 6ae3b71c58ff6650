# SPDX-License-Identifier: Apache-2.0
"""Keep a parcel that could not be opened in sight, until someone has acted."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.events import CaseAskedAgain
from madoguchi.engines.cases.models import AskAgain, Case
from madoguchi.engines.cases.policy import NO_SUCH_CASE
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.audit import api as audit


@transaction.atomic
def ask_again(
    *,
    parcel_id: UUID,
    kind: str,
    reason: str,
    at: datetime,
    number: str = "",
    submission_id: UUID | None = None,
    procedure_id: str = "",
    section: str = "",
    actor: Actor = SYSTEM,
) -> AskAgain:
    """Make an item of what could not be opened. Idempotent by parcel id.

    Where the application has a case already (its correction, withdrawal or message could not be
    opened), the item bears the number of that case and lies on the desk of its section.
    """
    known = Case.objects.filter(submission_id=submission_id).first() if submission_id else None
    if known is not None:
        number, procedure_id, section = known.number, known.procedure_id, known.section
    item = AskAgain(
        id=new_id(),
        parcel_id=parcel_id,
        kind=kind[:60],
        number=number[:24],
        submission_id=submission_id,
        procedure_id=procedure_id[:64],
        section=section[:64],
        reason=reason[:300],
        happened_at=at,
    )
    AskAgain.objects.bulk_create([item], ignore_conflicts=True)
    kept = AskAgain.objects.get(parcel_id=parcel_id)
    if kept.id != item.id:
        return kept
    audit.record(
        action="cases.asked_again",
        actor=actor,
        subject=f"cases:ask-again:{kept.id}",
        at=at,
        detail={"parcel": str(parcel_id), "kind": kind, "reason": reason[:300]},
    )
    announce(
        CaseAskedAgain(ask_again_id=kept.id, submission_id=submission_id, number=number, at=at)
    )
    return kept


@transaction.atomic
def settle_ask_again(*, item_id: UUID, how: str, actor: Actor, at: datetime) -> AskAgain:
    """Note what was done about it (telephoned, sent again); a second time changes nothing."""
    item = AskAgain.objects.select_for_update().filter(id=item_id).first()
    if item is None:
        raise NotFound(NO_SUCH_CASE)
    if item.settled_at is None:
        item.settled_at, item.settled_by_name, item.settled_how = at, actor.name, how[:300]
        item.save(update_fields=["settled_at", "settled_by_name", "settled_how"])
        audit.record(
            action="cases.ask_again_settled",
            actor=actor,
            subject=f"cases:ask-again:{item.id}",
            at=at,
            detail={"how": how[:300]},
        )
    return item
