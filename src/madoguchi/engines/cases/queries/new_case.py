# SPDX-License-Identifier: Apache-2.0
"""What would the rows of a new case be? Validated, routed, with clock, fee and search tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from madoguchi.engines.cases.models import Case, CaseContent, ProofCheck
from madoguchi.engines.cases.models.search_index import lexemes_of
from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.queries.editions import Edition, get_edition
from madoguchi.engines.cases.queries.fields import choose_section, compute_fee, list_errors
from madoguchi.engines.cases.queries.proofs import check_row, judge_application
from madoguchi.engines.cases.rules.answers import list_searchable, read_applicant
from madoguchi.engines.cases.rules.clock import Term, calculate_due_on
from madoguchi.engines.cases.rules.proofs import form_of, worst
from madoguchi.engines.cases.rules.tokens import index_tokens
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.application import SubmittedApplication
from madoguchi.kernel.clock import today
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.text import normalise, search_key


@dataclass(frozen=True, slots=True)
class NewRows:
    """The rows of a new case, not saved yet."""

    case: Case
    content: CaseContent
    checks: tuple[ProofCheck, ...]


def build(application: SubmittedApplication, edition: Edition, at: datetime) -> NewRows:
    """The rows of a new case, not saved yet."""
    procedure, answers = edition.procedure, application.answers
    received_on = today(application.submitted_at)
    findings = examine(
        edition, answers, identity=application.identity, on=received_on, sent=application
    )
    judged = judge_application(edition, application, at=at)
    term = Term(received_on, procedure.standard_days)
    case = Case(
        id=new_id(),
        number=application.receipt_number,
        submission_id=application.submission_id,
        procedure_id=procedure.id,
        procedure_title=procedure.title.ja,
        revision=application.revision,
        section=choose_section(edition, answers, identity=application.identity, on=received_on),
        version=1,
        state="received",
        received_at=application.submitted_at,
        received_on=received_on,
        standard_days=procedure.standard_days,
        due_on=calculate_due_on(term, office_calendar()),
        changed_at=at,
        fee_yen=compute_fee(edition, answers, identity=application.identity, on=received_on),
        channel=application.channel,
        language=application.language if application.language in {"ja", "en", "easy"} else "ja",
        identity=application.identity,
        proof_state=worst([one.state for one in judged]),
        file_count=len(application.files),
        finding_count=len(findings),
        **personal_columns(edition, answers),
    )
    content = CaseContent(
        case=case,
        findings=findings,
        reply_key=application.reply_key or "",
        applicant_ref=application.applicant_ref or "",
    )
    content.put(
        answers=answers,
        provenance={
            question: origin.model_dump(mode="json")
            for question, origin in application.provenance.items()
        },
        **_proofs(application),
    )
    checks = tuple(check_row(case, one, actor=SYSTEM, at=at) for one in judged)
    return NewRows(case, content, checks)


def _proofs(application: SubmittedApplication) -> dict[str, dict[str, Any]]:
    """What the person proved with, as it came; a signature with the form that it signs."""
    kept: dict[str, dict[str, Any]] = {}
    if application.proof is not None:
        kept["proof"] = application.proof.model_dump(mode="json")
    if application.corporate is not None:
        kept["corporate"] = application.corporate.model_dump(mode="json")
    form = form_of(application)
    if application.signature is not None and form is not None:
        kept["signature"] = application.signature.model_dump(mode="json") | {"form": str(form)}
    return kept


def examine(
    edition: Edition,
    answers: Mapping[str, Any],
    *,
    identity: str,
    on: date,
    sent: SubmittedApplication | None = None,
) -> list[dict[str, Any]]:
    """What the second validation finds, in words for the officer."""
    findings = [
        {
            "step": error.step,
            "item": error.item,
            "question": error.question,
            "label": edition.label_of(error.question or error.step),
            "code": error.code,
            "message": error.message.ja,
        }
        for error in list_errors(edition, answers, identity=identity, on=on)
    ]
    if sent is not None and sent.fee_yen is not None:
        fee = compute_fee(edition, answers, identity=identity, on=on)
        if fee != sent.fee_yen:
            findings.append(
                {
                    "step": "",
                    "item": None,
                    "question": "",
                    "label": "手数料",
                    "code": "fee_differs",
                    "message": f"申請のときの手数料は{sent.fee_yen:,}円、計算しなおすと{fee or 0:,}円です。",
                }
            )
    return findings


def personal_columns(edition: Edition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a case that are found by name, birth, address and telephone."""
    person = read_applicant(edition.procedure, answers)
    return {
        "applicant_name": person.name[:200],
        "applicant_kana": person.kana[:200],
        "applicant_birth_on": person.birth_on,
        "applicant_birth_text": person.birth_text[:60],
        "applicant_address": person.address[:300],
        "applicant_phone": person.phone[:30],
        "applicant_email": person.email[:254],
        "name_key": search_key(person.name)[:200],
        "kana_key": search_key(person.kana)[:200],
        "address_key": search_key(person.address)[:300],
        "phone_key": "".join(c for c in normalise(person.phone) if c.isdigit())[:20],
    }


def search_tokens(case: Case, edition: Edition, answers: Mapping[str, Any]) -> list[str]:
    """The tokens under which a case is found."""
    words = [
        case.applicant_name,
        case.applicant_kana,
        case.applicant_address,
        case.applicant_email,
        *list_searchable(edition.procedure, answers),
    ]
    return index_tokens(words, section=case.section, received_on=case.received_on)


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One case as rows of tables: column → value, ready for COPY or bulk_create."""

    case: Mapping[str, Any]
    content: Mapping[str, Any]
    search: Mapping[str, Any]


def row_of(application: SubmittedApplication, *, at: datetime) -> BulkRow:
    """What ``open_case`` would write into cases_case, cases_casecontent and cases_search.

    For bringing many in at once; ``make_ready_after_bulk`` then counts the inboxes anew.
    """
    edition = get_edition(application.procedure_id, application.revision)
    rows = build(application, edition, at)
    case, content = rows.case, rows.content
    tokens = search_tokens(case, edition, application.answers)
    return BulkRow(
        case={
            str(f.column): getattr(case, f.attname)
            for f in case._meta.concrete_fields
            if not f.generated
        },
        content={str(f.column): getattr(content, f.attname) for f in content._meta.concrete_fields},
        search={
            "case_id": case.id,
            "received_at": case.received_at,
            "tokens": lexemes_of(tokens),
        },
    )
