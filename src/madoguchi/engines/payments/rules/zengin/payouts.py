# SPDX-License-Identifier: Apache-2.0
"""How does a city tell a bank to pay money out, such as refunds (総合振込, kind 21)?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from madoguchi.engines.payments.rules.route_refusals import RecordBroken, TotalsDiffer
from madoguchi.engines.payments.rules.zengin.banks import Account
from madoguchi.engines.payments.rules.zengin.debits import Collector
from madoguchi.engines.payments.rules.zengin.records import (
    cut_lines,
    join_lines,
    layout,
    read_record,
    write_record,
)

HEADER = layout(
    ("データ区分", "n", 1), ("種別コード", "n", 2), ("コード区分", "n", 1), ("依頼人コード", "n", 10),
    ("依頼人名", "c", 40), ("振込日", "n", 4), ("仕向銀行番号", "n", 4), ("仕向銀行名", "c", 15),
    ("仕向支店番号", "n", 3), ("仕向支店名", "c", 15), ("預金種目", "n", 1), ("口座番号", "n", 7),
    ("_", "c", 17),
)  # fmt: skip
DATA = layout(
    ("データ区分", "n", 1), ("被仕向銀行番号", "n", 4), ("被仕向銀行名", "c", 15),
    ("被仕向支店番号", "n", 3), ("被仕向支店名", "c", 15), ("手形交換所番号", "n", 4),
    ("預金種目", "n", 1), ("口座番号", "n", 7), ("受取人名", "c", 30), ("振込金額", "n", 10),
    ("新規コード", "n", 1), ("顧客コード", "c", 20), ("振込指定区分", "c", 1), ("識別表示", "c", 1),
    ("_", "c", 7),
)  # fmt: skip
TRAILER = layout(
    ("データ区分", "n", 1), ("合計件数", "n", 6), ("合計金額", "n", 12), ("_", "c", 101)
)
END = layout(("データ区分", "n", 1), ("_", "c", 119))
_KINDS = {b"1": HEADER, b"2": DATA, b"8": TRAILER, b"9": END}


@dataclass(frozen=True, slots=True)
class Payout:
    """Money to one account; ``reference`` is ours (at most 20 signs)."""

    account: Account
    yen: int
    reference: str


def write_payouts(payer: Collector, on: date, payouts: Iterable[Payout]) -> bytes:
    """The file for the bank.

    Raises:
        RecordBroken: a value does not fit its place.
    """
    rows = list(payouts)
    head: dict[str, str | int] = {
        "データ区分": 1, "種別コード": 21, "コード区分": 0, "依頼人コード": payer.code,
        "依頼人名": payer.name, "振込日": f"{on:%m%d}", "仕向銀行番号": payer.account.bank,
        "仕向銀行名": payer.bank_name, "仕向支店番号": payer.account.branch,
        "仕向支店名": payer.branch_name, "預金種目": payer.account.kind,
        "口座番号": payer.account.number,
    }  # fmt: skip
    records = [write_record(HEADER, head, line=1)]
    records += [write_record(DATA, _values(one), line=n) for n, one in enumerate(rows, start=2)]
    totals = {"データ区分": 8, "合計件数": len(rows), "合計金額": sum(one.yen for one in rows)}
    records.append(write_record(TRAILER, totals, line=len(rows) + 2))
    records.append(write_record(END, {"データ区分": 9}, line=len(rows) + 3))
    return join_lines(records)


def _values(one: Payout) -> dict[str, str | int]:
    return {
        "データ区分": 2, "被仕向銀行番号": one.account.bank, "被仕向支店番号": one.account.branch,
        "預金種目": one.account.kind, "口座番号": one.account.number, "受取人名": one.account.holder,
        "振込金額": one.yen, "新規コード": 0, "顧客コード": one.reference, "振込指定区分": "7",
    }  # fmt: skip


def read_payouts(data: bytes) -> tuple[Payout, ...]:
    """Read such a file back, whole.

    Raises:
        RecordBroken, TotalsDiffer: as for withdrawals.
    """
    records = []
    for line, raw in cut_lines(data):
        form = _KINDS.get(raw[:1])
        if form is None:
            raise RecordBroken(line=line, why="データ区分が1・2・8・9のどれでもありません")
        records.append(read_record(form, raw, line=line))
    order = "".join(one["データ区分"] for one in records)
    if len(order) < 3 or order[0] != "1" or order[-2:] != "89" or order[1:-2].strip("2"):
        raise RecordBroken(line=len(records) or 1, why="記録の順が1・2…・8・9ではありません")
    rows = tuple(_payout(one) for one in records[1:-2])
    told, counted = records[-2], (len(rows), sum(one.yen for one in rows))
    if (int(told["合計件数"]), int(told["合計金額"])) != counted:
        raise TotalsDiffer(
            told=f"{int(told['合計件数'])}件 {int(told['合計金額']):,}円",
            counted=f"{counted[0]}件 {counted[1]:,}円",
        )
    return rows


def _payout(values: dict[str, str]) -> Payout:
    account = Account(
        values["被仕向銀行番号"], values["被仕向支店番号"], values["預金種目"], values["口座番号"],
        values["受取人名"],
    )  # fmt: skip
    return Payout(account, int(values["振込金額"]), values["顧客コード"])
