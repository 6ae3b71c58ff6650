# SPDX-License-Identifier: Apache-2.0
"""How is a choice read: はい or いいえ, one of several, any number of several?"""

from collections.abc import Sequence
from typing import Any

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.conditions.compiling import Test
from madoguchi.kernel.conditions.values import Frame
from madoguchi.kernel.definition.kinds.base import CHOOSE, Asking, Fields, Found, Kind, Parts, Read
from madoguchi.kernel.definition.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    Option,
    YesNoQuestion,
)
from madoguchi.kernel.text import normalise
from madoguchi.kernel.texts import TextValue, text

_YES = frozenset({"yes", "true", "1", "on", "はい"})
_NO = frozenset({"no", "false", "0", "off", "いいえ"})
YES, NO = text("はい", "Yes", "はい"), text("いいえ", "No", "いいえ")
_NOT_OFFERED = text(
    "「{label}」は、画面にある答えから選んでください。",
    "Choose one of the answers shown for “{label}”.",
    "「{label}」は 画面に ある こたえから えらんでください。",
)
_TOO_FEW = text(
    "「{label}」は{least}つ以上選んでください。いまは{count}つです。",
    "Choose at least {least} for “{label}”. You chose {count}.",
    "「{label}」は {least}つより 多く えらんでください。いまは {count}つです。",
)
_TOO_MANY = text(
    "「{label}」は{most}つまで選べます。いまは{count}つです。",
    "Choose at most {most} for “{label}”. You chose {count}.",
    "「{label}」は {most}つまでです。いまは {count}つです。",
)


class YesNoKind(Kind[YesNoQuestion]):
    """はい or いいえ."""

    missing = CHOOSE
    seconds = 5

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = fields.get()
        value = _read_yes_no(typed)
        if value is None and typed.strip():
            return Read(None, [self.problem("not_offered", _NOT_OFFERED)])
        return Read(value)

    def check(self, value: Any, asking: Asking) -> Read:
        return Read(value) if isinstance(value, bool) else self.refuse_shape()

    def show(self, value: Any, lang: str) -> str:
        if value:
            return (self.question.yes or YES).pick(lang)
        return (self.question.no or NO).pick(lang)

    def to_form(self, value: Any) -> Parts:
        return {"": ["yes" if value else "no"]}


def _read_yes_no(typed: str) -> bool | None:
    if typed in _YES:
        return True
    if typed in _NO:
        return False
    word = normalise(typed).lower()
    return True if word in _YES else False if word in _NO else None


class _Offer:
    """The options of a question, some of them under a condition."""

    __slots__ = ("always", "by_id", "tests")

    def __init__(self, options: Sequence[Option], compiler: Compiler, path: str) -> None:
        self.by_id = {option.id: option for option in options}
        self.tests: list[Test | None] = [
            compiler.condition(option.when, f"{path}.options[{n}].when") if option.when else None
            for n, option in enumerate(options)
        ]
        self.always = not any(self.tests)

    def open(self, frame: Frame) -> dict[str, Option]:
        """The options on offer as the answers stand."""
        if self.always:
            return self.by_id
        pairs = zip(self.by_id.items(), self.tests, strict=False)
        return {key: option for (key, option), test in pairs if test is None or test(frame)}

    def show(self, choice: Any, lang: str) -> str:
        option = self.by_id.get(choice) if isinstance(choice, str) else None
        return option.label.pick(lang) if option else str(choice)


class ChoiceKind(Kind[ChoiceQuestion]):
    """One of several choices."""

    missing = CHOOSE
    seconds = 8

    def compile(self, compiler: Compiler, path: str) -> None:
        refuse_twins(self.question.options, compiler, path)
        self.offer = _Offer(self.question.options, compiler, path)

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = fields.get()
        return self.check(typed, asking) if typed else Read(None)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, str):
            return self.refuse_shape()
        if value not in self.offer.open(asking.frame):
            return Read(None, [self.problem("not_offered", _NOT_OFFERED)])
        return Read(value)

    def show(self, value: Any, lang: str) -> str:
        return self.offer.show(value, lang)


class ChoicesKind(Kind[ChoicesQuestion]):
    """Any number of several choices."""

    missing = CHOOSE
    seconds = 12

    def compile(self, compiler: Compiler, path: str) -> None:
        refuse_twins(self.question.options, compiler, path)
        self.offer = _Offer(self.question.options, compiler, path)
        most = self.question.at_most
        if most is not None and most < max(1, self.question.at_least):
            compiler.report.add(
                f"{path}.at_most",
                "empty_range",
                "選べる数の上限が下限より小さくなっています。",
                "at_most lies below at_least.",
            )

    @property
    def required(self) -> bool:
        return self.question.required or self.question.at_least > 0

    def read(self, fields: Fields, asking: Asking) -> Read:
        typed = [value for value in fields.all() if value]
        return self.check(typed, asking) if typed else Read(None)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, list) or not all(isinstance(choice, str) for choice in value):
            return self.refuse_shape()
        if not value:
            return Read(None)
        chosen = set(value)
        if not chosen <= self.offer.open(asking.frame).keys():
            return Read(None, [self.problem("not_offered", _NOT_OFFERED)])
        in_order = [key for key in self.offer.by_id if key in chosen]
        return Read(in_order, self._check_count(len(in_order)))

    def _check_count(self, count: int) -> list[Found]:
        least, most = self.question.at_least, self.question.at_most
        if count < least:
            return [self.problem("too_few", _TOO_FEW, least=least, count=count)]
        if most is not None and count > most:
            return [self.problem("too_many", _TOO_MANY, most=most, count=count)]
        return []

    def show(self, value: Any, lang: str) -> str:
        shown = [self.offer.show(choice, lang) for choice in value]
        return ("; " if lang == "en" else "、").join(shown)

    def to_form(self, value: Any) -> Parts:
        return {"": [str(choice) for choice in value]}


def refuse_twins(options: Sequence[Option], compiler: Compiler, path: str) -> None:
    """Report ids that stand twice."""
    seen: set[str] = set()
    for n, option in enumerate(options):
        if option.id in seen:
            compiler.report.add(
                f"{path}.options[{n}].id",
                "twin",
                f"選択肢「{option.id}」が2回出てきます。",
                f"The option {option.id} stands twice.",
            )
        seen.add(option.id)


def yes_or_no(lang: str, *, value: bool) -> str:
    """はい or いいえ in the reader's language."""
    picked: TextValue = YES if value else NO
    return picked.pick(lang)
