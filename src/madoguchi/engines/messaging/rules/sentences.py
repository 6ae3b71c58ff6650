# SPDX-License-Identifier: Apache-2.0
"""Into which sentences and words does a Japanese text fall, and where does each stand?"""

import re
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from sudachipy import Dictionary, SplitMode
from sudachipy.tokenizer import Tokenizer

_END = re.compile(r"[。!?!?\n]+")
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without its end mark; ``start`` counts characters of the whole text."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)

    @property
    def length(self) -> int:
        """How many characters are read: spaces between words and readings in brackets are not."""
        return len(re.sub(r"\s|[((][ぁ-んァ-ヶー\s]+[))]", "", self.text))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the analyser sees it; ``kind`` is its part of speech (名詞, 動詞, …)."""

    start: int
    surface: str
    kind: str
    detail: str
    base: str

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.surface)


def split_sentences(whole: str) -> list[Sentence]:
    """The sentences of a text; a line break ends one, too, as in a list."""
    found: list[Sentence] = []
    start = 0
    for end in [*_END.finditer(whole), None]:
        piece = whole[start : end.start() if end else len(whole)]
        kept = piece.strip()
        if kept:
            found.append(Sentence(start + piece.index(kept), kept))
        start = end.end() if end else len(whole)
    return found


def split_words(whole: str, *, start: int = 0) -> list[Word]:
    """The words of a text, spaces and marks included; ``start`` is added to every place."""
    with _lock:  # a tokenizer is not safe for several threads at once
        return [
            Word(
                start + one.begin(),
                one.surface(),
                one.part_of_speech()[0],
                one.part_of_speech()[1],
                one.dictionary_form(),
            )
            for one in _tokenizer().tokenize(whole)
        ]


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    return Dictionary(dict="small").tokenizer(mode=SplitMode.B)
