# SPDX-License-Identifier: Apache-2.0
"""How does an answer become cells of a table that nobody's spreadsheet will run?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.kernel.definition.questions import FeeQuestion, NoteQuestion
from madoguchi.kernel.definition.schema import Procedure

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")  # fmt: skip
LONGEST_CELL = 32_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export: a question, of one item where the step repeats."""

    step: str
    question: str
    type: str
    label: str
    item: int | None = None
    labels: Mapping[str, str] | None = None


def list_columns(procedures: Iterable[Procedure], most_items: Mapping[str, int]) -> list[Column]:
    """The columns for all revisions in an export; a repeating step has one set per item.

    The label of the newest revision wins; ``most_items`` says how often each step was repeated.
    """
    found: dict[tuple[str, str, int | None], Column] = {}
    for procedure in procedures:
        for step in procedure.steps:
            items: Sequence[int | None] = (
                [None] if step.repeat is None else range(most_items.get(step.id, 0))
            )
            for item in items:
                for question in step.questions:
                    if isinstance(question, NoteQuestion | FeeQuestion):
                        continue
                    one = step.repeat.one.ja if step.repeat else ""
                    prefix = f"{one}{(item or 0) + 1} " if step.repeat else ""
                    found[(step.id, question.id, item)] = Column(
                        step=step.id,
                        question=question.id,
                        type=question.type,
                        label=f"{prefix}{question.label.ja}",
                        item=item,
                        labels=_labels(question),
                    )
    return list(found.values())


def read_cell(answers: Mapping[str, Any], column: Column) -> str:
    """The text of one cell."""
    row: Any = answers
    if column.item is not None:
        rows = answers.get(column.step)
        row = rows[column.item] if isinstance(rows, list) and column.item < len(rows) else {}
    return write_value(row.get(column.question), column)


def write_value(value: Any, column: Column) -> str:
    """An answer in one line, as a table should hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        return "、".join(_one(item, column) for item in value)
    return _one(value, column)


def guard_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (CSV injection).

    Also where it comes after blanks, which spreadsheets strip.
    """
    text = text.replace("\x00", "")[:LONGEST_CELL]
    return f"'{text}" if text.lstrip(" 　").startswith(RISKY) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _one(value: Any, column: Column) -> str:
    if isinstance(value, Mapping):
        return _record(value, column.type)
    text = "はい" if value is True else "いいえ" if value is False else str(value)
    return (column.labels or {}).get(text, text)


def _record(value: Mapping[str, Any], kind: str) -> str:
    if kind == "date":
        return str(value.get("value") or value.get("text") or "")
    if kind == "consent":
        return "同意" if value.get("agreed") else "同意しない"
    if kind == "file":
        return str(value.get("name") or "")
    parts = (_one(part, _PLAIN) for part in value.values() if part not in (None, ""))
    return " ".join(parts)


def _labels(question: Any) -> dict[str, str] | None:
    options = getattr(question, "options", None)
    return {option.id: option.label.ja for option in options} if options else None


_PLAIN = Column("", "", "record", "")
