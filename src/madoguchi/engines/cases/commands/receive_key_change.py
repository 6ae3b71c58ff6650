# SPDX-License-Identifier: Apache-2.0
"""Take in that an account has a new key: it waits for a person, whatever the portal says."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from madoguchi.engines.cases.commands.settle_key_change import Judgement, settle
from madoguchi.engines.cases.models import KeyChange
from madoguchi.engines.cases.ports import EvidenceChecker, evidence_checker
from madoguchi.engines.cases.queries.key_changes import list_touched, subjects_of
from madoguchi.engines.cases.rules.key_changes import CardResult, compare_subjects
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import AccountKeyChanged, KeyEvidence
from madoguchi.kernel.key_proofs import nonce_for_key
from madoguchi.kernel.refusal import Refusal
from madoguchi.platform.audit import api as audit


@transaction.atomic
def receive_key_change(
    *, change: AccountKeyChanged, at: datetime, actor: Actor = SYSTEM
) -> KeyChange:
    """Put the new key on the list, or add the proof by card to what waits there.

    Idempotent by ``change_id``. A still newer key takes the place of one that waits. Where no case
    holds anything under another key there is nothing to confirm. A card that the office itself
    has checked settles it without a person only where the city has decided so
    (``KEY_CHANGE_BY_CARD``).
    """
    item = KeyChange.objects.select_for_update().filter(id=change.change_id).first()
    if item is None:
        item = _put(change, actor, at)
    if item.state != "waiting":
        return item
    check = evidence_checker()
    if change.evidence is not None and check is not None and not item.card:
        _take_evidence(item, change.evidence, check, actor, at)
    if not list_touched(item.applicant_ref, item.new_key, at=at):
        return settle(item, Judgement("confirmed", "none", "対象の事案なし"), actor=actor, at=at)
    if item.card == "same" and settings.KEY_CHANGE_BY_CARD:
        return settle(
            item, Judgement("confirmed", "card", "カードの証明を庁内で検証"), actor=actor, at=at
        )
    return item


def _put(change: AccountKeyChanged, actor: Actor, at: datetime) -> KeyChange:
    item = None
    while item is None:
        # ON CONFLICT DO NOTHING waits for another that comes in at once, and leaves no row.
        KeyChange.objects.bulk_create([_row(change, at)], ignore_conflicts=True)
        item = KeyChange.objects.select_for_update().filter(id=change.change_id).first()
    audit.record(
        action="cases.key_change.arrived",
        actor=actor,
        subject=ref_of(item),
        at=at,
        detail={"applicant": item.applicant_ref, "round": item.round, "number": item.number},
    )
    return item


def _row(change: AccountKeyChanged, at: datetime) -> KeyChange:
    of_account = list(
        KeyChange.objects.select_for_update().filter(applicant_ref=change.applicant_ref)
    )
    for older in of_account:
        if older.state == "waiting":
            older.state, older.settled_at = "superseded", at
            older.save(update_fields=["state", "settled_at"])
    return KeyChange(
        id=change.change_id,
        applicant_ref=change.applicant_ref,
        old_key=change.old_key,
        new_key=change.new_key,
        changed_at=change.changed_at,
        arrived_at=at,
        round=max((one.round for one in of_account), default=0) + 1,
    )


def _take_evidence(
    item: KeyChange, evidence: KeyEvidence, check: EvidenceChecker, actor: Actor, at: datetime
) -> None:
    item.card, item.card_at = _weigh(item, evidence, check, at), evidence.proved_at
    item.save(update_fields=["card", "card_at"])
    audit.record(
        action="cases.key_change.card_checked",
        actor=actor,
        subject=ref_of(item),
        at=at,
        detail={"result": item.card, "method": evidence.method},
    )


def _weigh(
    item: KeyChange, evidence: KeyEvidence, check: EvidenceChecker, at: datetime
) -> CardResult:
    nonce = nonce_for_key(item.key_bytes, evidence.salt)
    try:
        subject = check(evidence.token, nonce=nonce, proved_at=evidence.proved_at, at=at)
    except Refusal:
        return "invalid"
    return compare_subjects(subject, subjects_of(item.applicant_ref))


def ref_of(item: KeyChange) -> str:
    """The typed reference to an item."""
    return f"cases:key-change:{item.id}"
