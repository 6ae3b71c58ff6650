# SPDX-License-Identifier: Apache-2.0
"""Which saved views, procedures and colleagues does the inbox offer?"""

from django.db.models import Q

from madoguchi.engines.cases.models import ProcedureRevision, SavedFilter
from madoguchi.kernel.actors import Actor


def list_filters(actor: Actor) -> list[SavedFilter]:
    """The reader's own views and those shared with the section."""
    own = Q(owner_ref=actor.ref)
    shared = Q(section__in=sorted(actor.sections)) & ~Q(section="")
    return list(SavedFilter.objects.filter(own | shared)[:40])


def list_procedures(sections: frozenset[str] | None) -> list[tuple[str, str]]:
    """Ids and names of the procedures of some sections."""
    rows = ProcedureRevision.objects.filter(current=True)
    if sections is not None:
        rows = rows.filter(section__in=sorted(sections))
    return list(rows.order_by("title").values_list("procedure_id", "title"))
