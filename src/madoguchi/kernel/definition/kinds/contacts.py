# SPDX-License-Identifier: Apache-2.0
"""How are telephone numbers, e-mail addresses and corporate numbers read?"""

import re
from typing import Any

from madoguchi.kernel.definition.kinds.base import Asking, Fields, Found, Kind, Read
from madoguchi.kernel.definition.questions import (
    CorporateNumberQuestion,
    EmailQuestion,
    PhoneQuestion,
)
from madoguchi.kernel.ids import CorporateNumberWrong, parse_corporate_number
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import text

_ELEVEN = ("050", "060", "070", "080", "090", "020")
_GROUPS = (
    (re.compile(r"(0[2-9]0)([0-9]{4})([0-9]{4})"), 11),
    (re.compile(r"(0120|0570)([0-9]{3})([0-9]{3})"), 10),
    (re.compile(r"(0800)([0-9]{3})([0-9]{4})"), 11),
    (re.compile(r"(03|06)([0-9]{4})([0-9]{4})"), 10),
)
_PHONE_WORDS = text(
    "電話番号は数字とハイフンで入れてください。例: 090-0000-1125",
    "Enter the telephone number in digits and hyphens, such as 090-0000-1125.",
    "電話番号は 数字で 書いてください。例: 090-0000-1125",
)
_PHONE_ZERO = text(
    "電話番号は0から、市外局番を付けて入れてください。例: 0000-24-1125",
    "A telephone number in Japan begins with 0: please add the area code, such as 0000-24-1125.",
    "電話番号は 0から 書いてください。例: 0000-24-1125",
)
_PHONE_LENGTH = text(
    "この電話番号は{need}けたです。いまは{count}けたです。",
    "This telephone number has {need} digits. You entered {count}.",
    "この 電話番号は {need}けたです。いまは {count}けたです。",
)
_PHONE_ABROAD = text(
    "日本の電話番号を入れてください。例: 090-0000-1125",
    "Enter a telephone number in Japan, such as 090-0000-1125.",
    "日本の 電話番号を 書いてください。例: 090-0000-1125",
)


class PhoneKind(Kind[PhoneQuestion]):
    """A Japanese telephone number."""

    def read(self, fields: Fields, asking: Asking) -> Read:
        line = re.sub(r"[\s()]+", "-", unify_hyphens(normalise(fields.get())).replace("・", "-"))
        line = re.sub("-{2,}", "-", line).strip("-")
        line = re.sub(r"^\+?81-?0?(?=[1-9])", "0", line) if line[:1] == "+" else line
        if not line:
            return Read(None)
        found = self._find_problem(line)
        return Read(None, [found]) if found else Read(_group(line))

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]+(-[0-9]+)*", value):
            return self.refuse_shape()
        found = self._find_problem(value)
        return Read(None, [found]) if found else Read(value)

    def _find_problem(self, line: str) -> Found | None:
        digits = line.replace("-", "")
        if line.startswith("+"):
            return self.problem("phone_abroad", _PHONE_ABROAD)
        if not re.fullmatch("[0-9]+", digits):
            return self.problem("phone_words", _PHONE_WORDS)
        if digits[0] != "0":
            return self.problem("phone_zero", _PHONE_ZERO)
        need = 11 if digits[:3] in _ELEVEN or digits[:4] == "0800" else 10
        if len(digits) != need:
            return self.problem("phone_length", _PHONE_LENGTH, need=need, count=len(digits))
        return None


def _group(line: str) -> str:
    """Hyphens as typed where they make three groups, else where the number alone says them."""
    if line.count("-") == 2:
        return line
    digits = line.replace("-", "")
    for pattern, length in _GROUPS:
        match = pattern.fullmatch(digits)
        if match and len(digits) == length:
            return "-".join(match.groups())
    return digits


_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_EMAIL_AT = text(
    "メールアドレスには「@」が1つ要ります。例: akari@example.jp",
    "An e-mail address has one “@”, such as akari@example.jp.",
    "メールアドレスには 「@」が 1つ あります。例: akari@example.jp",
)
_EMAIL_DOMAIN = text(
    "「@」より後ろを確かめてください。いまは「{shown}」です。例: akari@example.jp",
    "Please check what follows “@”: it says “{shown}”. An example: akari@example.jp",
    "「@」の うしろを 見てください。いまは 「{shown}」です。例: akari@example.jp",
)
_EMAIL_LOCAL = text(
    "メールアドレスの「@」より前は、英字・数字・記号だけで入れてください。いまは「{shown}」です。",
    "Use only letters, digits and signs before “@”: it says “{shown}”.",
    "「@」の 前は 英語の 字と 数字だけです。いまは 「{shown}」です。",
)
_EMAIL_TYPING = text(
    "「{shown}」は「{better}」の打ち間違いではありませんか。このままでよければ、次へ進めます。",
    "Did you mean “{better}” instead of “{shown}”? If it is right, you can go on.",
    "「{shown}」は 「{better}」ですか。このままで よければ、つぎへ 行けます。",
)
_TYPING = {
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "yahoo.co.jo": "yahoo.co.jp",
    "yaho.co.jp": "yahoo.co.jp",
    "docomo.ne.jo": "docomo.ne.jp",
    "docomo.co.jp": "docomo.ne.jp",
    "ezweb.co.jp": "ezweb.ne.jp",
    "icloud.con": "icloud.com",
}


class EmailKind(Kind[EmailQuestion]):
    """An e-mail address; dots in odd places are taken before ``@``, as Japanese carriers gave them."""

    def read(self, fields: Fields, asking: Asking) -> Read:
        line = re.sub(r"\s", "", normalise(fields.get())).removeprefix("mailto:")
        if not line:
            return Read(None)
        local, at, domain = line.rpartition("@")
        return self._judge(f"{local}{at}{domain.lower()}" if at else line)

    def check(self, value: Any, asking: Asking) -> Read:
        return self._judge(value) if isinstance(value, str) and value else self.refuse_shape()

    def _judge(self, address: str) -> Read:
        local, at, domain = address.partition("@")
        if not at or not local or "@" in domain:
            return Read(None, [self.problem("email_at", _EMAIL_AT)])
        if not _LOCAL.fullmatch(local[:65]):
            return Read(None, [self.problem("email_local", _EMAIL_LOCAL, shown=local[:30])])
        if len(address) > 254 or not _DOMAIN.fullmatch(domain):
            return Read(None, [self.problem("email_domain", _EMAIL_DOMAIN, shown=domain[:30])])
        if domain in _TYPING:
            hint = self.problem("email_typing", _EMAIL_TYPING, shown=domain, better=_TYPING[domain])
            return Read(address, [hint._replace(blocking=False)])
        return Read(address)


class CorporateNumberKind(Kind[CorporateNumberQuestion]):
    """A 13-digit corporate number (法人番号) with its check digit."""

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = fields.get()
        return self._judge(typed) if normalise(typed) else Read(None)

    def check(self, value: Any, asking: Asking) -> Read:
        read = self._judge(value) if isinstance(value, str) else self.refuse_shape()
        return read if not read.ok or read.value == value else self.refuse_shape()

    def _judge(self, typed: str) -> Read:
        try:
            return Read(parse_corporate_number(typed))
        except CorporateNumberWrong as refusal:
            return Read(None, [Found(None, "corporate_number", refusal.message)])
