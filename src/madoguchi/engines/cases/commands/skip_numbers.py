# SPDX-License-Identifier: Apache-2.0
"""Give no document number twice after a restore: go on behind the last one that left the house."""

from datetime import datetime

from django.db import transaction

from madoguchi.engines.cases.models import LetterCounter
from madoguchi.engines.cases.queries.lasting import GivenNumbers
from madoguchi.engines.cases.queries.soundness import SKIPPED
from madoguchi.kernel.actors import Actor
from madoguchi.platform.audit import api as audit


@transaction.atomic
def skip_numbers(*, given: GivenNumbers, actor: Actor, at: datetime) -> bool:
    """Move a counter on; the gap is explained by a leaf of the audit log. False if it is there."""
    row, _ = LetterCounter.objects.select_for_update().get_or_create(
        section=given.section, fiscal_year=given.fiscal_year
    )
    if row.last >= given.last:
        return False
    audit.record(
        action=SKIPPED,
        actor=actor,
        subject=f"cases:letters:{given.section}:{given.fiscal_year}",
        at=at,
        detail={
            "section": given.section,
            "year": given.fiscal_year,
            "first": row.last + 1,
            "last": given.last,
        },
    )
    row.last = given.last
    row.save(update_fields=["last"])
    return True
