# SPDX-License-Identifier: Apache-2.0
"""How is a booking number read aloud on the telephone, so that nobody mishears it?"""

_DIGITS = dict(
    zip(
        "0123456789",
        ["ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"],
        strict=True,
    )
)
_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "エー",
            "ビー",
            "シー",
            "ディー",
            "イー",
            "エフ",
            "ジー",
            "エイチ",
            "アイ",
            "ジェー",
            "ケー",
            "エル",
            "エム",
            "エヌ",
            "オー",
            "ピー",
            "キュー",
            "アール",
            "エス",
            "ティー",
            "ユー",
            "ブイ",
            "ダブリュー",
            "エックス",
            "ワイ",
            "ズィー",
        ],
        strict=True,
    )
)


def read_aloud(number: str) -> list[tuple[str, str]]:
    """Each group of a number with its reading: ``("R8", "アール はち")``."""
    known = _DIGITS | _LETTERS
    return [
        (group, " ".join(known.get(sign, sign) for sign in group.upper()))
        for group in number.split("-")
    ]
