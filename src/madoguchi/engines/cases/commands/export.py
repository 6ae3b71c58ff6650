# SPDX-License-Identifier: Apache-2.0
"""Take cases out as a table; who, what and why is written down before the first row."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from madoguchi.engines.cases.models import Case, Export, ExportedCase
from madoguchi.engines.cases.queries.export import Sheet, read_sheet
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit import api as audit

_PIECE = 1000


def start_export(
    *,
    cases: QuerySet[Case],
    answers: bool,
    kind: str,
    purpose: str,
    actor: Actor,
    at: datetime,
) -> Sheet:
    """Write the export into the audit log with what is in it, and begin to read just that.

    So each applicant can be told that the case was on it, also years later.
    """
    with transaction.atomic():
        export = Export.objects.create(
            at=at, actor_ref=actor.ref, purpose=purpose, kind=kind, answers=answers
        )
        count, digest = _note_cases(export, cases)
        audit.record(
            action="cases.exported",
            actor=actor,
            subject="cases:export",
            at=at,
            detail={
                "cases": count,
                "kind": kind,
                "answers": answers,
                "export": str(export.id),
                "digest": digest,
            },
            purpose=purpose,
        )
    return read_sheet(Case.objects.filter(exports__export=export), answers=answers)


def _note_cases(export: Export, cases: QuerySet[Case]) -> tuple[int, str]:
    """Which cases are on it; the digest ties the list to the leaf, so that it cannot be shortened."""
    ids = list(cases.order_by("id").values_list("id", flat=True))
    digest = sha256()
    for first in range(0, len(ids), _PIECE):
        piece = ids[first : first + _PIECE]
        ExportedCase.objects.bulk_create(
            ExportedCase(export=export, case_id=case_id) for case_id in piece
        )
        for case_id in piece:
            digest.update(case_id.bytes)
    return len(ids), digest.hexdigest()
