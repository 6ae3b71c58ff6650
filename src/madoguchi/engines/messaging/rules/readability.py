# SPDX-License-Identifier: Apache-2.0
"""What in a notice would somebody not understand, and what could be written instead?

After 在留支援のためのやさしい日本語ガイドライン (出入国在留管理庁・文化庁, 令和2年8月): short sentences, no
double negation, no passive, simple words, readings for kanji, spaces between phrases.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from madoguchi.engines.messaging.rules.finding import Finding
from madoguchi.engines.messaging.rules.kanji_grades import grade_of, is_kanji
from madoguchi.engines.messaging.rules.phrases import longest_run, space_out
from madoguchi.engines.messaging.rules.plain_words import PlainWord, find_hard_words
from madoguchi.engines.messaging.rules.sentences import (
    Sentence,
    Word,
    split_sentences,
    split_words,
)

_PLACE = re.compile(r"\{[a-z][a-z0-9_]*\}|https?://[^\s  、。]+")
_READING = re.compile(r"[ぁ-んァ-ヶー]*[((][ぁ-んァ-ヶー\s]+[))]")
_DOUBLE = re.compile(
    r"ない(?:こと|わけ|もの|と)(?:は|も|では)?(?:ない|ありません|言えない|言えません|いえない|いえません|限らない|限りません)"
    r"|なく(?:は|も)(?:ない|ありません)"
    r"|ない(?:では|でも)(?:ない|ありません)"
    r"|(?:ないと|なければ|なくては|ない場合は?、?|ない限り、?|ない\s?ときは?、?)[^。、]{0,16}(?:ません|ない|できず)"
)
_MUST = re.compile(r"(?:なければ|なくては|ないと)\s?(?:なりません|ならない|いけません|いけない)")
_JOINS = frozenset(
    {"が", "けれど", "けれども", "ので", "から", "ながら", "て", "で", "ば", "と", "し"}
)
_SPACED = 16
"""A sentence of that many characters needs a space somewhere."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard a text may be; lengths in characters, ``grade`` 0 where kanji are not looked at."""

    sentence: int
    most: int
    grade: int
    commas: int
    run: int
    strict: bool


