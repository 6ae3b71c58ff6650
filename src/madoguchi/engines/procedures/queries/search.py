# SPDX-License-Identifier: Apache-2.0
"""Which procedures does a person mean who writes in everyday words?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.engines.procedures.queries.catalogue import CatalogueEntry
from madoguchi.engines.procedures.queries.words import grams_of, surfaces_of, words_of
from madoguchi.engines.procedures.rules.ranking import Index, weigh
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.text import is_katakana, normalise, to_hiragana

QUERY_LENGTH = 120
MIN_SHARE = 0.34
"""A fuzzy match needs a third of the query's character pairs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``hit`` where it is what was searched for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure that was found, with the searched words marked in its title and summary."""

    entry: CatalogueEntry
    score: float
    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search; ``fuzzy`` where no word fitted and similar spelling was taken."""

    query: str
    hits: tuple[Hit, ...]
    fuzzy: bool = False


def search_catalogue(entries: Sequence[CatalogueEntry], query: str) -> Found:
    """The best matches first; an empty query finds nothing."""
    asked = normalise(query).strip()[:QUERY_LENGTH]
    if not asked:
        return Found("", ())
    by_id = {entry.id: entry for entry in entries}
    books = _books(tuple(_Book(entry.id, entry.revision, entry.procedure) for entry in entries))
    words = words_of(asked)
    if is_katakana(asked):
        words += words_of(to_hiragana(asked))
    ranked = books.words.search(words)
    fuzzy = not ranked
    if fuzzy:
        grams = grams_of(asked)
        wanted = set(grams)
        ranked = [
            one
            for one in books.grams.search(grams)
            if len(wanted & books.gram_sets[one.key]) >= max(MIN_SHARE * len(wanted), 1)
        ]
    surfaces = [] if fuzzy else surfaces_of(asked)
    hits = tuple(
        Hit(
            by_id[one.key],
            one.score,
            highlight(by_id[one.key].title, surfaces),
            highlight(by_id[one.key].summary, surfaces),
        )
        for one in ranked
    )
    return Found(asked, hits, fuzzy)


def highlight(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text in pieces, those that equal one of the words marked."""
    known = sorted({word for word in words if word}, key=len, reverse=True)
    if not known:
        return (Piece(text, hit=False),)
    pattern = re.compile("(" + "|".join(map(re.escape, known)) + ")", re.IGNORECASE)
    parts = pattern.split(text)
    return tuple(Piece(part, hit=n % 2 == 1) for n, part in enumerate(parts) if part)


@dataclass(frozen=True, slots=True)
class _Book:
    """What identifies an indexed text: a revision never changes."""

    id: str
    revision: int
    procedure: Procedure

    def __hash__(self) -> int:
        return hash((self.id, self.revision))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Book) and (self.id, self.revision) == (other.id, other.revision)


@dataclass(frozen=True, slots=True)
class _Books:
    words: Index[str]
    grams: Index[str]
    gram_sets: dict[str, frozenset[str]]


@lru_cache(maxsize=4)
def _books(books: tuple[_Book, ...]) -> _Books:
    texts = {book.id: _fields(book.procedure) for book in books}
    words = {
        key: weigh([(weight, words_of(text)) for weight, text in fields])
        for key, fields in texts.items()
    }
    grams = {
        key: Counter(gram for weight, text in fields if weight > 1 for gram in grams_of(text))
        for key, fields in texts.items()
    }
    return _Books(Index(words), Index(grams), {key: frozenset(bag) for key, bag in grams.items()})


def _fields(procedure: Procedure) -> list[tuple[int, str]]:
    """What is searched, in all languages: title and keywords most, then summary, then the rest."""
    fields: list[tuple[int, str]] = [(6, word) for word in procedure.keywords]
    for weight, text in (
        (8, procedure.title), (2, procedure.summary), (1, procedure.deadline), (1, procedure.receives),
    ):  # fmt: skip
        if text is not None:
            fields += [(weight, words) for words in (text.ja, text.en, text.easy) if words]
    fields += [(1, law.name) for law in procedure.law]
    return fields
