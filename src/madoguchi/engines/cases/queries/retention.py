# SPDX-License-Identifier: Apache-2.0
"""Which cases may be destroyed?"""

from datetime import date

from django.db.models import QuerySet

from madoguchi.engines.cases.models import Case, Destruction
from madoguchi.engines.cases.policy import visible_sections
from madoguchi.engines.cases.queries.inbox import of_sections
from madoguchi.kernel.actors import SYSTEM, Actor

MOST_SHOWN = 100


def list_due_for_destruction(*, actor: Actor, on: date) -> QuerySet[Case]:
    """Closed cases whose retention has ended, the longest ago first; never an open one."""
    rows = of_sections(visible_sections(actor))
    return rows.filter(is_open=False, destroy_on__lte=on).order_by("destroy_on", "id")


def count_due_for_destruction(*, on: date) -> int:
    """How many there are in the whole office."""
    return list_due_for_destruction(actor=SYSTEM, on=on).count()


def list_destructions(*, actor: Actor) -> list[Destruction]:
    """The latest entries of the register."""
    sections = visible_sections(actor)
    rows = Destruction.objects.all()
    if sections is not None:
        rows = rows.filter(section__in=sorted(sections))
    return list(rows[:MOST_SHOWN])
