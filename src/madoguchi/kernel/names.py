# SPDX-License-Identifier: Apache-2.0
"""Is this the name of a person, and how is it shown?"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from madoguchi.kernel.characters import MUST_CHANGE, find_unusual_characters
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import HYPHENS, is_katakana, normalise, search_keys, to_katakana
from madoguchi.kernel.texts import TextValue, text

NamePart = Literal["family", "given", "family_kana", "given_kana"]
LONGEST = 60
"""Characters that each part of a name may have."""
_LABELS: dict[str, TextValue] = {
    "family": text("氏", "family name", "みょうじ"),
    "given": text("名", "given name", "名前"),
    "family_kana": text("氏のフリガナ", "family name in katakana", "みょうじの カタカナ"),
    "given_kana": text("名のフリガナ", "given name in katakana", "名前の カタカナ"),
}
_SIGNS = frozenset("々〆〇・･ー'’-‐.,， ")


class NameRefused(Refusal):
    """A name that cannot be kept; ``part`` is the field to look at."""

    code = "name.refused"

    def __init__(self, message: TextValue, *, part: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True, slots=True)
class NameProblem:
    """One find in a part of a name; without ``blocking`` it is only pointed out."""

    part: str
    code: str
    message: TextValue
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name as in the resident record (氏名), with the reading that 戸籍 holds since 2025.

    Someone with a single name has an empty ``family`` or ``given``.
    """

    family: str
    given: str
    family_kana: str = ""
    given_kana: str = ""

    @property
    def full(self) -> str:
        """港 太郎."""
        return f"{self.family} {self.given}".strip()

    @property
    def kana(self) -> str:
        """ミナト タロウ."""
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def in_letters(self) -> str:
        """港 太郎 様, as a letter addresses the person."""
        return f"{self.full} 様"

    def keys(self) -> tuple[str, ...]:
        """The fuzzy search keys of the written name and of the reading."""
        return tuple(dict.fromkeys((*search_keys(self.full), *search_keys(self.kana))))

    def as_answer(self) -> dict[str, str]:
        """The stored shape ``{family, given, family_kana, given_kana}``."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class NameReading:
    """What was typed, normalised, with everything there is to say about it."""

    name: PersonName
    problems: tuple[NameProblem, ...]

    @property
    def ok(self) -> bool:
        """Whether the name can be kept."""
        return not any(problem.blocking for problem in self.problems)


def read_person_name(
    form: Mapping[str, str], *, kana: bool = True, single: bool = False
) -> NameReading:
    """Read the parts of a name as typed; never raises.

    Width and spaces are brought into one form, readings into full-width katakana (also from
    hiragana); kanji stay as typed. ``kana`` asks for the readings, ``single`` lets one of family
    and given name be empty. Problems: ``missing``, ``too_long``, ``not_a_name``, ``not_kana``,
    ``kana_missing``, and ``external``, ``variant``, ``beyond_jis`` (外字, IVS: not blocking).
    """
    written = {part: normalise(form.get(part, "")) for part in ("family", "given")}
    reading = {part: read_kana(form.get(part, "")) for part in ("family_kana", "given_kana")}
    name = PersonName(**written, **reading)
    problems: list[NameProblem] = []
    for part, value in written.items():
        other = written["given" if part == "family" else "family"]
        if value or not (single and other):
            problems += _check_written(part, value)
    if kana:
        for part, value in reading.items():
            if value or written[part.removesuffix("_kana")]:
                problems += _check_kana(part, value)
    return NameReading(name, tuple(problems))


def parse_person_name(
    form: Mapping[str, str], *, kana: bool = True, single: bool = False
) -> PersonName:
    """Like ``read_person_name``, for callers without a form.

    Raises:
        NameRefused: the first blocking problem.
    """
    reading = read_person_name(form, kana=kana, single=single)
    for problem in reading.problems:
        if problem.blocking:
            raise NameRefused(problem.message, part=problem.part)
    return reading.name


def read_kana(written: str) -> str:
    """A reading as full-width katakana: hiragana turned, half width widened, hyphens to ー."""
    value = to_katakana(normalise(written))
    return re.sub(f"(?<=[ァ-ヺー])[{re.escape(HYPHENS)}]", "ー", value)


def _check_written(part: str, value: str) -> list[NameProblem]:
    label = _LABELS[part]
    if not value:
        return [_problem(part, "missing", _MISSING, label)]
    if len(value) > LONGEST:
        return [_problem(part, "too_long", _TOO_LONG, label, count=len(value))]
    problems = [
        NameProblem(part, find.kind, find.message, blocking=find.kind in MUST_CHANGE)
        for find in find_unusual_characters(value)
    ]
    wrong = [c for c in value if not _may_stand_in_name(c)]
    if wrong and all(not problem.blocking for problem in problems):
        problems.append(_problem(part, "not_a_name", _NOT_A_NAME, label, shown=wrong[0]))
    elif not wrong and not any(_is_letter(c) for c in value):
        problems.append(_problem(part, "not_a_name", _NOT_A_NAME, label, shown=value[0]))
    return problems


def _check_kana(part: str, value: str) -> list[NameProblem]:
    label = _LABELS[part]
    if not value:
        return [_problem(part, "kana_missing", _MISSING, label)]
    if len(value) > LONGEST:
        return [_problem(part, "too_long", _TOO_LONG, label, count=len(value))]
    if not is_katakana(value):
        return [_problem(part, "not_kana", _NOT_KANA, label)]
    return []


def _is_letter(c: str) -> bool:
    return unicodedata.category(c)[0] == "L" or unicodedata.category(c) == "Co" or c == "〇"


def _may_stand_in_name(c: str) -> bool:
    category = unicodedata.category(c)
    return c in _SIGNS or category[0] in "LM" or category == "Co"


def _problem(
    part: str, code: str, message: TextValue, label: TextValue, **values: object
) -> NameProblem:
    in_lang = {
        "ja": message.ja.format(label=label.ja, most=LONGEST, **values),
        "en": (message.en or "").format(label=label.en, most=LONGEST, **values),
        "easy": (message.easy or "").format(label=label.easy, most=LONGEST, **values),
    }
    return NameProblem(part, code, TextValue(**in_lang))


_MISSING = text("{label}を入れてください。", "Enter the {label}.", "{label}を 入れてください。")
_TOO_LONG = text(
    "{label}は{most}文字までで入れてください。いまは{count}文字です。",
    "The {label} may have up to {most} characters. You entered {count}.",
    "{label}は {most}文字までです。いまは {count}文字です。",
)
_NOT_A_NAME = text(
    "{label}に「{shown}」は使えません。住民票や在留カードのとおりに入れてください。",
    "“{shown}” cannot be part of the {label}. Write it as on your resident record or card.",
    "{label}に 「{shown}」は つかえません。カードと おなじ 名前を 書いてください。",
)
_NOT_KANA = text(
    "{label}はカタカナで入れてください。例: ミナト",
    "Write the {label} in katakana, such as ミナト.",
    "{label}は カタカナで 書いてください。例: ミナト",
)
