# SPDX-License-Identifier: Apache-2.0
"""How are ids, receipt numbers, secrets and the numbers of the state made and checked?"""

import re
import secrets
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from madoguchi.kernel.eras import era_of
from madoguchi.kernel.fiscal_years import fiscal_year_of
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import TextValue, text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford base32: no I, L, O or U, so that nothing is misread on paper or by telephone."""
_VALUES = {c: i for i, c in enumerate(ALPHABET)}
_FORGIVEN = str.maketrans("OIL", "011")
_RECEIPT = re.compile(
    r"([RHST])([1-9][0-9]?)([0-9A-HJKMNP-TV-Z]{4})([0-9A-HJKMNP-TV-Z]{4})([0-9A-HJKMNP-TV-Z])"
)
_SECRET_LENGTH = 16


class ReceiptNumberUnreadable(Refusal):
    """The text is no receipt number of this product, or its check character does not fit."""

    code = "receipt_number.unreadable"


class SecretUnreadable(Refusal):
    """The text does not have the shape of a secret."""

    code = "secret.unreadable"


class CorporateNumberWrong(Refusal):
    """The text is no corporate number (法人番号)."""

    code = "corporate_number.wrong"


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562): sorts by the time it was made, to the millisecond."""
    return uuid7()


def new_receipt_number(on: date) -> str:
    """A new public number such as ``R8-4K7M-0273-6`` for something received on a day.

    R8 is the era year of the fiscal year, then 40 random bits, then a check character. It says
    nothing about how many others there are, and opens nothing without its secret. A collision is
    possible (1 in 10¹²): the column is unique and the writer draws again.
    """
    year = fiscal_year_of(on)
    # 令和元年度 began in April 2019, a month before the era.
    era = era_of(date(year, 5, 1))
    head = f"{era.letter}{year - era.first_year + 1}"
    body = head + _random_characters(8)
    return _group_receipt(body + check_character(body))


def parse_receipt_number(written: str) -> str:
    """The canonical form of a receipt number as typed: any width, case, hyphens; O as 0, I/L as 1.

    Raises:
        ReceiptNumberUnreadable: not a number that we ever gave. One wrong character and two
            neighbours exchanged are always found.
    """
    plain = _plain(written)
    match = _RECEIPT.fullmatch(plain)
    if match is None or check_character(plain[:-1]) != plain[-1]:
        raise ReceiptNumberUnreadable(
            text(
                f"受付番号「{written.strip()[:24]}」が見つかりません。"
                "受付票の番号(例: R8-4K7M-0273-6)を確かめてください。",
                f"There is no receipt number “{written.strip()[:24]}”. Please check the number on "
                "your receipt, such as R8-4K7M-0273-6.",
                f"番号「{written.strip()[:24]}」が ありません。"
                "うけつけの 紙の 番号を もういちど 見てください。",
            ),
            next_step=_ASK,
        )
    return _group_receipt(plain)


def check_character(body: str) -> str:
    """The check character of a text in Crockford base32.

    A linear code over GF(32) (polynomial x⁵+x²+1): character k from the right weighs αᵏ. Every
    weight is non-zero and no two of 30 neighbours are equal, so each single substitution and each
    exchange of two characters, adjacent or not, is found.

    Raises:
        ValueError: a character is not in the alphabet, or the text is longer than 30.
    """
    if len(body) > 30:
        raise ValueError("the check character covers at most 30 characters")
    check = 0
    for c in body:
        if c not in _VALUES:
            raise ValueError(f"not in the alphabet: {c!r}")
        check = _times_alpha(check ^ _VALUES[c])
    return ALPHABET[check]


def new_secret() -> str:
    """A new secret of 80 random bits, ``XXXX-XXXX-XXXX-XXXX``; shown once, never stored as such."""
    return _in_fours(_random_characters(_SECRET_LENGTH))


