# SPDX-License-Identifier: Apache-2.0
"""What does a template say, what must be given to it, and what comes out for one language and channel?

Places are ``{name}`` and nothing else: no formats, no attributes, no code.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from madoguchi.engines.messaging.rules.template_refusals import (
    BracesWrong,
    JapaneseMissing,
    PersonalInShortForm,
    SubjectTooLong,
    ValueUnfit,
    VariableMissing,
    VariableUnknown,
)
from madoguchi.kernel.eras import format_date, format_wareki
from madoguchi.kernel.money import format_yen
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.texts import LANGUAGES, Language
from madoguchi.kernel.wall_clock import day_and_minute

Kind = Literal["text", "date", "money", "link", "number"]
KINDS: tuple[Kind, ...] = ("text", "date", "money", "link", "number")
Value = str | int | date | datetime
SHORT_CHANNELS = frozenset({"line", "sms", "webpush"})
"""Channels of others: they get a title and a link and nothing of the person."""
MOST_SUBJECT = 60
MOST_SHORT = 70
MOST_TEXT = 4000
FALLBACK: Mapping[str, tuple[Language, ...]] = {
    "ja": ("ja",),
    "en": ("en", "easy", "ja"),
    "easy": ("easy", "ja"),
}
"""Which variant a reader gets: whoever reads no Japanese is served better by the easy one."""
_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_BRACE = re.compile(r"[{}]")
_LINK = re.compile(r"(?:https://[^\s<>\"'{}]{3,500}|/[^\s<>\"'{}/][^\s<>\"'{}]{0,500}|/)")


@dataclass(frozen=True, slots=True)
class Variable:
    """Something that a template is given. ``personal`` never leaves the city's own channels."""

    name: str
    kind: Kind = "text"
    personal: bool = True
    sample: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """What is written in one language; ``short`` is the title on LINE, SMS and web push."""

    subject: str
    text: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text in up to three languages with its variables; ``ja`` must be there."""

    variants: Mapping[Language, Variant]
    variables: tuple[Variable, ...] = ()

    def find(self, name: str) -> Variable | None:
        """The variable of that name."""
        return next((one for one in self.variables if one.name == name), None)

    def choose(self, language: str) -> tuple[Language, Variant]:
        """The variant for a reader, by the order of FALLBACK."""
        for one in FALLBACK.get(language, FALLBACK["ja"]):
            if one in self.variants:
                return one, self.variants[one]
        return "ja", self.variants["ja"]


@dataclass(frozen=True, slots=True)
class Written:
    """What goes out: ``language`` is the one that was found for the reader."""

    language: Language
    subject: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a template cannot be kept, and in which field (``ja.text``)."""

    path: str
    refusal: Refusal = field(compare=False)


def places_in(written: str) -> tuple[str, ...]:
    """The names of the places of a text, each once, in their order.

    Raises:
        BracesWrong: a brace belongs to no place.
    """
    left = _BRACE.search(_PLACE.sub("", written))
    if left:
        raise BracesWrong
    return tuple(dict.fromkeys(_PLACE.findall(written)))


def check_template(template: Template) -> list[Fault]:
    """Everything that is wrong with it: unknown variables, stray braces, personal short forms."""
    if not template.variants.get("ja") or not template.variants["ja"].text.strip():
        return [Fault("ja.text", JapaneseMissing())]
    return [
        fault
        for language in LANGUAGES
        if language in template.variants
        for fault in _faults_of(template, language, template.variants[language])
    ]


def _faults_of(template: Template, language: str, variant: Variant) -> Iterator[Fault]:
    if not variant.subject.strip() or len(variant.subject) > MOST_SUBJECT:
        yield Fault(f"{language}.subject", SubjectTooLong(most=MOST_SUBJECT))
    if len(variant.short) > MOST_SHORT:
        yield Fault(f"{language}.short", SubjectTooLong(most=MOST_SHORT))
    for part in ("subject", "text", "short"):
        path = f"{language}.{part}"
        try:
            names = places_in(getattr(variant, part))
        except BracesWrong as wrong:
            yield Fault(path, wrong)
            continue
        for name in names:
            found = template.find(name)
            if found is None:
                yield Fault(path, VariableUnknown(name=name))
            elif part == "short" and found.personal:
                yield Fault(path, PersonalInShortForm(name=name))


