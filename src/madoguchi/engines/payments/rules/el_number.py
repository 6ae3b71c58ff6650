# SPDX-License-Identifier: Apache-2.0
"""Which four numbers name a payment in eLTAX and Pay-easy (MPN), and what stands in its square code?

収納機関番号 5 digits, 納付番号 up to 20, 確認番号 6, 納付区分 3. The byte layout of the official eL-QR is
given out by 地方税共同機構 on application only; so the content of the square code is an encoder that a
city plugs in, and ours is openly its own. Nothing here imitates the official mark.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Protocol
from zlib import crc32

from madoguchi.engines.payments.rules.check_digits import is_digits
from madoguchi.engines.payments.rules.route_refusals import ElNumberWrong

CONFIRMATION_DIGITS = 6


@dataclass(frozen=True, slots=True)
class PayNumber:
    """The four numbers, digits only."""

    agency: str
    number: str
    confirmation: str
    category: str


@dataclass(frozen=True, slots=True)
class SquareContent:
    """What a square code must carry."""

    numbers: PayNumber
    yen: int
    pay_by: date | None


def check(numbers: PayNumber) -> PayNumber:
    """The same numbers where each has its shape.

    Raises:
        ElNumberWrong: names the first that has not.
    """
    shapes = (
        ("収納機関番号", numbers.agency, 5, 5),
        ("納付番号", numbers.number, 1, 20),
        ("確認番号", numbers.confirmation, CONFIRMATION_DIGITS, CONFIRMATION_DIGITS),
        ("納付区分", numbers.category, 3, 3),
    )
    for part, digits, least, most in shapes:
        if not is_digits(digits) or not least <= len(digits) <= most:
            wide = f"{least}" if least == most else f"{least}〜{most}"
            raise ElNumberWrong(part=part, why=f"数字{wide}けた")
    return numbers


def confirmation_for(key: bytes, agency: str, number: str, category: str) -> str:
    """The 確認番号: six digits that only the holder of the key can tell from the other numbers.

    So the category, which says what is paid, cannot be exchanged on a slip either.
    """
    told = f"{agency}/{number}/{category}".encode()
    digest = hmac.digest(key, told, sha256)
    return f"{int.from_bytes(digest[:8]) % 10**CONFIRMATION_DIGITS:0{CONFIRMATION_DIGITS}}"


def is_confirmed(key: bytes, numbers: PayNumber) -> bool:
    """Whether the confirmation number belongs to the other three."""
    right = confirmation_for(key, numbers.agency, numbers.number, numbers.category)
    return hmac.compare_digest(right, numbers.confirmation)


class SquareEncoder(Protocol):
    """Writes the content of a square code; a city plugs in the one of its contract."""

    name: str

    def encode(self, content: SquareContent) -> str:
        """The text in the square code."""
        ...

    def decode(self, written: str) -> SquareContent:
        """What a scanned text says; ElNumberWrong where it is none of this encoder."""
        ...


class OwnSquare:
    """Our own open form: ``MADOGUCHI1/agency/number/confirmation/category/yen/yyyymmdd/crc32``.

    The day is empty where there is no last day; the CRC (8 hexadecimal digits) covers what stands
    before its stroke.
    """

    name = "madoguchi-1"
    _HEAD = "MADOGUCHI1"

    def encode(self, content: SquareContent) -> str:
        """The text."""
        one = check(content.numbers)
        day = f"{content.pay_by:%Y%m%d}" if content.pay_by else ""
        body = "/".join(
            (
                self._HEAD,
                one.agency,
                one.number,
                one.confirmation,
                one.category,
                str(content.yen),
                day,
            )
        )
        return f"{body}/{crc32(body.encode()):08X}"

    def decode(self, written: str) -> SquareContent:
        """What the text says."""
        body, _, code = written.rpartition("/")
        parts = body.split("/")
        if len(parts) != 7 or parts[0] != self._HEAD or f"{crc32(body.encode()):08X}" != code:
            raise ElNumberWrong(part="QRコード", why="この市の納付書のものではない")
        numbers = check(PayNumber(*parts[1:5]))
        day = date.fromisoformat(parts[6]) if parts[6] else None
        return SquareContent(numbers, int(parts[5]), day)


_ENCODERS: dict[str, Callable[[], SquareEncoder]] = {OwnSquare.name: OwnSquare}


def register_square(name: str, make: Callable[[], SquareEncoder]) -> None:
    """Plug in an encoder under a name that the pack can choose."""
    _ENCODERS[name] = make


def square_encoder(name: str = OwnSquare.name) -> SquareEncoder:
    """The encoder of a name.

    Raises:
        ElNumberWrong: nobody plugged one in under it.
    """
    if name not in _ENCODERS:
        raise ElNumberWrong(part="QRコードの方式", why=name)
    return _ENCODERS[name]()
