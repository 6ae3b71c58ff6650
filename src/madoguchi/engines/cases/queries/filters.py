# SPDX-License-Identifier: Apache-2.0
"""Which saved views, procedures and colleagues does the inbox offer?"""

from functools import lru_cache

from django.db.models import CharField, Q

from madoguchi.engines.cases.models import ProcedureRevision, SavedFilter
from madoguchi.kernel.actors import Actor
from madoguchi.platform.transactions.api import Given, Prepared


def list_filters(actor: Actor) -> list[SavedFilter]:
    """The reader's own views and those shared with the section."""
    sections = sorted(actor.sections - {""})
    return _filters(len(sections)).objects(actor.ref, *sections)


def list_procedures(sections: frozenset[str] | None) -> list[tuple[str, str]]:
    """Ids and names of the procedures of some sections; None: of all."""
    if sections is None:
        return [(key, title) for key, title in _procedures(None).rows()]
    keys = sorted(sections)
    if not keys:
        return []
    return [(key, title) for key, title in _procedures(len(keys)).rows(*keys)]


@lru_cache(maxsize=64)
def _filters(sections: int) -> Prepared[SavedFilter]:
    keys = [Given(place, CharField()) for place in range(1, sections + 1)]
    condition = Q(owner_ref=Given(0, CharField()))
    if keys:
        condition |= Q(section__in=keys)
    return Prepared(lambda: SavedFilter.objects.filter(condition)[:40])


@lru_cache(maxsize=64)
def _procedures(sections: int | None) -> Prepared[ProcedureRevision]:
    rows = ProcedureRevision.objects.filter(current=True)
    if sections is not None:
        rows = rows.filter(section__in=[Given(place, CharField()) for place in range(sections)])
    return Prepared(lambda: rows.order_by("title").values_list("procedure_id", "title"))
