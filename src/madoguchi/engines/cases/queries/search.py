# SPDX-License-Identifier: Apache-2.0
"""Which cases hold these words? Full-text and field search within the reader's sections."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from madoguchi.engines.cases.models import Case, ProcedureRevision
from madoguchi.engines.cases.models.search_index import find_ids
from madoguchi.engines.cases.policy import visible_sections
from madoguchi.engines.cases.queries.inbox import COLUMNS, of_sections
from madoguchi.engines.cases.rules.tokens import query_tokens, recent_tokens, section_token
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import TOKYO
from madoguchi.kernel.dates import parse_resident_date
from madoguchi.kernel.ids import parse_receipt_number
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, search_key

MOST_SHOWN = 50
MOST_HITS = 200
SHORTEST_PHONE = 6
PHONE_LIKE = re.compile(r"[0-9０-９()\s\-‐‑–—―−－ー]*")
NUMBER_BEGINS = re.compile(r"[RHST][0-9]{1,2}-[0-9A-Z-]*")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for: words anywhere, and words in single fields."""

    words: str = ""
    number: str = ""
    name: str = ""
    birth: str = ""
    phone: str = ""
    address: str = ""
    procedure: str = ""
    state: str = ""
    from_on: date | None = None
    until_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not any(
            (self.words, self.number, self.name, self.birth, self.phone, self.address,
             self.procedure, self.state, self.from_on, self.until_on)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, newest first; ``more`` where there are more than shown."""

    rows: list[dict[str, Any]]
    more: bool


def search_cases(query: SearchQuery, *, actor: Actor, on: date) -> Found:
    """Cases of the reader's sections that fit everything asked; at most 50, newest first."""
    sections = visible_sections(actor)
    if query.is_empty or sections == frozenset():
        return Found([], more=False)
    number = find_number(query.number or query.words)
    if number:
        rows = of_sections(sections).filter(number=number)
        return Found(list(rows.values(*COLUMNS)), more=False)
    rows, capped = _by_words(query, sections, on)
    rows = _by_fields(rows, query).order_by("-received_at")
    shown = list(rows.values(*COLUMNS)[: MOST_SHOWN + 1])
    return Found(shown[:MOST_SHOWN], more=capped or len(shown) > MOST_SHOWN)


def find_number(words: str) -> str | None:
    """The receipt number that was typed, in any width, or None."""
    try:
        return parse_receipt_number(words) if words else None
    except Refusal:
        return None


def _by_words(
    query: SearchQuery, sections: frozenset[str] | None, on: date
) -> tuple[QuerySet[Case], bool]:
    words, procedures = _take_procedures(query.words, sections)
    digits = "".join(c for c in normalise(words) if c.isdigit())
    rows = of_sections(sections)
    prefix = normalise(query.number or words).upper()
    if query.number or NUMBER_BEGINS.fullmatch(prefix):
        return rows.filter(number__startswith=prefix), False
    if procedures is not None:
        rows = rows.filter(procedure_id__in=procedures)
    if len(digits) >= SHORTEST_PHONE and PHONE_LIKE.fullmatch(words):
        return rows.filter(phone_key__startswith=digits), False
    tokens = query_tokens(f"{words} {query.name} {query.address}")
    if not tokens:
        return rows, False
    wanted = None if sections is None else [section_token(key) for key in sorted(sections)]
    ids = find_ids(
        tokens,
        section_tokens=wanted,
        recent_tokens=recent_tokens(on),
        limit=MOST_HITS + 1,
    )
    return rows.filter(id__in=ids[:MOST_HITS]), len(ids) > MOST_HITS


def _take_procedures(words: str, sections: frozenset[str] | None) -> tuple[str, list[str] | None]:
    """Words that name procedures become a filter: they would hit every case of them."""
    if not words.strip():
        return "", None
    known = ProcedureRevision.objects.filter(current=True)
    if sections is not None and len(sections) <= 50:
        known = known.filter(section__in=sorted(sections))
    titles = [(search_key(title), key) for title, key in known.values_list("title", "procedure_id")]
    left, hits = [], None
    for word in words.split():
        wanted = search_key(word)
        named = [key for title, key in titles if len(wanted) >= 3 and wanted in title]
        if named:
            hits = named if hits is None else [key for key in hits if key in named]
        else:
            left.append(word)
    return " ".join(left), hits


def _by_fields(rows: QuerySet[Case], query: SearchQuery) -> QuerySet[Case]:
    conditions = _by_person(query)
    if query.procedure:
        conditions &= Q(procedure_id=query.procedure)
    if query.state:
        conditions &= Q(state=query.state)
    if query.from_on:
        conditions &= Q(received_at__gte=_midnight(query.from_on))
    if query.until_on:
        conditions &= Q(received_at__lt=_midnight(query.until_on + timedelta(days=1)))
    return rows.filter(conditions)


def _by_person(query: SearchQuery) -> Q:
    conditions = Q()
    if query.name:
        wanted = search_key(query.name)
        conditions &= Q(name_key__contains=wanted) | Q(kana_key__contains=wanted)
    if query.address:
        conditions &= Q(address_key__contains=search_key(query.address))
    if query.phone:
        digits = "".join(c for c in normalise(query.phone) if c.isdigit())
        conditions &= Q(phone_key__startswith=digits)
    if query.birth:
        conditions &= Q(applicant_birth_on=_day(query.birth))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=TOKYO)


def _day(written: str) -> date | None:
    try:
        return parse_resident_date(written).value
    except Refusal:
        return None
