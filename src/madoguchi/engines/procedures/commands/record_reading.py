# SPDX-License-Identifier: Apache-2.0
"""Write down that an application was opened on the portal, and why."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.procedures.models import Submission
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit.api import record

PURPOSE = "申請した本人による確認"


def record_reading(*, submission: Submission, page: str, actor: Actor, at: datetime) -> None:
    """One leaf for each page that was opened; it holds no name and no answer."""
    with transaction.atomic():
        record(
            action="procedures.application.read",
            actor=actor,
            subject=f"procedures:{submission.id}",
            at=at,
            detail={"page": page[:60]},
            purpose=PURPOSE,
        )


def record_my_data(*, account: str, page: str, actor: Actor, at: datetime) -> None:
    """One leaf for each time that everything of an account was opened at once."""
    with transaction.atomic():
        record(
            action="procedures.my_data.read",
            actor=actor,
            subject=account,
            at=at,
            detail={"page": page[:60]},
            purpose=PURPOSE,
        )