def write(
    template: Template,
    values: Mapping[str, Value],
    *,
    language: str,
    channel: str = "email",
    link: str = "",
) -> Written:
    """The text for one reader on one channel.

    On LINE, SMS and web push the short form alone: what to look at, and the link.

    Raises:
        VariableMissing: the template needs a value that is not given (or an empty one).
        VariableUnknown: a value is given that the template does not name.
        PersonalInShortForm: the short form would carry something of the person.
        ValueUnfit: a value is not of the kind of its variable.
    """
    check_values(template, values)
    found, variant = template.choose(language)
    if channel not in SHORT_CHANNELS:
        return Written(
            found,
            _fill(template, variant.subject, values, found),
            _fill(template, variant.text, values, found),
            link,
        )
    short = short_form(template, found)
    return Written(found, _fill(template, short, values, found), "", link)


def short_form(template: Template, language: Language) -> str:
    """The title for channels of others: the short form, or a subject without anything personal.

    Raises:
        PersonalInShortForm: the writer must give a short form.
    """
    variant = template.variants[language]
    short = variant.short or variant.subject
    for name in places_in(short):
        found = template.find(name)
        if found is None or found.personal:
            raise PersonalInShortForm(name=name)
    return short


def check_values(template: Template, values: Mapping[str, Value]) -> None:
    """Raises VariableMissing, VariableUnknown or ValueUnfit unless every value is there and fits."""
    for name in values:
        if template.find(name) is None:
            raise VariableUnknown(name=name)
    for variable in template.variables:
        value = values.get(variable.name)
        if value is None or value == "":
            raise VariableMissing(name=variable.name, label=variable.label or variable.name)
        if not _fits(variable.kind, value):
            raise ValueUnfit(name=variable.name, label=variable.label or variable.name)


def _fits(kind: Kind, value: Value) -> bool:
    if kind == "date":
        return isinstance(value, date)
    if kind in {"money", "number"}:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "link":
        return isinstance(value, str) and _LINK.fullmatch(value) is not None
    return isinstance(value, str)


def _fill(template: Template, written: str, values: Mapping[str, Value], language: Language) -> str:
    def place(found: re.Match[str]) -> str:
        variable = template.find(found[1])
        if variable is None:
            raise VariableUnknown(name=found[1])
        return in_words(variable.kind, values[variable.name], language)

    places_in(written)
    return _PLACE.sub(place, written)


def in_words(kind: Kind, value: Value, language: Language) -> str:
    """A value as the reader reads it: 令和8年12月5日, 1,200円, 5 December 2026, 1,200 yen."""
    if isinstance(value, datetime):
        value = day_and_minute(value)[0]
    if isinstance(value, date):
        if language == "en":
            return format_date(value, "en")
        if language == "easy":
            return f"{value.year}年{value.month}月{value.day}日"
        return format_wareki(value)
    if kind == "money" and isinstance(value, int):
        return format_yen(value, language)
    return f"{value:,}" if isinstance(value, int) else str(value)


def sample_values(template: Template) -> dict[str, Value]:
    """Made-up values for a preview, from the samples of the variables."""
    return {
        one.name: read_value(one, one.sample or _SAMPLES[one.kind]) for one in template.variables
    }


def read_value(variable: Variable, typed: str) -> Value:
    """A value as typed into a form or kept in a pack.

    Raises:
        ValueUnfit: it is not of the kind of the variable.
    """
    try:
        if variable.kind == "date":
            return date.fromisoformat(typed.strip())
        if variable.kind in {"money", "number"}:
            return int(typed.replace(",", "").strip())
    except ValueError:
        raise ValueUnfit(name=variable.name, label=variable.label or variable.name) from None
    if not _fits(variable.kind, typed):
        raise ValueUnfit(name=variable.name, label=variable.label or variable.name)
    return typed


_SAMPLES: Mapping[Kind, str] = {
    "text": "○○○○",
    "date": "2026-12-05",
    "money": "1200",
    "link": "/",
    "number": "3",
}
