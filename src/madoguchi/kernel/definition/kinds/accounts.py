# SPDX-License-Identifier: Apache-2.0
"""How is a bank account in Japan read?"""

import re
from collections.abc import Mapping
from typing import Any

from madoguchi.kernel.definition.kinds.base import (
    Asking,
    Fields,
    Found,
    Kind,
    Parts,
    Read,
    is_texts,
    say,
)
from madoguchi.kernel.definition.questions import BankAccountQuestion
from madoguchi.kernel.names import read_kana
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import TextValue, text

ACCOUNT_PARTS = ("bank_code", "branch_code", "kind", "number", "holder_kana")
KINDS: dict[str, TextValue] = {
    "ordinary": text("普通", "Ordinary", "普通"),
    "current": text("当座", "Current", "当座"),
    "savings": text("貯蓄", "Savings", "貯蓄"),
}
_DIGITS = {"bank_code": 4, "branch_code": 3, "number": 7}
_LABELS = {
    "bank_code": text("銀行の番号", "bank code", "銀行の 番号"),
    "branch_code": text("支店の番号", "branch code", "支店の 番号"),
    "number": text("口座番号", "account number", "口座の 番号"),
}
_LENGTH = text(
    "{part}は{need}けたの数字で入れてください。いまは{count}けたです。",
    "The {part} has {need} digits. You entered {count}.",
    "{part}は {need}けたです。いまは {count}けたです。",
)
_ONLY_DIGITS = text(
    "{part}は{need}けたの数字だけで入れてください。",
    "The {part} has {need} digits and nothing else.",
    "{part}は {need}けたの 数字だけです。",
)
_YUCHO = text(
    "口座番号は7けたまでです。ゆうちょ銀行の8けたの番号は、最後の1を取った7けたを入れてください。",
    "An account number has up to 7 digits. For Japan Post Bank, leave out the last 1 of 8 digits.",
    "口座の 番号は 7けたです。ゆうちょの 8けたの 番号は、さいごの 1を とってください。",
)
_KIND = text(
    "口座の種類(普通、当座、貯蓄)を選んでください。",
    "Choose the kind of account: ordinary, current or savings.",
    "口座の しゅるい(普通・当座・貯蓄)を えらんでください。",
)
_HOLDER = text(
    "口座名義は、通帳にあるとおりカタカナで入れてください。例: トモシビ アカリ",
    "Write the holder's name in katakana as in the passbook, such as トモシビ アカリ.",
    "口座の 名前は 通帳と おなじ カタカナで 書いてください。例: トモシビ アカリ",
)
_HOLDER_SIGNS = re.compile(r"[ァ-ヺーA-Z0-9()「」./,\- ]{1,48}")


class BankAccountKind(Kind[BankAccountQuestion]):
    """Bank, branch, kind, number, and the holder's name in kana."""

    seconds = 60

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = {part: fields.get(part) for part in ACCOUNT_PARTS}
        if not any(value.strip() for part, value in typed.items() if part != "kind"):
            return Read(None)
        value = {part: _digits(typed[part]) for part in _DIGITS}
        if re.fullmatch("[0-9]{4,6}", value["number"]):
            value["number"] = value["number"].zfill(7)
        holder = read_kana(typed["holder_kana"]).upper().replace("．", ".").replace("、", ",")
        return self._judge({**value, "kind": typed["kind"], "holder_kana": holder})

    def check(self, value: Any, asking: Asking) -> Read:
        return self._judge(value) if is_texts(value, *ACCOUNT_PARTS) else self.refuse_shape()

    def _judge(self, value: Mapping[str, str]) -> Read:
        found = [f for part in _DIGITS for f in self._check_digits(part, value[part])]
        if value["kind"] not in KINDS:
            found.append(Found("kind", "missing", _KIND))
        holder = value["holder_kana"]
        if not _HOLDER_SIGNS.fullmatch(holder) or holder != holder.strip():
            found.append(Found("holder_kana", "holder", _HOLDER))
        kept = {part: value[part] for part in ACCOUNT_PARTS}
        return Read(kept if not found else None, found)

    def _check_digits(self, part: str, value: str) -> list[Found]:
        need = _DIGITS[part]
        if re.fullmatch(f"[0-9]{{{need}}}", value):
            return []
        template = _LENGTH if value.isdigit() or not value else _ONLY_DIGITS
        if part == "number" and re.fullmatch("[0-9]{7}1", value):
            template = _YUCHO
        said = say(template, part=_LABELS[part], need=need, count=len(value))
        return [Found(part, "digits", said)]

    def show(self, value: Any, lang: str) -> str:
        kind = KINDS[value["kind"]].pick(lang)
        codes = f"{value['bank_code']}-{value['branch_code']}"
        return f"{codes} {kind} {value['number']} {value['holder_kana']}"

    def to_form(self, value: Any) -> Parts:
        return {part: [value[part]] for part in ACCOUNT_PARTS}


def _digits(typed: str) -> str:
    return re.sub(r"[\s-]", "", unify_hyphens(normalise(typed)))
