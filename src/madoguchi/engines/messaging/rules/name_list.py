# SPDX-License-Identifier: Apache-2.0
"""Whom does an imported list name, and which of its rows cannot be used?"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from madoguchi.engines.messaging.rules.addresses import canonical
from madoguchi.engines.messaging.rules.audience_refusals import ListUnreadable
from madoguchi.engines.messaging.rules.refusals import AddressUnfit
from madoguchi.kernel.text import normalise

MOST_BYTES = 5_000_000
MOST_ROWS = 200_000
MOST_FIELD = 300
Why = Literal["empty", "unreadable", "twice", "width"]
Kind = Literal["email", "sms"]
_HEADINGS = {
    "email": "email", "メール": "email", "メールアドレス": "email", "e-mail": "email",
    "sms": "sms", "電話": "sms", "電話番号": "sms", "携帯電話": "sms", "phone": "sms",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that cannot be used: its line in the file (the heading is 1), what it says, and why."""

    line: int
    written: str
    why: Why


@dataclass(frozen=True, slots=True)
class NameList:
    """What a file says: addresses in their normal form, and the rows that cannot be used."""

    kind: Kind
    encoding: str
    addresses: tuple[str, ...]
    wrong: tuple[WrongRow, ...] = field(default=())


def read_list(content: bytes) -> NameList:
    """The addresses of a CSV in UTF-8 or Shift_JIS (CP932), by the first column known to us.

    Raises:
        ListUnreadable: neither encoding, no known heading, too large, or no CSV.
    """
    if len(content) > MOST_BYTES:
        raise ListUnreadable
    written, encoding = _decode(content)
    try:
        rows = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    except csv.Error:
        raise ListUnreadable from None
    if not rows or len(rows) > MOST_ROWS + 1:
        raise ListUnreadable
    column, kind = _column(rows[0])
    addresses: dict[str, None] = {}
    wrong: list[WrongRow] = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        found, why = _read_row(row, column, kind, len(rows[0]))
        if why is None and found in addresses:
            why = "twice"
        if why is None:
            addresses[found] = None
        else:
            wrong.append(WrongRow(line, _shown(row, column), why))
    return NameList(kind, encoding, tuple(addresses), tuple(wrong))


def _decode(content: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding), "UTF-8" if encoding == "utf-8-sig" else "Shift_JIS"
        except UnicodeDecodeError:
            continue
    raise ListUnreadable


def _column(heading: list[str]) -> tuple[int, Kind]:
    for place, cell in enumerate(heading):
        found = _HEADINGS.get(normalise(cell).strip().lower())
        if found is not None:
            return place, "email" if found == "email" else "sms"
    raise ListUnreadable


def _read_row(row: list[str], column: int, kind: Kind, width: int) -> tuple[str, Why | None]:
    if len(row) != width:
        return "", "width"
    cell = normalise(row[column]).strip()
    if not cell:
        return "", "empty"
    try:
        return canonical(kind, cell), None
    except AddressUnfit:
        return "", "unreadable"


def _shown(row: list[str], column: int) -> str:
    return (row[column] if column < len(row) else ",".join(row))[:40]


def first_wrong(found: NameList, most: int = 20) -> Iterator[WrongRow]:
    """The first wrong rows for a page."""
    yield from found.wrong[:most]
