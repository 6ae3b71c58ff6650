# SPDX-License-Identifier: Apache-2.0
"""Which dues does the benchmark's city have, and which files come in about them? (In the portal zone.)

Three tenths are paid in stores (速報 and 確報, so six tenths of all lines), two tenths by their
numbers, two tenths from accounts. One line in 2,000 is wrong on purpose.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from madoguchi.engines.payments.commands.set_biller import set_biller
from madoguchi.engines.payments.models import (
    Item,
    LedgerEntry,
    Mandate,
    Receivable,
    RevenueAccount,
    Slip,
    TransferItem,
    TransferRun,
)
from madoguchi.engines.payments.queries.biller import confirmation_key, get_biller
from madoguchi.engines.payments.queries.many import insert_rows
from madoguchi.engines.payments.rules.convenience_slip import SlipCode, compose
from madoguchi.engines.payments.rules.el_number import confirmation_for
from madoguchi.engines.payments.rules.matching import Reported
from madoguchi.engines.payments.rules.numbers import new_number
from madoguchi.engines.payments.rules.slip_numbers import free_field, pay_number
from madoguchi.engines.payments.rules.zengin.banks import Account
from madoguchi.engines.payments.rules.zengin.convenience import write_convenience
from madoguchi.engines.payments.rules.zengin.debits import Collector, Debit, write_debits
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.ids import new_id

DUE_ON, PAID_ON, RUN_ON = date(2026, 11, 30), date(2026, 11, 25), date(2026, 11, 30)
WRONG_EVERY = 2_000
BILLER = {
    "biller": "912345", "agency": "13999", "category": "001", "collector_code": "1399900001",
    "collector_name": "トウダイシ", "bank": "9999", "branch": "101", "account_kind": "1",
    "account_number": "1000001",
}  # fmt: skip
HEADS = "収納機関番号,納付番号,確認番号,納付区分,納付金額,納付日,取扱番号"
DEPOSIT_HEADS = "入金日,金額,振込人,摘要,取扱番号"


@dataclass(slots=True)
class Due:
    """A due of the benchmark and its slip."""

    id: UUID
    number: str
    yen: int
    pay_number: str
    code: str
    reference: str = ""


@dataclass(slots=True)
class Month:
    """The dues by the way they are paid, and what should be paid of them in the end."""

    store: list[Due]
    el: list[Due]
    account: list[Due]
    paid: dict[UUID, int] = field(default_factory=dict)
    wrong: int = 0


def build_month(lines: int, at: datetime) -> Month:
    """Dues, ledger, slips and one run of withdrawals, written straight into the tables."""
    set_biller(codes=BILLER, actor=SYSTEM, at=at)
    accounts = [
        RevenueAccount.objects.create(
            key=f"bench{n}", code=f"99-{n}", fund="一般", name={"ja": "科目"}
        )
        for n in range(4)
    ]
    chance = random.Random(5)
    tenth = lines // 10
    dues = [_due(chance) for _ in range(tenth * 7)]
    for start in range(0, len(dues), 10_000):
        _write(dues[start : start + 10_000], accounts, at)
    month = Month(dues[: tenth * 3], dues[tenth * 3 : tenth * 5], dues[tenth * 5 :])
    _write_run(month.account, at)
    return month


def _due(chance: random.Random) -> Due:
    number, yen = new_number(), chance.randrange(1_000, 200_000)
    paid_as = pay_number(number, 1)
    code = compose(SlipCode(BILLER["biller"], free_field(paid_as), yen, DUE_ON))
    return Due(new_id(), number, yen, paid_as, code)


def _write(dues: list[Due], accounts: list[RevenueAccount], at: datetime) -> None:
    title = '{"ja": "国民健康保険料"}'
    day = at.date()
    insert_rows(
        Receivable,
        ("id", "number", "source_ref", "payer_ref", "title", "sealed", "assessed_on", "due_on",
         "version", "due_yen", "paid_yen", "refunding_yen", "state", "late_rule", "made_at", "changed_at"),
        ([d.id, d.number, f"levy:{d.number}", "", title, b"", day, DUE_ON, 1, d.yen, 0, 0, "open",
          "", at, at] for d in dues),
    )  # fmt: skip
    insert_rows(
        Item, ("id", "receivable_id", "version", "ordinal", "account_id", "label", "yen"),
        ([new_id(), d.id, 1, 0, accounts[d.yen % 4].id, title, d.yen] for d in dues),
    )  # fmt: skip
    insert_rows(
        LedgerEntry,
        ("id", "receivable_id", "kind", "yen", "account_id", "occurred_on", "booked_at", "route",
         "origin", "part", "is_provisional", "reason", "booked_by_ref"),
        ([new_id(), d.id, "assessed", d.yen, accounts[d.yen % 4].id, day, at, "",
          f"assess:{d.id}:1", 0, False, "", SYSTEM.ref] for d in dues),
    )  # fmt: skip
    insert_rows(
        Slip,
        ("id", "receivable_id", "issue", "ordinal", "pay_number", "category", "code", "yen",
         "pay_by", "state", "made_at", "printed_count"),
        ([new_id(), d.id, 1, 0, d.pay_number, "001", d.code, d.yen, DUE_ON, "current", at, 1]
         for d in dues),
    )  # fmt: skip


def _write_run(dues: list[Due], at: datetime) -> None:
    run = TransferRun.objects.create(
        on=RUN_ON, item_count=len(dues), total_yen=sum(one.yen for one in dues), made_at=at,
        made_by_ref=SYSTEM.ref,
    )  # fmt: skip
    mandate = Mandate.objects.create(payer_ref="identity:bench", sealed=b"", applied_at=at)
    for n, one in enumerate(dues):
        one.reference = f"R{n:09}"
    insert_rows(
        TransferItem,
        ("id", "run_id", "receivable_id", "mandate_id", "reference", "yen", "result"),
        ([new_id(), run.id, d.id, mandate.id, d.reference, d.yen, ""] for d in dues),
    )


def files_of(month: Month) -> Iterator[tuple[str, bytes]]:
    """Kind and bytes of each file of the month; fills in what should be paid at its end."""
    first = [_report(month, n, one, "provisional") for n, one in enumerate(month.store)]
    yield "convenience", write_convenience(PAID_ON, first, "SOKUHO")
    final = [_report(month, n, one, "final") for n, one in enumerate(month.store)]
    yield "convenience", write_convenience(PAID_ON, final, "KAKUHO")
    yield "el", _el(month)
    yield "transfer", _results(month)
    yield "deposits", _deposits(month)


def _report(month: Month, n: int, due: Due, kind: Any) -> Reported:
    trace = f"{n % 2400:04}/C{n % 9:05}/S{n % 997:06}"
    code = due.code
    if n % WRONG_EVERY == 1:
        # A number that we never gave: both reports of it wait.
        body = SlipCode(BILLER["biller"], free_field(pay_number(due.number, 999)), due.yen, DUE_ON)
        code = compose(body)
        month.wrong += 1
    else:
        month.paid[due.id] = due.yen
    return Reported(n, kind, code, due.yen, PAID_ON, trace)


def _el(month: Month) -> bytes:
    key, agency = confirmation_key(), get_biller().agency
    rows = [HEADS]
    for n, due in enumerate(month.el):
        wrong = n % WRONG_EVERY == 1
        month.wrong += wrong
        month.paid[due.id] = 0 if wrong else due.yen
        confirmation = confirmation_for(key, agency, due.pay_number, "001")
        rows.append(
            f"{agency},{due.pay_number},{confirmation},001,{due.yen + wrong},{PAID_ON},E{n}"
        )
    return "\r\n".join([*rows, ""]).encode("cp932")


def _results(month: Month) -> bytes:
    account = Account("9999", "101", "1", "0000001", "ﾄﾓｼ ｱｶﾘ")
    city = Collector("1399900001", "ﾄｳﾀﾞｲｼ", account)
    debits = []
    for n, due in enumerate(month.account):
        result = "1" if n % 50 == 1 else "0"
        month.paid[due.id] = 0 if result == "1" else due.yen
        debits.append(Debit(account, due.yen, due.reference, result=result))
    return write_debits(city, RUN_ON, debits, with_results=True)


def _deposits(month: Month) -> bytes:
    """Those whose withdrawal failed pay by themselves; two do not say what for."""
    rows = [DEPOSIT_HEADS]
    failed = [one for one in month.account if month.paid[one.id] == 0]
    for n, due in enumerate(failed):
        text = "" if n < 2 else due.number
        month.wrong += not text
        month.paid[due.id] = due.yen if text else 0
        rows.append(f"{PAID_ON},{due.yen},トモシ アカリ,{text},D{n}")
    return "\r\n".join([*rows, ""]).encode("cp932")
