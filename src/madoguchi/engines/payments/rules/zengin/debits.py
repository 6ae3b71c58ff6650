# SPDX-License-Identifier: Apache-2.0
"""How does a city ask a bank to take dues from accounts (口座振替), and what does the bank answer?

Kind 91. The bank sends the same file back with a result code in each record and totals in the trailer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from madoguchi.engines.payments.rules.route_refusals import RecordBroken, TotalsDiffer
from madoguchi.engines.payments.rules.zengin.banks import Account
from madoguchi.engines.payments.rules.zengin.records import (
    cut_lines,
    join_lines,
    layout,
    read_record,
    write_record,
)

RESULTS = {
    "0": "振替済み",
    "1": "資金不足",
    "2": "預金取引なし",
    "3": "預金者の都合による停止",
    "4": "預金口座振替依頼書なし",
    "8": "委託者の都合による停止",
    "9": "その他",
}
"""What a bank says of one withdrawal."""
DONE = "0"
MOST_YEN = 9_999_999_999

HEADER = layout(
    ("データ区分", "n", 1), ("種別コード", "n", 2), ("コード区分", "n", 1), ("委託者コード", "n", 10),
    ("委託者名", "c", 40), ("引落日", "n", 4), ("取引銀行番号", "n", 4), ("取引銀行名", "c", 15),
    ("取引支店番号", "n", 3), ("取引支店名", "c", 15), ("預金種目", "n", 1), ("口座番号", "n", 7),
    ("_", "c", 17),
)  # fmt: skip
DATA = layout(
    ("データ区分", "n", 1), ("引落銀行番号", "n", 4), ("引落銀行名", "c", 15), ("引落支店番号", "n", 3),
    ("引落支店名", "c", 15), ("_", "c", 4), ("預金種目", "n", 1), ("口座番号", "n", 7),
    ("預金者名", "c", 30), ("引落金額", "n", 10), ("新規コード", "n", 1), ("顧客番号", "c", 20),
    ("振替結果コード", "n", 1), ("_2", "c", 8),
)  # fmt: skip
TRAILER = layout(
    ("データ区分", "n", 1), ("合計件数", "n", 6), ("合計金額", "n", 12), ("振替済件数", "n", 6),
    ("振替済金額", "n", 12), ("振替不能件数", "n", 6), ("振替不能金額", "n", 12), ("_", "c", 65),
)  # fmt: skip
END = layout(("データ区分", "n", 1), ("_", "c", 119))
_KINDS = {b"1": HEADER, b"2": DATA, b"8": TRAILER, b"9": END}


@dataclass(frozen=True, slots=True)
class Collector:
    """Who collects: the code that the bank gave, the name in signs of banks, the account of the city."""

    code: str
    name: str
    account: Account
    bank_name: str = ""
    branch_name: str = ""


@dataclass(frozen=True, slots=True)
class Debit:
    """One withdrawal; ``reference`` is ours (顧客番号, at most 20 signs), ``result`` the bank's."""

    account: Account
    yen: int
    reference: str
    is_new: bool = False
    result: str = DONE
    line: int = 0


@dataclass(frozen=True, slots=True)
class DebitFile:
    """A file: whose, for which day of the month (MMDD, without a year), and its withdrawals."""

    collector: Collector
    month_day: str
    debits: tuple[Debit, ...]


def write_debits(
    collector: Collector, on: date, debits: Iterable[Debit], *, with_results: bool = False
) -> bytes:
    """The file for the bank, or, ``with_results``, as a bank sends it back (for tests and twins).

    Raises:
        RecordBroken: a value does not fit its place.
    """
    rows = list(debits)
    head: dict[str, str | int] = {
        "データ区分": 1, "種別コード": 91, "コード区分": 0, "委託者コード": collector.code,
        "委託者名": collector.name, "引落日": f"{on:%m%d}", "取引銀行番号": collector.account.bank,
        "取引銀行名": collector.bank_name, "取引支店番号": collector.account.branch,
        "取引支店名": collector.branch_name, "預金種目": collector.account.kind,
        "口座番号": collector.account.number,
    }  # fmt: skip
    records = [write_record(HEADER, head, line=1)]
    records += [write_record(DATA, _values(one), line=n) for n, one in enumerate(rows, start=2)]
    end = len(rows) + 2
    records.append(write_record(TRAILER, _totals(rows, with_results=with_results), line=end))
    records.append(write_record(END, {"データ区分": 9}, line=end + 1))
    return join_lines(records)


