# SPDX-License-Identifier: Apache-2.0
"""What came about while an application was handled, as far as it is the applicant's to know?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from madoguchi.engines.cases.models import Case, CorrectionRequest
from madoguchi.kernel.own_data import HeldRecord, RecordKind

OUTCOMES = ("approved", "refused", "withdrawn")
MOST_EACH = 500


def list_records(case: Case) -> tuple[HeldRecord, ...]:
    """Decisions with their reasons, letters, messages, corrections, proofs and checks by their time;
    then how many notes and opinions there are, which staff wrote for one another. Seven queries.
    """
    dated = [*_decisions(case), *_letters(case), *_messages(case), *_corrections(case)]
    dated += [*_proofs(case), *_checks(case)]
    dated.sort(key=lambda one: one.at or case.received_at)
    return (*dated, *_counted(case))


def _decisions(case: Case) -> Iterator[HeldRecord]:
    for one in case.actions.filter(kind__in=OUTCOMES).order_by("seq")[:MOST_EACH]:
        words = [*one.data.get("reasons", ()), one.data.get("law", "")]
        text = "\n".join(str(word) for word in words if word)
        yield HeldRecord(kind="decision", at=one.at, key=one.kind, text=text)


def _letters(case: Case) -> Iterator[HeldRecord]:
    for one in case.letters.defer("sealed_pdf")[:MOST_EACH]:
        yield HeldRecord(kind="letter", at=one.issued_at, title=one.title, text=one.document_number)


def _messages(case: Case) -> Iterator[HeldRecord]:
    for one in case.messages.order_by("written_at", "id")[:MOST_EACH]:
        kind: RecordKind = "message_in" if one.from_applicant else "message_out"
        yield HeldRecord(kind=kind, at=one.written_at, text=one.text)


def _corrections(case: Case) -> Iterator[HeldRecord]:
    for one in case.corrections.defer("sealed_before")[:MOST_EACH]:
        yield HeldRecord(
            kind="correction", at=one.asked_at, key=_ending(one), text=one.message,
            count=len(one.fields),
        )  # fmt: skip


def _ending(one: CorrectionRequest) -> str:
    return one.ended_how or "open"


def _proofs(case: Case) -> Iterator[HeldRecord]:
    """The card, the signature, the corporation: who proved what, not the evidence itself."""
    content = case.content
    for name, kept in (
        ("identity", content.proof),
        ("signature", content.signature),
        ("corporate", content.corporate),
    ):
        if kept:
            yield HeldRecord(kind="proof", at=_moment(kept), key=name, text=_told(kept))


def _told(kept: dict[str, Any]) -> str:
    """What the proof says of the person, as far as it says anything in words."""
    person = kept.get("person") or kept
    names = ("name", "address", "birth", "number", "representative")
    return " ・ ".join(str(person[name]) for name in names if person.get(name))


def _moment(kept: dict[str, Any]) -> datetime | None:
    found = kept.get("at")
    return found if isinstance(found, datetime) else parse_datetime(str(found or ""))


def _checks(case: Case) -> Iterator[HeldRecord]:
    for one in case.proof_checks.order_by("checked_at", "id")[:MOST_EACH]:
        yield HeldRecord(kind="check", at=one.checked_at, key=one.state, title=one.kind)


def _counted(case: Case) -> Iterator[HeldRecord]:
    notes, opinions = case.notes.count(), case.opinions.count()
    if notes:
        yield HeldRecord(kind="notes", count=notes)
    if opinions:
        yield HeldRecord(kind="opinions", count=opinions)
