# SPDX-License-Identifier: Apache-2.0
"""What waits for a clerk? The inbox: tabs, counts, filters, order, bounded pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from madoguchi.engines.cases.models import Case, Opinion
from madoguchi.engines.cases.models.search_index import find_ids
from madoguchi.engines.cases.policy import DECIDE, visible_sections
from madoguchi.engines.cases.queries.city import office_calendar
from madoguchi.engines.cases.queries.inbox_counts import MOST_COUNTED, Number, count_inbox
from madoguchi.engines.cases.rules.tokens import query_tokens, section_token
from madoguchi.kernel.actors import Actor
from madoguchi.platform.organisation.api import permissions_of

TABS = (
    "mine", "unassigned", "soon", "overdue", "waiting", "arrived", "deciding", "decided", "all",
)  # fmt: skip
SORTS = {"due": "due", "received": "received_at", "newest": "-received_at"}
SIZES = (15, 50, 100)
SOON_DAYS = 3
MOST_ROWS = 5_000
_STANDING: dict[str, dict[str, Any]] = {
    "unassigned": {"assignee_ref": ""},
    "waiting": {"state": "correction"},
    "arrived": {"correction_arrived": True},
    "deciding": {"state": "deciding"},
}
_BY_DUE_DAY = frozenset({"soon", "overdue", "waiting"})
COLUMNS = (
    "id", "number", "version", "procedure_title", "state", "is_open", "correction_arrived",
    "assignee_name", "received_on", "due_on", "paused_on", "applicant_name", "file_count",
    "message_count", "finding_count", "section", "decided_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What a clerk wants to see; without a tab, the one where work waits for this role."""

    tab: str = "all"
    section: str = ""
    procedure: str = ""
    state: str = ""
    due: str = ""
    received: str = ""
    word: str = ""
    sort: str = "due"
    page: int = 1
    size: int = 15

    @property
    def is_filtered(self) -> bool:
        """Whether more than the tab narrows the list."""
        return bool(
            self.procedure or self.state or self.due or self.received or self.word or self.section
        )


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of rows and how many there are in all."""

    rows: list[dict[str, Any]]
    total: Number
    query: InboxQuery
    counts: dict[str, Number]
    tally: dict[str, Number]
    opinions: int


def read_inbox(query: InboxQuery, *, actor: Actor, on: date) -> InboxPage:
    """A page of the inbox with the counts of its tabs."""
    sections = visible_sections(actor)
    counts = count_inbox(
        None if sections is None else sorted(sections),
        assignee=actor.ref,
        on=on,
        soon_until=soon_until(on),
    )
    if not query.tab:
        query = replace(query, tab=default_tab(actor, counts.tabs))
    rows = narrow(in_tab(query.tab, sections, actor=actor, on=on), query, sections, on=on)
    total = count_up_to(rows, MOST_ROWS) if query.is_filtered else counts.tabs[query.tab]
    first = (min(query.page, MOST_ROWS // query.size) - 1) * query.size
    ordered = order(rows, query.sort, query.tab)[first : first + query.size]
    found = list(ordered.values(*COLUMNS))
    return InboxPage(found, total, query, counts.tabs, counts.tally, counts.opinions)


def default_tab(actor: Actor, counts: Mapping[str, Number]) -> str:
    """What is shown first: to those who decide, what waits for their decision; else everything."""
    waits = counts["deciding"].value and DECIDE in permissions_of(actor.roles)
    return "deciding" if waits else "all"


def of_sections(sections: frozenset[str] | None) -> QuerySet[Case]:
    """Cases of some sections; None: all."""
    if sections is None:
        return Case.objects.all()
    if len(sections) == 1:
        return Case.objects.filter(section=next(iter(sections)))
    return Case.objects.filter(section__in=sorted(sections))


def in_tab(tab: str, sections: frozenset[str] | None, *, actor: Actor, on: date) -> QuerySet[Case]:
    """The cases of a tab: open ones, but for those that are decided and wait to be closed."""
    if tab == "mine":
        return Case.objects.filter(is_open=True, assignee_ref=actor.ref).exclude(assignee_ref="")
    if tab == "decided":
        return of_sections(sections).filter(is_open=False, closed_at=None)
    rows = of_sections(sections).filter(is_open=True)
    if tab in _STANDING:
        return rows.filter(**_STANDING[tab])
    if tab == "soon":
        return rows.filter(paused_on=None, due_on__range=(on, soon_until(on)))
    if tab == "overdue":
        return rows.filter(paused_on=None, due_on__lt=on)
    return rows


def soon_until(on: date) -> date:
    """The last day that counts as soon."""
    return office_calendar().add_days(on, SOON_DAYS)


def narrow(
    rows: QuerySet[Case], query: InboxQuery, sections: frozenset[str] | None, *, on: date
) -> QuerySet[Case]:
    """Apply the filters."""
    if query.section:
        rows = rows.filter(section=query.section)
    if query.procedure:
        rows = rows.filter(procedure_id=query.procedure)
    if query.state:
        rows = rows.filter(state=query.state)
    rows = _narrow_due(rows, query.due, on)
    days = {"7": 7, "30": 30, "90": 90}.get(query.received)
    if days:
        rows = rows.filter(received_on__gte=on - timedelta(days=days))
    if query.word:
        rows = rows.filter(_by_word(query.word, sections))
    return rows


def _narrow_due(rows: QuerySet[Case], due: str, on: date) -> QuerySet[Case]:
    if due == "overdue":
        return rows.filter(paused_on=None, due_on__lt=on)
    if due == "today":
        return rows.filter(paused_on=None, due_on=on)
    if due == "soon":
        return rows.filter(paused_on=None, due_on__gt=on, due_on__lte=soon_until(on))
    if due == "paused":
        return rows.filter(paused_on__isnull=False)
    if due == "calm":
        later = Q(due_on__gt=soon_until(on)) | Q(due_on=None)
        return rows.filter(later, paused_on=None)
    return rows


def _by_word(word: str, sections: frozenset[str] | None) -> Q:
    number = Q(number__startswith=word.strip().upper())
    tokens = query_tokens(word)
    if not tokens:
        return number
    wanted = None if sections is None else [section_token(key) for key in sections]
    return number | Q(id__in=find_ids(tokens, section_tokens=wanted))


def order(rows: QuerySet[Case], sort: str, tab: str = "all") -> QuerySet[Case]:
    """Sort a list by due day: where the clock stands, or there is none, cases come last.

    What waits for the applicant is sorted by its due day as it stands, what is decided by the day
    of the decision, the oldest first.
    """
    column = SORTS.get(sort, "due")
    if column != "due":
        return rows.order_by(column, "id")
    if tab in _BY_DUE_DAY:
        return rows.order_by(F("due_on").asc(nulls_last=True), "id")
    return rows.order_by("decided_on" if tab == "decided" else "order_on", "id")


def count_up_to(rows: QuerySet[Case], most: int = MOST_COUNTED) -> Number:
    """Count rows, but not further than ``most``."""
    found = rows.order_by()[: most + 1].count()
    return Number(min(found, most), more=found > most)


def list_opinions(actor: Actor) -> list[Opinion]:
    """The opinions still asked of the reader's sections, the most urgent first."""
    sections = visible_sections(actor)
    if not sections:
        return []
    rows = Opinion.objects.filter(section__in=sorted(sections), answered_at=None)
    return list(rows.select_related("case").order_by(F("due_on").asc(nulls_last=True))[:200])
