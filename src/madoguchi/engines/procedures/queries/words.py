# SPDX-License-Identifier: Apache-2.0
"""Into which words does a Japanese sentence fall? SudachiPy, normalised forms, no particles."""

import re
from functools import lru_cache
from threading import Lock

from sudachipy import Dictionary, SplitMode
from sudachipy.morpheme import Morpheme
from sudachipy.tokenizer import Tokenizer

from madoguchi.kernel.text import normalise, search_key

_lock = Lock()
_DROPPED = frozenset({"助詞", "助動詞", "補助記号", "空白", "記号", "感動詞", "接続詞"})
_EMPTY_WORDS = frozenset(
    ["為る", "居る", "有る", "成る", "欲しい", "為", "事", "物", "時", "所", "何", "どう", "如何", "出来る", "仕方", "方法", "手続き", "申請", "届け", "教える", "知る", "たい", "分かる"]
)  # fmt: skip
MIN_READING = 3
MIN_MARKED = 2
_LATIN = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    return Dictionary(dict="small").tokenizer(mode=SplitMode.C)


def words_of(sentence: str, *, keep_plain: bool = False) -> list[str]:
    """The content words in normalised form: 引越し, 引っ越し and ひっこし become one.

    Long words also give their parts (児童手当 → 児童手当 児童 手当). Words that every procedure
    has, such as 手続き, are dropped unless ``keep_plain`` or nothing else is left.
    """
    text = normalise(sentence).lower()
    with _lock:  # a tokenizer is not safe for several threads at once
        morphemes = list(_tokenizer().tokenize(text))
        forms: list[str] = []
        for morpheme in morphemes:
            if morpheme.part_of_speech()[0] in _DROPPED:
                continue
            forms += _forms(morpheme)
            parts = morpheme.split(SplitMode.A)
            if len(parts) > 1:
                forms += [form for part in parts for form in _forms(part)]
    kept = [form for form in forms if keep_plain or form not in _EMPTY_WORDS]
    return (kept or forms) + _LATIN.findall(text)


def surfaces_of(sentence: str) -> list[str]:
    """The content words as they were written, for marking them in what was found."""
    with _lock:
        morphemes = list(_tokenizer().tokenize(normalise(sentence)))
        found = [m.surface() for m in morphemes if _is_content(m)]
    return [surface for surface in found if len(surface) >= MIN_MARKED]


def _is_content(morpheme: Morpheme) -> bool:
    kind, form = morpheme.part_of_speech()[0], morpheme.normalized_form()
    return kind not in _DROPPED and form not in _EMPTY_WORDS


def _forms(morpheme: Morpheme) -> list[str]:
    """The normalised form, and the reading, by which ひっこし finds 引っ越し."""
    form, reading = morpheme.normalized_form(), morpheme.reading_form()
    if form in _EMPTY_WORDS or len(reading) < MIN_READING:
        return [form]
    return [form, reading]


def grams_of(sentence: str) -> list[str]:
    """Pairs of neighbouring characters of the fuzzy key, for words that were mistyped."""
    key = search_key(sentence)
    return [key[n : n + 2] for n in range(len(key) - 1)] or ([key] if key else [])


def warm_up() -> None:
    """Read the dictionary now rather than at the first search."""
    words_of("市役所")
