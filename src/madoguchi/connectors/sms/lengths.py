# SPDX-License-Identifier: Apache-2.0
"""How many messages is a text on a telephone? 3GPP TS 23.038 and 23.040."""

from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
_ONE, _OF_MANY = {7: 160, 16: 70}, {7: 153, 16: 67}
MOST_PARTS: Final = 10
"""The longest that carriers in Japan join again: 660 to 670 characters."""


def count_parts(text: str) -> int:
    """How many messages are billed: 160/153 septets, or 70/67 units of UTF-16 for Japanese."""
    bits, length = _measure(text)
    return 1 if length <= _ONE[bits] else -(-length // _OF_MANY[bits])


def fits(text: str) -> bool:
    """Whether a telephone gets the text whole."""
    return count_parts(text) <= MOST_PARTS


def _measure(text: str) -> tuple[int, int]:
    if all(c in _BASIC or c in _EXTENDED for c in text):
        return 7, sum(2 if c in _EXTENDED else 1 for c in text)
    return 16, len(text.encode("utf-16-le")) // 2
