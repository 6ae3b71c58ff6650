# SPDX-License-Identifier: Apache-2.0
"""Take cases out as a table; who, what and why is written down before the first row."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.queries.export import Sheet, read_sheet
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit import api as audit


def start_export(
    *,
    cases: QuerySet[Case],
    answers: bool,
    kind: str,
    purpose: str,
    actor: Actor,
    at: datetime,
) -> Sheet:
    """Write the export into the audit log, and begin to read."""
    count = cases.order_by().count()
    with transaction.atomic():
        audit.record(
            action="cases.exported",
            actor=actor,
            subject="cases:export",
            at=at,
            detail={"cases": count, "kind": kind, "answers": answers},
            purpose=purpose,
        )
    return read_sheet(cases, answers=answers)
