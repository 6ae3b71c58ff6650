# SPDX-License-Identifier: Apache-2.0
"""How are postcodes and the numbers of 丁目・番・号 read from what people type?"""

import re

from madoguchi.kernel.numerals import read_kanji_number
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise, unify_hyphens
from madoguchi.kernel.texts import text

_NUMBER = "[〇一二三四五六七八九十百千]+"
_KANJI_BEFORE_UNIT = re.compile(f"({_NUMBER})(?=丁目|番地|番(?![町丁])|号(?![線棟館室]))")
_KANJI_AFTER_NO = re.compile(f"(?<=[0-9地番号])の({_NUMBER})(?![^0-9の番号\\s-])")
_CHOME = re.compile(f"([0-9]+|{_NUMBER})丁目")


class PostcodeUnreadable(Refusal):
    """The text is not a postcode of seven digits."""

    code = "address.postcode_unreadable"


def normalise_postcode(written: str) -> str:
    """The seven digits of a postcode as typed (〒000-0012, ０００００１２ …).

    Raises:
        PostcodeUnreadable: not seven digits.
    """
    digits = re.sub(r"[-\s]", "", unify_hyphens(normalise(written)).removeprefix("〒"))
    if re.fullmatch("[0-9]{7}", digits):
        return digits
    count = len(digits)
    raise PostcodeUnreadable(
        text(
            "郵便番号を入れてください。例: 000-0012",
            "Enter the postcode, such as 000-0012.",
            "郵便番号を 入れてください。例: 000-0012",
        )
        if not digits
        else text(
            f"郵便番号は7けたの数字で入れてください。いまは{count}けたです。",
            f"A postcode has 7 digits. You entered {count} characters.",
            f"郵便番号は 7けたの 数字です。いまは {count}けたです。",
        )
        if digits.isdigit()
        else text(
            "郵便番号は数字だけで入れてください。例: 000-0012",
            "A postcode has digits only, such as 000-0012.",
            "郵便番号は 数字だけです。例: 000-0012",
        )
    )


def format_postcode(postcode: str) -> str:
    """000-0012 for 0000012; anything else stays."""
    return f"{postcode[:3]}-{postcode[3:]}" if re.fullmatch("[0-9]{7}", postcode) else postcode


def normalise_numbers(written: str) -> str:
    """Write the numbers of 丁目・番・号 in half-width digits: 港町一丁目一番地の二 → 港町1丁目1番地2.

    Kanji numerals that belong to a name stay (三条町, 五番町, 八幡).
    """
    line = normalise(written)
    line = re.sub(r"(?<=[0-9])[‐‑‒–—―−ー](?=[0-9])", "-", line)
    line = _KANJI_BEFORE_UNIT.sub(lambda m: str(read_kanji_number(m[1])), line)
    line = _KANJI_AFTER_NO.sub(lambda m: f"の{read_kanji_number(m[1])}", line)
    line = re.sub(r"(?<=[0-9])の(?=[0-9])", "-", line)
    return re.sub(r"(?<=番地)の?-?(?=[0-9])", "", line)


def hyphenate(written: str) -> str:
    """Shorten the numbers: 港町一丁目1番1号 → 港町1-1-1."""
    line = normalise_numbers(written)
    line = re.sub(r"(?<=[0-9])(丁目|番地|番(?![町丁])|号)(?=[0-9])", "-", line)
    return re.sub(r"(?<=[0-9])(丁目|番地|番|号)(?=$|[\s-])", "", line)


def chome_of(town: str) -> int | None:
    """The number of the 丁目 that a town's name holds (港町二丁目 → 2), or None."""
    found = _CHOME.search(town)
    if found is None:
        return None
    return int(found[1]) if found[1].isdigit() else read_kanji_number(found[1])
