# SPDX-License-Identifier: Apache-2.0
"""What can ``payments.yaml`` of a pack say?"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.engines.payments.rules.late_charge import LateRule
from madoguchi.kernel.texts import Text


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackedAccount(_Part):
    """A revenue account (歳入科目) of a fund (会計)."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,47}$")
    code: str = Field(min_length=1, max_length=24)
    fund: str = Field(min_length=1, max_length=40)
    name: Text


class Reminders(_Part):
    """On which days around the due date payers are told; days."""

    before_days: tuple[int, ...] = Field(default=(7,), max_length=4)
    after_days: tuple[int, ...] = Field(default=(10,), max_length=4)
    demand_days: int = Field(
        default=18, ge=1, le=20, description="督促: at most 20 days after the due date"
    )


class PackedSource(_Part):
    """What the money of a source (``booking``, ``cases``) is called, and on which account it goes."""

    account: str
    title: Text = Field(description="may hold {number}")
    label: Text = Field(description="a line that has no name of its own")
    labels: dict[str, Text] = Field(default_factory=dict, description="lines by the source's keys")
    late_rule: str = ""


class PackedLevy(_Part):
    """A kind of levy (保険料・税) that is assessed from outside."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    account: str
    title: Text
    label: Text
    late_rule: str = ""


class PackedBiller(_Part):
    """The codes under which the city collects (収納の契約); kana names as people type them."""

    biller: str = Field(pattern=r"^[0-9]{6}$", description="請求書発行企業コード")
    agency: str = Field(pattern=r"^[0-9]{5}$", description="収納機関番号")
    category: str = Field(pattern=r"^[0-9]{3}$", description="納付区分")
    square: str = "madoguchi-1"
    collector_code: str = Field(pattern=r"^[0-9]{1,10}$", description="委託者コード")
    collector_name: str = Field(min_length=1, max_length=40)
    bank: str = Field(pattern=r"^[0-9]{4}$")
    bank_name: str = Field(default="", max_length=15)
    branch: str = Field(pattern=r"^[0-9]{3}$")
    branch_name: str = Field(default="", max_length=15)
    account_kind: str = Field(pattern=r"^[12349]$")
    account_number: str = Field(pattern=r"^[0-9]{1,7}$")


class PackedTill(_Part):
    """A till at a counter (レジ)."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    name: Text


class PaymentsPack(_Part):
    """``payments.yaml`` of a pack."""

    accounts: tuple[PackedAccount, ...] = ()
    late_rules: tuple[LateRule, ...] = ()
    reminders: Reminders = Reminders()
    sources: dict[str, PackedSource] = Field(default_factory=dict)
    levies: tuple[PackedLevy, ...] = ()
    biller: PackedBiller | None = None
    tills: tuple[PackedTill, ...] = ()


@dataclass(frozen=True, slots=True)
class PackFault:
    """What is wrong at a key."""

    key: str
    message: str


def check_pack(pack: PaymentsPack) -> Iterator[PackFault]:
    """Names that lead nowhere, and keys that are there twice."""
    accounts = [one.key for one in pack.accounts]
    late = {one.key for one in pack.late_rules}
    for key in sorted({one for one in accounts if accounts.count(one) > 1}):
        yield PackFault(f"accounts.{key}", "科目のキーが2つあります")
    for one in pack.late_rules:
        if one.account not in accounts:
            yield PackFault(f"late_rules.{one.key}", f"科目「{one.account}」がありません")
    named = [(f"sources.{key}", one.account, one.late_rule) for key, one in pack.sources.items()]
    named += [(f"levies.{one.key}", one.account, one.late_rule) for one in pack.levies]
    for where, account, rule in named:
        if account not in accounts:
            yield PackFault(where, f"科目「{account}」がありません")
        if rule and rule not in late:
            yield PackFault(where, f"延滞金の決まり「{rule}」がありません")
