# SPDX-License-Identifier: Apache-2.0
"""Where do spaces belong in やさしい日本語 (分かち書き)? Before each phrase (文節)."""

import re

from madoguchi.engines.messaging.rules.sentences import Word, split_words

_BREAK = re.compile(r"[\s、。「」『』()()・:;!?!?,.]")
_CLINGS = frozenset({"助詞", "助動詞", "接尾辞", "補助記号", "記号", "空白"})


def longest_run(sentence: str) -> tuple[int, int]:
    """Length and place of the longest piece without a space or a mark."""
    best, start = (0, 0), 0
    for mark in [*_BREAK.finditer(sentence), None]:
        end = mark.start() if mark else len(sentence)
        best = max(best, (end - start, start), key=lambda one: one[0])
        start = mark.end() if mark else end
    return best


def space_out(sentence: str) -> str:
    """The sentence with a space before each phrase; spaces that are there stay."""
    made, before = "", None
    for word in split_words(sentence):
        if made and before is not None and _begins(word, before):
            made += " "
        made += word.surface
        before = word
    return made


def _begins(word: Word, before: Word) -> bool:
    """Whether a word begins a phrase after another."""
    if word.kind in _CLINGS or before.kind in {"空白", "補助記号", "接頭辞", "記号"}:
        return False
    if word.kind == "名詞" and before.kind == "名詞":
        return False
    helping = word.kind == "動詞" and word.detail == "非自立可能"
    if helping and before.kind in {"名詞", "助詞"} and before.surface not in _PARTICLES:
        return False
    return not (word.kind == "形状詞" and word.detail == "助動詞語幹")


_PARTICLES = frozenset({"を", "が", "に", "は", "も", "で", "と", "へ", "から", "まで"})
