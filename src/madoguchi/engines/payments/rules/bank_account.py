# SPDX-License-Identifier: Apache-2.0
"""Is what somebody typed a bank account into which money can be sent?"""

import re
from dataclasses import asdict, dataclass

from madoguchi.engines.payments.rules.refusals import PaymentRefusal
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import text

_KANA = re.compile(r"[ァ-ヴー0-9A-Z ().\-/]{1,48}")
KINDS = ("ordinary", "current", "savings")
LENGTHS = {"bank": 4, "branch": 3, "number": 7}


class AccountWrong(PaymentRefusal):
    """A part of the account cannot be; ``values["field"]`` names it."""

    code = "payments.account_wrong"
    sentence = text(
        "{said}を確かめてください。通帳のとおりに入れてください。",
        "Please check the {said_en}, as it stands in the bank book.",
        "{said}を もういちど 見てください。",
    )


_WORDS = {
    "bank": ("金融機関コード(4けた)", "bank code (4 digits)"),
    "branch": ("支店コード(3けた)", "branch code (3 digits)"),
    "number": ("口座番号(7けた以内)", "account number (up to 7 digits)"),
    "kind": ("口座の種類", "kind of account"),
    "holder": ("口座名義(カタカナ)", "holder in katakana"),
}


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Codes of bank and branch, kind, number of 7 digits, holder in full-width katakana."""

    bank: str
    branch: str
    kind: str
    number: str
    holder: str

    def as_dict(self) -> dict[str, str]:
        """For sealing."""
        return asdict(self)


def read_account(*, bank: str, branch: str, kind: str, number: str, holder: str) -> BankAccount:
    """The account as typed, any width; a short number is filled with zeros on the left.

    Raises:
        AccountWrong: with ``field`` and its name in the reader's language.
    """
    digits = {
        "bank": _digits(bank), "branch": _digits(branch), "number": _digits(number).zfill(7)
    }  # fmt: skip
    for field, length in LENGTHS.items():
        if not re.fullmatch(f"[0-9]{{{length}}}", digits[field]) or not int(digits[field]):
            _refuse(field)
    if kind not in KINDS:
        _refuse("kind")
    name = normalise(holder).strip().upper()
    if not _KANA.fullmatch(name):
        _refuse("holder")
    return BankAccount(digits["bank"], digits["branch"], kind, digits["number"], name)


def _digits(written: str) -> str:
    return re.sub(r"[-\s]", "", normalise(written))[:12]


def _refuse(field: str) -> None:
    said, said_en = _WORDS[field]
    raise AccountWrong(said=said, said_en=said_en, field=field)