def _values(one: Debit) -> dict[str, str | int]:
    return {
        "データ区分": 2, "引落銀行番号": one.account.bank, "引落支店番号": one.account.branch,
        "預金種目": one.account.kind, "口座番号": one.account.number, "預金者名": one.account.holder,
        "引落金額": one.yen, "新規コード": int(one.is_new), "顧客番号": one.reference,
        "振替結果コード": one.result,
    }  # fmt: skip


def _totals(rows: list[Debit], *, with_results: bool) -> dict[str, int]:
    done = [one.yen for one in rows if one.result == DONE] if with_results else []
    failed = [one.yen for one in rows if one.result != DONE] if with_results else []
    return {
        "データ区分": 8, "合計件数": len(rows), "合計金額": sum(one.yen for one in rows),
        "振替済件数": len(done), "振替済金額": sum(done), "振替不能件数": len(failed),
        "振替不能金額": sum(failed),
    }  # fmt: skip


def read_debits(data: bytes, *, with_results: bool = True) -> DebitFile:
    """Read a file whole: all or nothing.

    Raises:
        RecordBroken: a record has a wrong length, kind, place or sign; its line is named.
        TotalsDiffer: the trailer does not say what the records add up to.
    """
    records = list(_records(data))
    order = "".join(values["データ区分"] for _, values in records)
    _check_order(order, records)
    collector = _collector(records[0][1])
    rows = tuple(_debit(values, line) for line, values in records if values["データ区分"] == "2")
    _check_totals(records[-2][1], _totals(list(rows), with_results=with_results))
    return DebitFile(collector, records[0][1]["引落日"], rows)


def _records(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    for line, raw in cut_lines(data):
        form = _KINDS.get(raw[:1])
        if form is None:
            raise RecordBroken(line=line, why="データ区分が1・2・8・9のどれでもありません")
        yield line, read_record(form, raw, line=line)


def _check_order(order: str, records: list[tuple[int, dict[str, str]]]) -> None:
    middle = order[1:-2]
    if len(order) < 3 or order[0] != "1" or order[-2:] != "89" or middle.strip("2"):
        line = records[-1][0] if records else 1
        raise RecordBroken(line=line, why="記録の順が1・2…・8・9ではありません")
    if records[0][1]["種別コード"] != "91":
        raise RecordBroken(line=records[0][0], why="種別コードが91(口座振替)ではありません")


def _collector(values: dict[str, str]) -> Collector:
    account = Account(
        values["取引銀行番号"], values["取引支店番号"], values["預金種目"], values["口座番号"], ""
    )
    return Collector(
        values["委託者コード"],
        values["委託者名"],
        account,
        values["取引銀行名"],
        values["取引支店名"],
    )


def _debit(values: dict[str, str], line: int) -> Debit:
    if values["振替結果コード"] not in RESULTS:
        raise RecordBroken(line=line, why=f"振替結果コード{values['振替結果コード']}は使われません")
    account = Account(
        values["引落銀行番号"], values["引落支店番号"], values["預金種目"], values["口座番号"],
        values["預金者名"],
    )  # fmt: skip
    return Debit(
        account=account, yen=int(values["引落金額"]), reference=values["顧客番号"],
        is_new=values["新規コード"] == "1", result=values["振替結果コード"], line=line,
    )  # fmt: skip


def _check_totals(told: dict[str, str], counted: dict[str, int]) -> None:
    names = [name for name in counted if name != "データ区分"]
    for name in names:
        if int(told[name]) != counted[name]:
            raise TotalsDiffer(
                told=f"{name} {int(told[name]):,}", counted=f"{name} {counted[name]:,}"
            )