LIMITS = {
    "ja": Limits(sentence=60, most=90, grade=0, commas=3, run=0, strict=False),
    "easy": Limits(sentence=35, most=50, grade=3, commas=1, run=14, strict=True),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate is given besides the text: hard words, and names that anybody here reads."""

    hard: Sequence[PlainWord] = ()
    names: frozenset[str] = field(default=frozenset())


def read_through(text: str, language: str, gate: Gate) -> tuple[Finding, ...]:
    """Every finding of a text, in its order. ``language``: ja or easy; there is no gate for others.

    Only findings of an easy text block; those of a ja text are advice.
    """
    limits = LIMITS.get(language)
    if limits is None:
        return ()
    plain = _PLACE.sub(lambda found: "〇".ljust(len(found[0])), text)
    found: list[Finding] = []
    for sentence in split_sentences(plain):
        words = split_words(sentence.text, start=sentence.start)
        found += _length(sentence, limits)
        found += _negations(sentence, limits)
        found += _clauses(sentence, words, limits)
        found += _passives(words, limits)
        found += find_hard_words(words, gate.hard, strict=limits.strict)
        found += _spacing(sentence, limits)
    found += _kanji(plain, limits, gate.names)
    return tuple(sorted(found, key=lambda one: (one.start, one.rule)))


def blocks(findings: Sequence[Finding]) -> bool:
    """Whether any of them stands in the way of an approval."""
    return any(one.blocking for one in findings)


def _length(sentence: Sentence, limits: Limits) -> Iterator[Finding]:
    if sentence.length > limits.sentence:
        yield Finding(
            "sentence_long",
            sentence.start,
            sentence.end,
            sentence.text,
            blocking=limits.strict and sentence.length > limits.most,
            count=sentence.length,
            most=limits.sentence,
        )


def _negations(sentence: Sentence, limits: Limits) -> Iterator[Finding]:
    close = _without_spaces(sentence.text)
    musts = [found.span() for found in _MUST.finditer(close.text)]
    for found in _DOUBLE.finditer(close.text):
        inside = any(first < found.end() and found.start() < last for first, last in musts)
        if not inside:
            yield close.finding("double_negation", found, sentence, blocking=limits.strict)
    if limits.strict:
        for must in _MUST.finditer(close.text):
            yield close.finding("must", must, sentence, instead="〜てください", blocking=False)


@dataclass(frozen=True, slots=True)
class _Close:
    """A sentence without spaces, and where each of its characters stood."""

    text: str
    places: tuple[int, ...]

    def finding(
        self,
        rule: str,
        found: re.Match[str],
        sentence: Sentence,
        *,
        blocking: bool,
        instead: str = "",
    ) -> Finding:
        first, last = self.places[found.start()], self.places[found.end() - 1] + 1
        return Finding(
            rule,
            sentence.start + first,
            sentence.start + last,
            sentence.text[first:last],
            blocking=blocking,
            instead=instead,
        )


def _without_spaces(text: str) -> _Close:
    kept = [(place, sign) for place, sign in enumerate(text) if not sign.isspace()]
    return _Close("".join(sign for _, sign in kept), tuple(place for place, _ in kept))


def _clauses(sentence: Sentence, words: Sequence[Word], limits: Limits) -> Iterator[Finding]:
    joins = sum(word.kind == "助詞" and word.detail == "接続助詞" and word.surface in _JOINS
                for word in words)  # fmt: skip
    followed = _helping_te(words)
    commas = sentence.text.count("、")
    many = max(commas, joins - followed)
    if many > limits.commas:
        yield Finding(
            "clauses",
            sentence.start,
            sentence.end,
            sentence.text,
            blocking=limits.strict and many > limits.commas + 1,
            count=many + 1,
        )


def _helping_te(words: Sequence[Word]) -> int:
    """How often て only leads to a helping verb, as in 〜てください: that joins no clause."""
    spoken = [word for word in words if word.kind != "空白"]
    return sum(
        one.surface in {"て", "で"} and next_.kind == "動詞" and next_.detail == "非自立可能"
        for one, next_ in pairwise(spoken)
    )


def _passives(words: Sequence[Word], limits: Limits) -> Iterator[Finding]:
    if not limits.strict:
        return
    for before, word in pairwise(words):
        if word.kind == "助動詞" and word.base in {"れる", "られる"}:
            written = before.surface + word.surface
            yield Finding("passive", before.start, word.end, written, blocking=False)


def _spacing(sentence: Sentence, limits: Limits) -> Iterator[Finding]:
    if not limits.run or len(sentence.text) < _SPACED:
        return
    run, start = longest_run(sentence.text)
    if run > limits.run:
        place = sentence.start + start
        yield Finding(
            "spacing",
            place,
            place + run,
            sentence.text[start : start + run],
            blocking=not re.search(r"\s", sentence.text),
            instead="" if "〇" in sentence.text else space_out(sentence.text),
        )


def _kanji(text: str, limits: Limits, names: frozenset[str]) -> Iterator[Finding]:
    if not limits.grade:
        return
    for start, end in kanji_runs(text):
        piece = text[start:end]
        hard = "".join(sign for sign in piece if grade_of(sign) > limits.grade)
        if not hard or _READING.match(text, end) or piece in names:
            continue
        if any(piece in name and name in text for name in names):
            continue
        yield Finding(
            "kanji", start, end, piece, blocking=True, instead=f"{piece}(よみ)",
            count=len(hard), most=limits.grade,
        )  # fmt: skip


def kanji_runs(text: str) -> Iterator[tuple[int, int]]:
    """First place and place after each run of kanji."""
    start: int | None = None
    for place, sign in enumerate(f"{text} "):
        if is_kanji(sign):
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
