# SPDX-License-Identifier: Apache-2.0
"""Which signs may stand in a bank file, and how does a name come to stand in them?

Half-width kana (small ones written large), capital letters, digits and a few signs; marks of voicing
stand apart (ガ is two bytes). The long mark of a name becomes the hyphen that banks write.
"""

import unicodedata

from madoguchi.engines.payments.rules.route_refusals import NameUnwritable
from madoguchi.kernel.text import normalise, to_katakana

ENCODING = "cp932"
SIGNS = "().,-/｢｣¥ "
"""What may stand besides kana, letters and digits. The yen sign is byte 5C."""
KANA = "ｦｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ"
ALLOWED = frozenset(KANA + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + SIGNS)
_SMALL = str.maketrans("ァィゥェォヵヶッャュョヮ", "アイウエオカケツヤユヨワ")
_LONG = str.maketrans(dict.fromkeys("ーｰ‐‑‒–—―−－─━", "-"))
_ODD = str.maketrans(
    {"ヰ": "イ", "ヱ": "エ", "・": ".", "。": ".", "、": ",", "「": "｢", "」": "｣"}
)
_HALF = {unicodedata.normalize("NFKC", half): half for half in KANA if half not in "ﾞﾟ"} | {
    "゛": "ﾞ",
    "゜": "ﾟ",
    "\u3099": "ﾞ",
    "\u309a": "ﾟ",
}


def bank_name(written: str) -> str:
    """A name in the signs of banks: half-width kana, small kana large, long marks as hyphens.

    Raises:
        NameUnwritable: something in it is neither kana nor Latin, such as kanji.
    """
    wide = to_katakana(normalise(written)).upper().translate(_LONG).translate(_SMALL)
    apart = unicodedata.normalize("NFD", wide.translate(_ODD))
    found = "".join(_HALF.get(sign, sign) for sign in apart)
    wrong = "".join(dict.fromkeys(sign for sign in found if sign not in ALLOWED))
    if wrong:
        raise NameUnwritable(written=written[:40], signs=unicodedata.normalize("NFC", wrong)[:10])
    return found


def same_bank_name(one: str, other: str) -> bool:
    """Whether two names are one to a bank: blanks and hyphens do not count."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    try:
        return bank_name(name).replace(" ", "").replace("-", "")
    except NameUnwritable:
        return name


def to_bytes(written: str) -> bytes:
    """The bytes of allowed signs; ¥ is 5C as in JIS X 0201."""
    return written.replace("¥", "\\").encode(ENCODING)


def from_bytes(raw: bytes) -> str | None:
    """The signs of bytes; None where one is not allowed."""
    try:
        found = raw.decode(ENCODING).replace("\\", "¥")
    except UnicodeDecodeError:
        return None
    return found if ALLOWED.issuperset(found) else None
