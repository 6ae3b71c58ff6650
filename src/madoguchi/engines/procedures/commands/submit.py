# SPDX-License-Identifier: Apache-2.0
"""Send an application: validate everything in memory, announce it once, forget it."""

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from madoguchi.engines.procedures.events import ApplicationSubmitted
from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.models.draft import Draft, DraftKey
from madoguchi.engines.procedures.models.submission import reply_key_of, verifier_of
from madoguchi.engines.procedures.queries.drafts import OpenDraft
from madoguchi.engines.procedures.queries.form import OpenForm
from madoguchi.engines.procedures.queries.submissions import find_by_draft
from madoguchi.engines.procedures.rules.business import business_lacks, living_business
from madoguchi.engines.procedures.rules.proving import asks_to_sign, living_proof, must_prove
from madoguchi.engines.procedures.rules.refusals import (
    BusinessNeeded,
    CardNeeded,
    DraftMoved,
    NotComplete,
    NotEligible,
    OutOfSeason,
    SignatureNeeded,
    SignInNeeded,
)
from madoguchi.engines.procedures.rules.seasons import judge_season
from madoguchi.engines.procedures.rules.sending import Filer, list_files, provenance_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.clock import today
from madoguchi.kernel.definition.acting import role_of
from madoguchi.kernel.definition.calculate_fee import calculate_fee
from madoguchi.kernel.definition.check_eligibility import check_eligibility
from madoguchi.kernel.definition.find_path import find_path
from madoguchi.kernel.definition.prune import prune
from madoguchi.kernel.definition.validate_all import validate_all
from madoguchi.kernel.facts import announce
from madoguchi.kernel.faults import fault_point
from madoguchi.kernel.ids import new_id, new_receipt_number
from madoguchi.platform.audit.api import record

_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Checked:
    """What the answers amount to, once nothing is wrong with them."""

    answers: dict[str, Any]
    fee_yen: int | None
    level: str


def submit(
    *, form: OpenForm, filer: Filer, actor: Actor, at: datetime
) -> Submission:  # fmt: skip
    """File the draft as an application and remove it; a second call gives the first one back.

    ``ApplicationSubmitted`` is announced inside the transaction that stores the submission, so
    that the parcel exists if and only if the submission does.

    Raises:
        OutOfSeason, SignInNeeded, CardNeeded, SignatureNeeded, BusinessNeeded, NotEligible, NotComplete: it cannot
            be filed as it stands.
        DraftMoved: another tab saved the draft in this moment.
    """
    checked = _check(form, filer, at)
    fault_point("submit.before_store")
    for _ in range(_TRIES):
        number = new_receipt_number(today(at))
        try:
            with transaction.atomic():
                row = _store(form, number, filer, at)
                _remove(form.draft)
                announce(ApplicationSubmitted(body=_body(row, form, checked, filer)))
                _audit(row, checked, actor, at)
                fault_point("submit.after_store")
        except IntegrityError:
            existing = find_by_draft(form.draft.id)
            if existing is not None:
                return existing
            continue
        fault_point("submit.after_commit")
        return row
    raise RuntimeError("no free receipt number was found")


def _check(form: OpenForm, filer: Filer, at: datetime) -> _Checked:
    level = form.level_at(filer.identity, at)
    compiled, context = form.compiled, replace(form.context, identity=level)
    procedure = compiled.definition
    season = judge_season(procedure.seasons, today(at))
    if not season.is_open:
        raise OutOfSeason(season)
    if not (procedure.guest or procedure.anonymous or filer.account):
        raise SignInNeeded
    if must_prove(procedure, level):
        raise SignatureNeeded if asks_to_sign(procedure) else CardNeeded
    if business_lacks(compiled, form.content, context, at):
        raise BusinessNeeded
    answers = prune(compiled, form.content.answers, context, final=True)
    errors = validate_all(compiled, answers, context)
    path = find_path(compiled, answers, context)
    if errors or not path.complete or form.content.moved:
        raise NotComplete(max(len(errors), 1))
    judged = check_eligibility(compiled, answers, context, final=True)
    stopped = [one for one in judged.unmet if one.stop]
    if stopped:
        raise NotEligible(stopped[0].because)
    fee = calculate_fee(compiled, answers, context, final=True)
    return _Checked(answers, fee.yen if fee else None, level)


def _store(form: OpenForm, number: str, filer: Filer, at: datetime) -> Submission:
    verifier = verifier_of(number, filer.secret) if filer.secret else None
    return Submission.objects.create(
        id=new_id(),
        draft_id=form.draft.id,
        receipt_number=number,
        revision=form.revision,
        submitted_at=at,
        language=form.content.language,
        state_at=at,
        reply_key=_reply_key(number, filer),
        verifier=verifier,
        account=filer.account,
    )


def _reply_key(number: str, filer: Filer) -> bytes | None:
    if filer.account_key is not None:
        return filer.account_key
    if filer.secret is None:
        return None
    return reply_key_of(number, filer.secret).public_key().public_bytes_raw()


def _remove(draft: OpenDraft) -> None:
    """The draft goes in the same transaction; if it moved on meanwhile, nothing happens at all."""
    DraftKey.objects.filter(draft_id=draft.id).delete()
    gone, _ = Draft.objects.filter(id=draft.id, version=draft.row.version).delete()
    if not gone:
        raise DraftMoved


def _body(row: Submission, form: OpenForm, checked: _Checked, filer: Filer) -> SubmittedApplication:
    procedure = form.compiled.definition
    reply_key = bytes(row.reply_key) if row.reply_key else None
    return SubmittedApplication(
        submission_id=row.id,
        receipt_number=row.receipt_number,
        procedure_id=procedure.id,
        revision=form.revision.revision,
        language=row.language,
        submitted_at=row.submitted_at,
        identity=checked.level,
        proof=living_proof(form.content, row.submitted_at),
        corporate=living_business(form.content, row.submitted_at),
        signature=form.signature_at(row.submitted_at),
        draft_id=form.draft.id,
        applicant_ref=filer.account,
        reply_key=b64encode(reply_key).decode("ascii") if reply_key else None,
        answers=checked.answers,
        provenance=provenance_of(form.compiled, form.content, checked.answers),
        files=list_files(procedure, checked.answers),
        fee_yen=checked.fee_yen,
    )


def _audit(row: Submission, checked: _Checked, actor: Actor, at: datetime) -> None:
    """Who filed; that it was for another person and in which role, but no names on this side."""
    role = role_of(checked.answers)
    record(
        action="procedures.application.submitted",
        actor=actor,
        subject=f"procedures:{row.id}",
        at=at,
        detail={
            "procedure": row.revision.procedure_id,
            "revision": row.revision.revision,
            "identity": checked.level,
            **({"acting": role} if role else {}),
        },
    )
