# SPDX-License-Identifier: Apache-2.0
"""Stop offering a procedure; what was filed before goes on."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.procedures.events import RevisionInstalled
from madoguchi.engines.procedures.models import Revision
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.facts import announce
from madoguchi.platform.audit.api import record


def withdraw_revision(*, procedure_id: str, revision: int, actor: Actor, at: datetime) -> bool:
    """Take a revision out of force; False where it was not in force."""
    with transaction.atomic():
        rows = Revision.objects.filter(procedure_id=procedure_id, revision=revision)
        changed = rows.filter(withdrawn_at=None).update(is_current=False, withdrawn_at=at)
        if not changed:
            return False
        announce(RevisionInstalled(procedure_id, revision, is_current=False))
        record(
            action="procedures.revision.withdrawn",
            actor=actor,
            subject=f"procedures:{procedure_id}",
            at=at,
            detail={"revision": revision},
        )
    return True
