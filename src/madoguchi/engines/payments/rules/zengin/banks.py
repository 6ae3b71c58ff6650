# SPDX-License-Identifier: Apache-2.0
"""Is this a bank account as Japanese banks number them?"""

from dataclasses import dataclass

from madoguchi.engines.payments.rules.check_digits import is_digits
from madoguchi.engines.payments.rules.route_refusals import AccountWrong
from madoguchi.engines.payments.rules.zengin.letters import bank_name
from madoguchi.kernel.text import normalise, unify_hyphens

ACCOUNT_KINDS = {"1": "普通", "2": "当座", "3": "納税準備", "4": "貯蓄", "9": "その他"}
HOLDER_BYTES = 30


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account: bank 4 digits, branch 3, kind 1, number 7, the holder in signs of banks."""

    bank: str
    branch: str
    kind: str
    number: str
    holder: str


def read_account(*, bank: str, branch: str, kind: str, number: str, holder: str) -> Account:
    """An account as typed: any width; a number shorter than seven digits is filled with zeros.

    Raises:
        AccountWrong: a code or the number does not have its shape.
        NameUnwritable: the holder holds signs that banks do not take.
    """
    found = Account(
        bank=_digits(bank), branch=_digits(branch), kind=_digits(kind),
        number=_digits(number).zfill(7), holder=bank_name(holder),
    )  # fmt: skip
    if not is_digits(found.bank, 4) or found.bank == "0000":
        raise AccountWrong(part="銀行番号", shape="数字4けた")
    if not is_digits(found.branch, 3):
        raise AccountWrong(part="支店番号", shape="数字3けた")
    if found.kind not in ACCOUNT_KINDS:
        raise AccountWrong(part="預金の種類", shape="普通・当座・納税準備・貯蓄・その他のどれか")
    if not is_digits(found.number, 7) or found.number == "0000000":
        raise AccountWrong(part="口座番号", shape="数字7けた")
    if not 0 < len(found.holder) <= HOLDER_BYTES:
        raise AccountWrong(part="口座の名義", shape="カタカナ(濁点も数えて30字まで)")
    return found


def _digits(typed: str) -> str:
    return unify_hyphens(normalise(typed)).replace("-", "").replace(" ", "")
