# SPDX-License-Identifier: Apache-2.0
"""Which applications were sent, and what is their public state?"""

from uuid import UUID

from madoguchi.engines.procedures.models import StateChange, Submission
from madoguchi.engines.procedures.rules.refusals import ApplicationUnknown


def get_submission(submission_id: UUID) -> Submission:
    """A sent application with its revision (without the definition).

    Raises:
        ApplicationUnknown: there is none.
    """
    rows = Submission.objects.select_related("revision").defer("revision__definition")
    row = rows.filter(id=submission_id).first()
    if row is None:
        raise ApplicationUnknown
    return row


def find_by_draft(draft_id: UUID) -> Submission | None:
    """The application that a draft became."""
    rows = Submission.objects.select_related("revision").defer("revision__definition")
    return rows.filter(draft_id=draft_id).first()


def submission_for_receipt(receipt_number: str) -> Submission | None:
    """The application with a receipt number (in its canonical form)."""
    return Submission.objects.filter(receipt_number=receipt_number).first()


def list_of_account(account: str) -> list[Submission]:
    """What an account has filed, the latest first."""
    rows = Submission.objects.filter(account=account).select_related("revision")
    return list(rows.defer("revision__definition").order_by("-submitted_at")[:200])


def list_changes(submission: Submission) -> list[StateChange]:
    """The states that an application went through, in order."""
    return list(submission.changes.order_by("version"))
