# SPDX-License-Identifier: Apache-2.0
"""How are payment reports read that come as tables (CSV): eLTAX-like and the bank's deposits?

UTF-8 (with or without a mark) or Shift_JIS; columns are found by their heads, in any order.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from madoguchi.engines.payments.rules.check_digits import is_digits
from madoguchi.engines.payments.rules.matching import Kind, Reported
from madoguchi.engines.payments.rules.route_refusals import NameUnwritable, RecordBroken
from madoguchi.engines.payments.rules.zengin.letters import bank_name
from madoguchi.kernel.wall_clock import wall_at

ELTAX_HEADS = ("収納機関番号", "納付番号", "確認番号", "納付区分", "納付金額", "納付日", "取扱番号")
GATEWAY_HEADS = ("kind", "reference", "yen", "at")
DEPOSIT_HEADS = ("入金日", "金額", "振込人", "摘要", "取扱番号")

_GATEWAY_KINDS: dict[str, Kind] = {"captured": "paid", "refunded": "refunded"}


def decode_table(data: bytes) -> str:
    """The text of a file in UTF-8, or else in Shift_JIS as Windows writes it.

    Raises:
        RecordBroken: neither; the line of the first byte that cannot be read is named.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        why = "文字コードがUTF-8でもShift_JISでもありません"
        raise RecordBroken(line=line, why=why) from problem


def _rows(data: bytes, heads: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(decode_table(data)))
    missing = [head for head in heads if head not in (reader.fieldnames or ())]
    if missing:
        raise RecordBroken(line=1, why=f"列「{'・'.join(missing)}」がありません")
    for row in reader:
        if None in row or None in row.values():
            raise RecordBroken(line=reader.line_num, why="列の数が見出しと違います")
        yield reader.line_num, row


def read_eltax(data: bytes) -> Iterator[Reported]:
    """Payments of 納付番号; the key is agency/number/confirmation/category.

    Raises:
        RecordBroken: a line without its shape.
    """
    for line, row in _rows(data, ELTAX_HEADS):
        parts = [row[head].strip() for head in ELTAX_HEADS[:4]]
        if not all(is_digits(part) for part in parts):
            raise RecordBroken(line=line, why="納付の番号に数字でない文字があります")
        yen, day = _yen(row["納付金額"], line), _day(row["納付日"], line)
        yield Reported(line, "paid", "/".join(parts), yen, day, row["取扱番号"].strip())


def read_deposits(data: bytes) -> Iterator[Reported]:
    """Money that came to the city's account by transfer; what the payer wrote is the key.

    Raises:
        RecordBroken: a line without its shape.
    """
    for line, row in _rows(data, DEPOSIT_HEADS):
        try:
            name = bank_name(row["振込人"])
        except NameUnwritable as problem:
            raise RecordBroken(line=line, why=problem.message.ja) from problem
        yen, day = _yen(row["金額"], line), _day(row["入金日"], line)
        yield Reported(
            line,
            "paid",
            row["摘要"].strip()[:64],
            yen,
            day,
            row["取扱番号"].strip() or f"{day}/{line}",
            name=name,
        )


def read_gateway(data: bytes) -> Iterator[Reported]:
    """What a gateway settled on a day (see ``connectors/gateway/README.md``); the key is our reference.

    Raises:
        RecordBroken: a line without its shape.
    """
    for line, row in _rows(data, GATEWAY_HEADS):
        kind = _GATEWAY_KINDS.get(row["kind"])
        if kind is None:
            raise RecordBroken(line=line, why=f"種類「{row['kind'][:20]}」は使われません")
        yen = _yen(row["yen"].removeprefix("-") if kind == "refunded" else row["yen"], line)
        try:
            day = wall_at(datetime.fromisoformat(row["at"])).date()
        except ValueError as problem:
            raise RecordBroken(line=line, why=f"時刻「{row['at'][:20]}」を読めません") from problem
        yield Reported(line, kind, row["reference"].strip()[:80], yen, day, f"{kind}/{row['at']}")


def _yen(written: str, line: int) -> int:
    plain = written.strip().replace(",", "")
    if not is_digits(plain) or not 0 < len(plain) <= 12:
        raise RecordBroken(line=line, why=f"金額「{written[:20]}」を読めません")
    return int(plain)


def _day(written: str, line: int) -> date:
    try:
        return date.fromisoformat(written.strip().replace("/", "-"))
    except ValueError as problem:
        raise RecordBroken(line=line, why=f"日付「{written[:20]}」を読めません") from problem
