# SPDX-License-Identifier: Apache-2.0
"""Which cases hold these words? Full-text and field search within the reader's sections."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.engines.cases.models import Case, ProcedureRevision
from madoguchi.engines.cases.models.search_index import Span, find_ids
from madoguchi.engines.cases.policy import visible_sections
from madoguchi.engines.cases.queries.inbox import COLUMNS, of_sections
from madoguchi.engines.cases.queries.talk import talk_query
from madoguchi.engines.cases.rules.documents import read_document_number
from madoguchi.engines.cases.rules.tokens import query_tokens, section_token, windows_for
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.clock import TOKYO
from madoguchi.kernel.dates import parse_resident_date
from madoguchi.kernel.ids import parse_receipt_number
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, search_key

MOST_SHOWN = 50
MOST_HITS = 2_000
"""So many of the newest cases that hold the words are looked through for the other fields."""
ELEVEN_DIGITS = frozenset({"020", "050", "060", "070", "080", "090"})
"""Beginnings of numbers of eleven digits (電気通信番号計画); all others have ten."""
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
    talk: bool = False
    """Whether messages, notes and names of files are looked through as well."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not any(
            (self.words, self.number, self.name, self.birth, self.phone, self.address,
             self.procedure, self.state, self.from_on, self.until_on)
        )  # fmt: skip

    @property
    def asks_fields(self) -> bool:
        """Whether more is asked than words and days."""
        return any((self.name, self.birth, self.phone, self.address, self.procedure, self.state))


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
    document = read_document_number(query.words)
    if document:
        return rows.filter(letters__document_number=document), False
    if procedures is not None:
        rows = rows.filter(procedure_id__in=procedures)
    if len(digits) >= SHORTEST_PHONE and PHONE_LIKE.fullmatch(words):
        return rows.filter(_of_phone(digits)), False
    # A name is rarer than an address; what its tokens do not prove, the fields do.
    tokens = query_tokens(f"{words} {query.name or query.address}")
    if not tokens:
        return rows, False
    # Words alone give what is shown; fields and procedures still take away from what words give.
    most = MOST_SHOWN if words == query.words and not query.asks_fields else MOST_HITS
    ids = find_ids(
        tokens,
        section_tokens=None if sections is None else map(section_token, sorted(sections)),
        windows=windows_for(tokens, on),
        span=_span(query),
        limit=most + 1,
    )
    if query.talk and words.strip():
        ids = list(dict.fromkeys([*ids, *_by_talk(words, sections, query, on, most + 1)]))
    return rows.filter(id__in=ids), len(ids) > most


def _by_talk(
    words: str, sections: frozenset[str] | None, query: SearchQuery, on: date, limit: int
) -> list[UUID]:
    """Cases about which something with these words was written."""
    tokens = talk_query(words)
    return find_ids(
        tokens,
        section_tokens=None if sections is None else map(section_token, sorted(sections)),
        windows=windows_for(tokens, on) if tokens else (),
        span=_span(query),
        limit=limit,
        table="cases_talk",
    )


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
    since, until = _span(query)
    if since:
        conditions &= Q(received_at__gte=since)
    if until:
        conditions &= Q(received_at__lt=until)
    return rows.filter(conditions)


def _span(query: SearchQuery) -> Span:
    """From the first moment of the first day until the end of the last."""
    since = _midnight(query.from_on) if query.from_on else None
    return since, _midnight(query.until_on + timedelta(days=1)) if query.until_on else None


def _by_person(query: SearchQuery) -> Q:
    conditions = Q()
    if query.name:
        wanted = search_key(query.name)
        conditions &= Q(name_key__contains=wanted) | Q(kana_key__contains=wanted)
    if query.address:
        conditions &= Q(address_key__contains=search_key(query.address))
    if query.phone:
        digits = "".join(c for c in normalise(query.phone) if c.isdigit())
        conditions &= _of_phone(digits)
    if query.birth:
        conditions &= Q(applicant_birth_on=_day(query.birth))
    return conditions


def _of_phone(digits: str) -> Q:
    """A whole number is looked up; of a part, the beginning is compared."""
    whole = 11 if digits[:3] in ELEVEN_DIGITS else 10
    return Q(phone_key=digits) if len(digits) >= whole else Q(phone_key__startswith=digits)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=TOKYO)


def _day(written: str) -> date | None:
    try:
        return parse_resident_date(written).value
    except Refusal:
        return None
