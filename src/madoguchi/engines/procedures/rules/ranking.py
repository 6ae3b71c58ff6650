# SPDX-License-Identifier: Apache-2.0
"""Which texts answer a search best? Okapi BM25 over weighted fields, in memory."""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K1, B = 1.2, 0.6
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Key]):
    """A text with its score; higher is better."""

    key: Key
    score: float


class Index(Generic[Key]):
    """An inverted index of a few hundred texts, each a weight per word."""

    def __init__(self, texts: Mapping[Key, Counter[str]]) -> None:
        self._lengths = {key: sum(words.values()) for key, words in texts.items()}
        self._average = sum(self._lengths.values()) / max(len(texts), 1) or 1.0
        self._postings: dict[str, list[tuple[Key, int]]] = {}
        for key, words in texts.items():
            for word, weight in words.items():
                self._postings.setdefault(word, []).append((key, weight))

    def search(self, words: Sequence[str]) -> list[Ranked[Key]]:
        """Every text with at least one of the words, best first."""
        scores: Counter[Key] = Counter()
        for word in dict.fromkeys(words):
            postings = self._postings.get(word, ())
            rarity = self._rarity(len(postings))
            for key, weight in postings:
                scores[key] += rarity * self._saturated(weight, self._lengths[key])  # type: ignore[assignment]
        found = [Ranked(key, float(score)) for key, score in scores.items()]
        return sorted(found, key=lambda ranked: (-ranked.score, str(ranked.key)))

    def _rarity(self, count: int) -> float:
        whole = len(self._lengths)
        return math.log(1 + (whole - count + 0.5) / (count + 0.5))

    def _saturated(self, weight: int, length: int) -> float:
        return weight * (K1 + 1) / (weight + K1 * (1 - B + B * length / self._average))


def weigh(fields: Sequence[tuple[int, Sequence[str]]]) -> Counter[str]:
    """One bag of words from fields with weights (a title weighs more than a summary)."""
    bag: Counter[str] = Counter()
    for weight, words in fields:
        for word in words:
            bag[word] += weight
    return bag
