# SPDX-License-Identifier: Apache-2.0
"""Which words of the office does a text use, and which plain ones say the same?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.engines.messaging.rules.finding import Finding
from madoguchi.engines.messaging.rules.sentences import Word, split_words


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A hard word, what to write for anybody, and what to write in やさしい日本語."""

    word: str
    plain: str
    easy: str = ""
    only_easy: bool = False


def find_hard_words(
    words: Sequence[Word], hard: Sequence[PlainWord], *, strict: bool
) -> Iterator[Finding]:
    """Each hard word in any of its forms (提出します, 提出して); ``strict`` for やさしい日本語."""
    spoken = [word for word in words if word.kind != "空白"]
    bases = [word.base for word in spoken]
    beginnings = _by_beginning(tuple(hard))
    taken = 0
    for place, base in enumerate(bases):
        if place < taken:
            continue
        for bits, one in beginnings.get(base, ()):
            if one.only_easy and not strict:
                continue
            if tuple(bases[place : place + len(bits)]) == bits:
                first, last = spoken[place], spoken[place + len(bits) - 1]
                yield _finding(one, spoken[place : place + len(bits)], first, last, strict=strict)
                taken = place + len(bits)
                break


def _finding(
    one: PlainWord, found: Sequence[Word], first: Word, last: Word, *, strict: bool
) -> Finding:
    instead = (one.easy or one.plain) if strict else one.plain
    surface = "".join(word.surface for word in found)
    return Finding("hard_word", first.start, last.end, surface, blocking=strict, instead=instead)


@lru_cache(maxsize=8)
def _by_beginning(
    hard: tuple[PlainWord, ...],
) -> Mapping[str, tuple[tuple[tuple[str, ...], PlainWord], ...]]:
    """The hard words as rows of base forms by their first, the longest first."""
    rows = [(tuple(word.base for word in split_words(one.word)), one) for one in hard]
    made: dict[str, list[tuple[tuple[str, ...], PlainWord]]] = {}
    for bits, one in sorted(rows, key=lambda row: -len(row[0])):
        made.setdefault(bits[0], []).append((bits, one))
    return {first: tuple(listed) for first, listed in made.items()}
