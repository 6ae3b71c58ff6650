# SPDX-License-Identifier: Apache-2.0
"""What do convenience stores report (速報・確報・取消)?

The receiving agencies give their layouts under contract. This one is our own: records of 120 bytes
with the usual fields (kind, day, minute, the 44 digits, chain and shop, day of transfer), header,
trailer and end as in bank files. Another agency is another module with the same two functions.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from madoguchi.engines.payments.rules.convenience_slip import LENGTH as SLIP_DIGITS
from madoguchi.engines.payments.rules.matching import Kind, Reported
from madoguchi.engines.payments.rules.route_refusals import RecordBroken, TotalsDiffer
from madoguchi.engines.payments.rules.zengin.records import (
    LENGTH as RECORD,
)
from madoguchi.engines.payments.rules.zengin.records import (
    cut_lines,
    join_lines,
    layout,
    read_record,
    write_record,
)

KINDS: dict[str, Kind] = {"01": "provisional", "02": "final", "03": "cancelled"}
_CODES = {kind: code for code, kind in KINDS.items()}
HEADER = layout(("データ区分", "n", 1), ("作成日", "n", 8), ("送り元", "c", 20), ("_", "c", 91))
DATA = layout(
    ("データ区分", "n", 1), ("データ種別", "n", 2), ("収納日", "n", 8), ("収納時刻", "n", 4),
    ("バーコード", "n", SLIP_DIGITS), ("チェーン", "c", 6), ("店", "c", 7), ("振込日", "n", 8),
    ("_", "c", 40),
)  # fmt: skip
TRAILER = layout(
    ("データ区分", "n", 1), ("合計件数", "n", 8), ("合計金額", "n", 12), ("_", "c", 99)
)
END = layout(("データ区分", "n", 1), ("_", "c", 119))
_YEN = slice(37, 43)


def write_convenience(made_on: date, lines: Iterable[Reported], sender: str = "") -> bytes:
    """The file (for tests, twins and the bench). ``trace`` is minute, chain and shop: HHMM/chain/shop."""
    rows = list(lines)
    records = [
        write_record(
            HEADER, {"データ区分": 1, "作成日": f"{made_on:%Y%m%d}", "送り元": sender}, line=1
        )
    ]
    records += [write_record(DATA, _values(one), line=n) for n, one in enumerate(rows, start=2)]
    total = {"データ区分": 8, "合計件数": len(rows), "合計金額": sum(one.yen for one in rows)}
    records.append(write_record(TRAILER, total, line=len(rows) + 2))
    records.append(write_record(END, {"データ区分": 9}, line=len(rows) + 3))
    return join_lines(records)


def _values(one: Reported) -> dict[str, str | int]:
    minute, chain, shop = one.trace.split("/")[-3:]
    return {
        "データ区分": 2, "データ種別": _CODES[one.kind], "収納日": f"{one.paid_on:%Y%m%d}",
        "収納時刻": minute, "バーコード": one.key, "チェーン": chain, "店": shop,
        "振込日": f"{one.paid_on:%Y%m%d}",
    }  # fmt: skip


def read_convenience(data: bytes) -> Iterator[Reported]:
    """Line by line; the totals are looked at when the trailer comes, so read all or nothing.

    Raises:
        RecordBroken, TotalsDiffer: as for withdrawals.
    """
    count = total = 0
    awaited = b"1"
    line = 0
    for line, raw in cut_lines(data):
        kind = raw[:1]
        if kind not in awaited or not kind:
            raise RecordBroken(line=line, why="記録の順が1・2…・8・9ではありません")
        awaited = {b"1": b"28", b"2": b"28", b"8": b"9", b"9": b""}[kind]
        if kind == b"2":
            one = _read_line(raw, line)
            count, total = count + 1, total + one.yen
            yield one
        elif kind == b"8":
            _check_totals(raw, line, count, total)
        else:
            read_record(HEADER if kind == b"1" else END, raw, line=line)
    if awaited:
        raise RecordBroken(line=line + 1, why="末尾の記録(9)がありません")


def _read_line(raw: bytes, line: int) -> Reported:
    """One payment; cut by hand, because a month has hundreds of thousands."""
    digits = raw[1:59]
    if len(raw) != RECORD or not digits.isdigit():
        read_record(DATA, raw, line=line)
    text = raw.decode("ascii", "replace")
    kind = KINDS.get(text[1:3])
    if kind is None:
        raise RecordBroken(line=line, why=f"データ種別{text[1:3]}は使われません")
    day, code = text[3:11], text[15:59]
    trace = f"{day}/{text[11:15]}/{text[59:65].rstrip()}/{text[65:72].rstrip()}"
    return Reported(line, kind, code, int(code[_YEN]), _day(day, line), trace)


def _day(day: str, line: int) -> date:
    try:
        return _day_of(day)
    except ValueError as problem:
        raise RecordBroken(line=line, why=f"収納日{day}という日はありません") from problem


@lru_cache(maxsize=1024)
def _day_of(day: str) -> date:
    return date(int(day[:4]), int(day[4:6]), int(day[6:]))


def _check_totals(raw: bytes, line: int, count: int, total: int) -> None:
    values = read_record(TRAILER, raw, line=line)
    if (int(values["合計件数"]), int(values["合計金額"])) != (count, total):
        raise TotalsDiffer(
            told=f"{int(values['合計件数']):,}件 {int(values['合計金額']):,}円",
            counted=f"{count:,}件 {total:,}円",
        )
