# SPDX-License-Identifier: Apache-2.0
"""How are words read: a line, several lines, katakana only, digits only?"""

import re
from typing import Any

from madoguchi.kernel.characters import find_unusual_characters
from madoguchi.kernel.definition.kinds.base import TOO_LONG, Asking, Fields, Found, Kind, Read
from madoguchi.kernel.definition.questions import LongTextQuestion, TextQuestion
from madoguchi.kernel.names import read_kana
from madoguchi.kernel.text import is_katakana, normalise, unify_hyphens
from madoguchi.kernel.texts import text

_PLAIN = re.compile(r"(?:[ぁ-ゖァ-ヺー一-鿿、。々!-~](?: (?=\S))?)*")
"""Text that ``normalise`` would leave as it is: most of what people type."""
_SELECTORS = re.compile("[\u200d\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_EXTERNAL = re.compile("[\ue000-\uf8ff\ufe00-\ufe0f\U000e0100-\U000e01ef\U000f0000-\U0010fffd]")
_MOST_WARNINGS = 5
_TOO_SHORT = text(
    "「{label}」は{least}文字以上で入れてください。いまは{count}文字です。",
    "“{label}” needs at least {least} characters. You entered {count}.",
    "「{label}」は {least}文字より 多く 書いてください。いまは {count}文字です。",
)
_NOT_KANA = text(
    "「{label}」はカタカナで入れてください。例: ミナト",
    "Write “{label}” in katakana, such as ミナト.",
    "「{label}」は カタカナで 書いてください。例: ミナト",
)
_NOT_DIGITS = text(
    "「{label}」は数字だけで入れてください。",
    "Enter digits only for “{label}”.",
    "「{label}」は 数字だけ 書いてください。",
)


def count_characters(value: str) -> int:
    """Characters as a reader counts them: shape selectors and joined marks do not count."""
    return len(value) if value.isascii() else len(value) - len(_SELECTORS.findall(value))


def clean_line(value: str) -> str:
    """``normalise``, quickly for what is plain already."""
    return value if _PLAIN.fullmatch(value) and value[-1:] != " " else normalise(value)


class TextKind(Kind[TextQuestion]):
    """A short line of text."""

    def read(self, fields: Fields, asking: Asking) -> Read:
        value = clean_line(fields.get())
        if self.question.kana:
            value = read_kana(value)
        if self.question.digits:
            value = re.sub(r"[\s-]", "", unify_hyphens(value))
        return self._judge(value) if value else Read(None)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, str) or clean_line(value) != value:
            return self.refuse_shape()
        return self._judge(value) if value else Read(None)

    def _judge(self, value: str) -> Read:
        found = check_length(self, value, self.question.min_length, self.question.max_length)
        if self.question.kana and not is_katakana(value):
            found.append(self.problem("not_kana", _NOT_KANA))
        if self.question.digits and not re.fullmatch("[0-9]+", value):
            found.append(self.problem("not_digits", _NOT_DIGITS))
        return Read(value, found)


class LongTextKind(Kind[LongTextQuestion]):
    """Several lines of text."""

    seconds = 60

    def read(self, fields: Fields, asking: Asking) -> Read:
        value = normalise(fields.get(), multiline=True)
        return self._judge(value) if value else Read(None)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, str) or normalise(value, multiline=True) != value:
            return self.refuse_shape()
        return self._judge(value) if value else Read(None)

    def _judge(self, value: str) -> Read:
        least, most = self.question.min_length, self.question.max_length
        return Read(value, check_length(self, value, least, most))


def check_length(kind: Kind[Any], value: str, least: int, most: int) -> list[Found]:
    """What there is to say about a text's length and its rare characters."""
    count = count_characters(value)
    found: list[Found] = []
    if count > most:
        found.append(kind.problem("too_long", TOO_LONG, most=most, count=count, over=count - most))
    if count < least:
        found.append(kind.problem("too_short", _TOO_SHORT, least=least, count=count))
    if not value.isascii() and _EXTERNAL.search(value):
        rare = [f for f in find_unusual_characters(value) if f.kind in ("external", "variant")]
        found += [
            Found(None, rarity.kind, rarity.message, blocking=False)
            for rarity in rare[:_MOST_WARNINGS]
        ]
    return found
