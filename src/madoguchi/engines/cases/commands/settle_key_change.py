# SPDX-License-Identifier: Apache-2.0
"""Say whether a new key is the applicant's, and if so seal to it what was written before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands.act import act, header, hold
from madoguchi.engines.cases.commands.keep_sent_note import read_sent_notes
from madoguchi.engines.cases.events import KeyChangeSettled, NotesSealedAgain
from madoguchi.engines.cases.models import KeyChange
from madoguchi.engines.cases.policy import CONFIRM_KEY, NO_SUCH_CASE
from madoguchi.engines.cases.queries.key_changes import is_visible, list_touched
from madoguchi.engines.cases.rules.key_changes import KeyChangeSettledAlready, check_judgement
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.audit import api as audit
from madoguchi.platform.screens.policies import check_permission


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was decided about a new key, and how the person was identified."""

    outcome: Literal["confirmed", "refused"]
    method: str
    reason: str


@transaction.atomic
def confirm_key_change(
    *, change_id: UUID, method: str, reason: str, actor: Actor, at: datetime
) -> KeyChange:
    """The person was identified: everything written to them goes out again, to the new key.

    Raises:
        NotFound: no such item for this person.
        KeyChangeSettledAlready, KeyChangeIncomplete, CardDoesNotProve: see there.
    """
    item = _hold(change_id, actor, at)
    check_judgement(method, reason, item.card, confirm=True)
    return settle(item, Judgement("confirmed", method, reason.strip()), actor=actor, at=at)


@transaction.atomic
def refuse_key_change(
    *, change_id: UUID, method: str, reason: str, actor: Actor, at: datetime
) -> KeyChange:
    """It is not the applicant, or nobody can tell: nothing is sealed again, and they are told.

    Raises: as ``confirm_key_change``.
    """
    item = _hold(change_id, actor, at)
    check_judgement(method, reason, item.card, confirm=False)
    return settle(item, Judgement("refused", method, reason.strip()), actor=actor, at=at)


def settle(item: KeyChange, judgement: Judgement, *, actor: Actor, at: datetime) -> KeyChange:
    """Write the judgement on a held item that waits, and do what follows from it."""
    item.state, item.method, item.reason = judgement.outcome, judgement.method, judgement.reason
    item.settled_at, item.settled_by_ref, item.settled_by_name = at, actor.ref[:80], actor.name[:80]
    item.save()
    touched = list_touched(item.applicant_ref, item.new_key, at=at)
    if judgement.outcome == "confirmed":
        for case_id in touched:
            _seal_again(case_id, item, actor, at)
    audit.record(
        action=f"cases.key_change.{judgement.outcome}",
        actor=actor,
        subject=f"cases:key-change:{item.id}",
        at=at,
        detail={
            "applicant": item.applicant_ref,
            "method": judgement.method,
            "card": item.card,
            "number": item.number,
            "cases": len(touched),
        },
        personal={"reason": judgement.reason},
        purpose="鍵の再発行",
    )
    announce(
        KeyChangeSettled(
            change_id=item.id, applicant_ref=item.applicant_ref, outcome=item.state, at=at
        )
    )
    return item


def _hold(change_id: UUID, actor: Actor, at: datetime) -> KeyChange:
    check_permission(actor, CONFIRM_KEY)
    item = KeyChange.objects.select_for_update().filter(id=change_id).first()
    if item is None or not is_visible(item, actor, at=at):
        raise NotFound(NO_SUCH_CASE)
    if item.state != "waiting":
        raise KeyChangeSettledAlready
    return item


def _seal_again(case_id: UUID, item: KeyChange, actor: Actor, at: datetime) -> None:
    case = hold(case_id)
    case.content.reply_key = item.new_key
    case.content.save(update_fields=["reply_key"])
    notes = read_sent_notes(case_id)
    data = {"change": str(item.id), "notes": len(notes)}
    act(case, "key_replaced", actor=actor, at=at, data=data, purpose="鍵の再発行")
    announce(NotesSealedAgain(case=header(case), at=at, notes=notes, round=item.round))
