# SPDX-License-Identifier: Apache-2.0
"""Open a case from an application that came from the portal, the counter or paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.engines.cases.commands import wording
from madoguchi.engines.cases.commands.act import add_action, header
from madoguchi.engines.cases.commands.applicant import who_sent
from madoguchi.engines.cases.commands.keep_files import keep_files
from madoguchi.engines.cases.events import CaseOpened, ProofUnconfirmed
from madoguchi.engines.cases.models import Case, ProofCheck
from madoguchi.engines.cases.models.counting import bucket_of, shift_counts
from madoguchi.engines.cases.models.search_index import put_tokens
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.new_case import build, search_tokens
from madoguchi.engines.cases.rules.answers import join_name
from madoguchi.kernel.actors import SYSTEM, Actor
from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.definition.acting import NAME, is_for_another, role_of
from madoguchi.kernel.facts import announce
from madoguchi.kernel.refusal import Conflict
from madoguchi.kernel.texts import text
from madoguchi.platform.audit import api as audit


class NumberTaken(Conflict):
    """Another submission bears the same receipt number."""

    code: ClassVar[str] = "number_taken"


@dataclass(frozen=True, slots=True)
class Opened:
    """The case of a submission, and whether it is new."""

    case_id: UUID
    number: str
    created: bool


@transaction.atomic
def open_case(*, application: SubmittedApplication, at: datetime, actor: Actor = SYSTEM) -> Opened:
    """Make exactly one case of a submission: validate again, route, start the clock, index.

    ``actor`` carries it in: the system for a parcel, a clerk for counter and paper. Idempotent by
    ``submission_id``, also when two workers open the same one at once. What the
    second validation finds becomes visible under 点検; nothing is dropped for it.

    Raises:
        UnknownRevision: the office has never published this revision (ask again).
        NumberTaken: the receipt number belongs to another submission (ask again).
    """
    known = _find(application.submission_id)
    if known is not None:
        return known
    edition = get_edition(application.procedure_id, application.revision)
    rows = build(application, edition, at)
    case = rows.case
    # ON CONFLICT DO NOTHING waits for the other opener, and then leaves us without a row.
    Case.objects.bulk_create([case], ignore_conflicts=True)
    kept = _find(application.submission_id)
    if kept is None:
        raise NumberTaken(
            text(
                f"受付番号{application.receipt_number}は、ほかの申請で使われています。",
                f"{application.receipt_number} belongs to another application.",
            )
        )
    if kept.case_id != case.id:
        return kept
    rows.content.save(force_insert=True)
    ProofCheck.objects.bulk_create(rows.checks)
    keep_files(case, application.files, at=at)
    _write(case, edition, application, actor, at)
    return Opened(case.id, case.number, created=True)


def _write(
    case: Case, edition: Edition, application: SubmittedApplication, actor: Actor, at: datetime
) -> None:
    filer = who_sent(case, actor)
    add_action(
        case,
        "opened",
        actor=filer,
        at=at,
        data={"channel": case.channel, "findings": case.finding_count},
    )
    index(case, edition, application.answers, fresh=True)
    acts = is_for_another(application.answers)
    audit.record(
        action="cases.opened",
        actor=actor,
        subject=case.ref,
        at=at,
        detail={
            "number": case.number,
            "procedure": case.procedure_id,
            "revision": case.revision,
            "section": case.section,
            "findings": case.finding_count,
            "identity": case.identity,
            "proof": case.proof_state,
            **({"acting": role_of(application.answers)} if acts else {}),
        },
        personal=_both_persons(case, application.answers) if acts else None,
    )
    if case.proof_state == "unconfirmed":
        announce(ProofUnconfirmed(case_id=case.id))
    shift_counts(None, bucket_of(case))
    announce(CaseOpened(case=header(case), at=at, note=_receipt(case, at)))


def _both_persons(case: Case, answers: Mapping[str, Any]) -> dict[str, str]:
    """Who acted and for whom; rests encrypted beside the leaf, under the key of the case."""
    return {"principal": case.applicant_name, "agent": join_name(answers.get(NAME))}


def _find(submission_id: UUID) -> Opened | None:
    row = Case.objects.filter(submission_id=submission_id).values_list("id", "number").first()
    return Opened(row[0], row[1], created=False) if row else None


def index(case: Case, edition: Edition, answers: Mapping[str, Any], *, fresh: bool = False) -> None:
    """Make the case findable by its words."""
    put_tokens(
        case.id,
        received_at=case.received_at,
        tokens=search_tokens(case, edition, answers),
        fresh=fresh,
    )


def _receipt(case: Case, at: datetime) -> Any:
    body = wording.RECEIPT_TEXT.pick(case.language).format(procedure=case.procedure_title)
    if case.due_on:
        expected = wording.EXPECTED.pick(case.language)
        body += "\n" + expected.format(day=wording.in_words(case.due_on, case))
    return wording.write_note(case, "receipt", wording.RECEIPT, body, at=at, due_on=case.due_on)
