# SPDX-License-Identifier: Apache-2.0
"""By which words can a person be found, and which of them did a clerk type?

Only whole telephone numbers, their last four digits and beginnings of names can be found: what is
compared are blind indexes, so nothing else could be.
"""

from collections.abc import Iterator, Mapping

from madoguchi.kernel.text import search_key, to_halfwidth_digits, to_hiragana

LONGEST, LAST_DIGITS, FEWEST_DIGITS, SHORTEST_KANA = 12, 4, 4, 2


def words_of(personal: Mapping[str, str]) -> frozenset[str]:
    """What a person with ``name``, ``kana`` and ``phone`` can be found by."""
    found = set(_beginnings("name", personal.get("name", ""), 1))
    found.update(_beginnings("kana", personal.get("kana", ""), SHORTEST_KANA))
    digits = digits_of(personal.get("phone", ""))
    if len(digits) >= FEWEST_DIGITS:
        found |= {f"phone:{digits}", f"last:{digits[-LAST_DIGITS:]}"}
    return frozenset(found)


def words_asked(typed: str) -> frozenset[str]:
    """What typed words may mean; empty where they are too short to look for."""
    digits = digits_of(typed)
    if digits and len(digits) >= len(squeezed(typed)) - typed.count("-"):
        if len(digits) < FEWEST_DIGITS:
            return frozenset()
        kind = "last" if len(digits) == LAST_DIGITS else "phone"
        return frozenset({f"{kind}:{digits}"})
    key = squeezed(typed)[:LONGEST]
    found = {f"name:{key}"} if key else set()
    if len(key) >= SHORTEST_KANA:
        found.add(f"kana:{key}")
    return frozenset(found)


def digits_of(written: str) -> str:
    """The digits of a telephone number in half width."""
    return "".join(one for one in to_halfwidth_digits(written) if one.isascii() and one.isdigit())


def squeezed(written: str) -> str:
    """Names without spaces, kana as hiragana, so that both writings meet."""
    return to_hiragana("".join(search_key(written).split()))


def _beginnings(kind: str, written: str, shortest: int) -> Iterator[str]:
    key = squeezed(written)[:LONGEST]
    return (f"{kind}:{key[:length]}" for length in range(shortest, len(key) + 1))
