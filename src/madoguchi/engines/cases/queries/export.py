# SPDX-License-Identifier: Apache-2.0
"""Which rows and columns leave the office as a table? Read in pieces, so memory stays flat."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from madoguchi.engines.cases.models import Case
from madoguchi.engines.cases.queries.city import section_name
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.rules.cells import Column, guard_cell, list_columns, read_cell
from madoguchi.engines.cases.rules.states import OUTCOME_NAMES, STATE_NAMES
from madoguchi.kernel.clock import to_local

PIECE = 250
HEAD = (
    "受付番号", "手続き", "版", "課", "状態", "結果", "受付日時", "期限", "決定日", "開庁日数",
    "担当", "受付の方法", "手数料", "申請した人", "フリガナ", "生年月日", "住所", "電話",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an export holds: its head and its rows, read as they are written."""

    head: list[str]
    rows: Iterator[list[str]]


def read_sheet(cases: QuerySet[Case], *, answers: bool) -> Sheet:
    """The cases as a table; with ``answers`` each question is a column, if one procedure is asked.

    Reads the cases twice: once for how many items and which revisions there are, once for the
    rows. Nothing but one piece of 500 is in memory.
    """
    columns = find_columns(cases) if answers else []
    return Sheet([*HEAD, *(column.label for column in columns)], _rows(cases, columns))


def find_columns(cases: QuerySet[Case]) -> list[Column]:
    """The columns of the answers of some cases; opens the answers only where a step repeats."""
    revisions = cases.order_by().values_list("procedure_id", "revision").distinct()
    procedures = [get_edition(*revision).procedure for revision in sorted(revisions)]
    repeating = {step.id for one in procedures for step in one.steps if step.repeat}
    most: Counter[str] = Counter()
    if repeating:
        for case in _pieces(cases.only("procedure_id", "content__sealed")):
            answers = case.content.answers
            for step in repeating:
                value = answers.get(step)
                most[step] = max(most[step], len(value) if isinstance(value, list) else 0)
    return list_columns(procedures, most)


def _rows(cases: QuerySet[Case], columns: list[Column]) -> Iterator[list[str]]:
    for case in _pieces(cases):
        answers = case.content.answers if columns else {}
        yield [guard_cell(cell) for cell in _fixed(case)] + [
            guard_cell(read_cell(answers, column)) for column in columns
        ]


def _pieces(cases: QuerySet[Case]) -> Iterator[Case]:
    """Cases in the order of their ids, 500 at a time; no cursor is held open between them."""
    rows = cases.select_related("content").order_by("id")
    last: Any = None
    while True:
        piece = list((rows.filter(id__gt=last) if last else rows)[:PIECE])
        yield from piece
        if len(piece) < PIECE:
            return
        last = piece[-1].id


def _fixed(case: Case) -> Iterable[str]:
    received = to_local(case.received_at)
    return (
        case.number,
        case.procedure_title,
        str(case.revision),
        section_name(case.section),
        STATE_NAMES[case.state].ja,
        OUTCOME_NAMES[case.outcome].ja if case.outcome else "",
        f"{received:%Y-%m-%d %H:%M}",
        case.due_on.isoformat() if case.due_on else "",
        case.decided_on.isoformat() if case.decided_on else "",
        "" if case.decided_days is None else str(case.decided_days),
        case.assignee_name,
        {"online": "オンライン", "counter": "窓口", "paper": "紙"}.get(case.channel, case.channel),
        "" if case.fee_yen is None else str(case.fee_yen),
        case.applicant_name,
        case.applicant_kana,
        case.applicant_birth_on.isoformat()
        if case.applicant_birth_on
        else case.applicant_birth_text,
        case.applicant_address,
        case.applicant_phone,
    )