def parse_secret(written: str) -> str:
    """The canonical form of a secret as typed: any width, case, hyphens, O as 0, I and L as 1.

    Raises:
        SecretUnreadable: not 16 characters of the alphabet (the secret is never repeated in it).
    """
    plain = _plain(written)
    if len(plain) != _SECRET_LENGTH or not set(plain) <= _VALUES.keys():
        raise SecretUnreadable(
            text(
                f"確認コードは、英字と数字の{_SECRET_LENGTH}文字です。いまは{len(plain)}文字です。",
                f"The code has {_SECRET_LENGTH} letters and digits. You entered {len(plain)}.",
                f"コードは {_SECRET_LENGTH}文字です。いまは {len(plain)}文字です。",
            )
            if len(plain) != _SECRET_LENGTH
            else text(
                "確認コードに使わない文字が入っています。受付票の16文字を確かめてください。",
                "The code holds a character that we never use. Please check the 16 characters on "
                "your receipt.",
                "つかわない 字が あります。うけつけの 紙の 16文字を 見てください。",
            ),
            next_step=_ASK,
        )
    return _in_fours(plain)


def parse_corporate_number(written: str) -> str:
    """The 13 digits of a corporate number (法人番号), any width, hyphens and spaces taken away.

    The first digit is 9 − (Σ digit × 1 or 2 from the right, mod 9), as 法人番号の指定等に関する省令
    第2条 sets it.

    Raises:
        CorporateNumberWrong: not 13 digits, or the check digit does not fit.
    """
    digits = re.sub(r"[-\s]", "", unify_hyphens(normalise(written)))
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise CorporateNumberWrong(
            text(
                f"法人番号は13けたの数字で入れてください。いまは{len(digits)}けたです。",
                f"A corporate number has 13 digits. You entered {len(digits)} characters.",
                f"会社の 番号(法人番号)は 13けたです。いまは {len(digits)}けたです。",
            )
        )
    if corporate_check_digit(digits[1:]) != int(digits[0]):
        raise CorporateNumberWrong(
            text(
                "この法人番号はありません。数字の打ち間違いがないか、もう一度確かめてください。",
                "There is no such corporate number. Please check the digits once more.",
                "この 番号の 会社は ありません。数字を もういちど 見てください。",
            )
        )
    return digits


def corporate_check_digit(base: str) -> int:
    """The first digit of a corporate number from its other 12."""
    total = sum(int(d) * (1 if n % 2 == 0 else 2) for n, d in enumerate(reversed(base)))
    return 9 - total % 9


def resident_number(serial: int, *, digits: int = 10) -> str:
    """A resident number (宛名番号) or household number (世帯番号) from its serial.

    The last digit is modulus 11, weights 2 to 7 from the right (M11W2~7); the remainders 0 and 1,
    which would need 11 and 10, give 0 (住民記録システム標準仕様書 1.1.13 names only the first).

    Raises:
        ValueError: the serial is below 1 or does not fit in ``digits``.
    """
    body = str(serial)
    if serial < 1 or len(body) >= digits:
        raise ValueError(f"no resident number of {digits} digits for {serial}")
    return (body + resident_check_digit(body)).zfill(digits)


def is_resident_number(number: str) -> bool:
    """Whether the text is digits that end in their check digit."""
    return (
        re.fullmatch(r"[0-9]{2,15}", number) is not None
        and resident_check_digit(number[:-1]) == number[-1]
    )


def resident_check_digit(body: str) -> str:
    """The check digit M11W2~7 of a number without it."""
    total = sum(int(d) * (2 + n % 6) for n, d in enumerate(reversed(body)))
    return str((11 - total % 11) % 11 % 10)


def is_local_government_code(code: str) -> bool:
    """Whether six digits are a code of 全国地方公共団体コード: (11 − Σ digit × 6…2 mod 11) mod 10."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return False
    total = sum(int(d) * weight for d, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
    return (11 - total % 11) % 10 == int(code[5])


_ASK: TextValue = text(
    "受付票が手もとにないときは、市役所の窓口か電話でおたずねください。",
    "If you do not have your receipt, please ask at the city hall or by telephone.",
    "紙が ないときは、市役所に 電話してください。",
)


def _random_characters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _times_alpha(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _plain(written: str) -> str:
    return re.sub(r"[-\s]", "", unify_hyphens(normalise(written))).upper().translate(_FORGIVEN)


def _in_fours(plain: str) -> str:
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def _group_receipt(plain: str) -> str:
    return f"{plain[:-9]}-{plain[-9:-5]}-{plain[-5:-1]}-{plain[-1]}"
