# SPDX-License-Identifier: Apache-2.0
"""Which case comes before and after this one in the inbox of the reader?"""

from typing import Any

from django.db.models import CharField, DateField, Q, QuerySet, Subquery, UUIDField

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.policy import visible_sections
from madoguchi.kernel.actors import Actor
from madoguchi.platform.transactions.api import Given, Prepared

_ID, _ON, _OF = 0, 1, 2


def find_neighbours(case: Case, *, actor: Actor) -> tuple[str, str]:
    """Numbers of the cases before and after this one in the inbox: of the reader, or the section."""
    if not case.is_open:
        return "", ""
    if case.assignee_ref and case.assignee_ref == actor.ref:
        question, of = _MINE, actor.ref
    elif case.section in (visible_sections(actor) or {case.section}):
        question, of = _SECTION, case.section
    else:
        return "", ""
    ((before, after),) = question.rows(case.id, case.order_on, of)
    return before or "", after or ""


def _ask(column: str) -> QuerySet[Any, Any]:
    text = CharField()
    rows = Case.objects.filter(is_open=True, **{column: Given(_OF, text)})
    if column == "assignee_ref":
        rows = rows.exclude(assignee_ref="")
    asked = [Subquery(found.values("number")[:1]) for found in (_before(rows), _after(rows))]
    return Case.objects.filter(id=Given(_ID, UUIDField())).values_list(*asked)


def _before(rows: QuerySet[Case]) -> QuerySet[Case]:
    on, key = Given(_ON, DateField()), Given(_ID, UUIDField())
    earlier = rows.filter(Q(order_on__lt=on) | Q(id__lt=key), order_on__lte=on)
    return earlier.order_by("-order_on", "-id")


def _after(rows: QuerySet[Case]) -> QuerySet[Case]:
    on, key = Given(_ON, DateField()), Given(_ID, UUIDField())
    later = rows.filter(Q(order_on__gt=on) | Q(id__gt=key), order_on__gte=on)
    return later.order_by("order_on", "id")


_MINE: Prepared[Any] = Prepared(lambda: _ask("assignee_ref"))
_SECTION: Prepared[Any] = Prepared(lambda: _ask("section"))
