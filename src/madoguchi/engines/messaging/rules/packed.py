# SPDX-License-Identifier: Apache-2.0
"""What does a pack say about notices, and does it hang together?"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.engines.messaging.rules.areas import Area
from madoguchi.engines.messaging.rules.plain_words import PlainWord
from madoguchi.engines.messaging.rules.readability import Gate, blocks, read_through
from madoguchi.engines.messaging.rules.template import (
    Kind,
    Template,
    Variable,
    Variant,
    check_template,
)
from madoguchi.kernel.city import Key
from madoguchi.kernel.texts import LANGUAGES, Text

Channel = Literal["line", "webpush", "email", "sms", "letter"]
Way = Literal["asked", "told", "always"]


class Part(BaseModel):
    """A part of a pack: frozen, and nothing that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PackedWord(Part):
    """A hard word of the office and what to write instead."""

    word: str = Field(min_length=1, max_length=20)
    plain: str = Field(min_length=1, max_length=40, description="for anybody")
    easy: str = Field(default="", max_length=40, description="in やさしい日本語; else plain")
    only_easy: bool = Field(default=False, description="no advice in ordinary Japanese")


class PackedTopic(Part):
    """What notices speak of."""

    key: Key
    title: Text
    about: Text | None = None
    section: Key | None = Field(default=None, description="a section of city.yaml")
    way: Way = Field(description="asked: who wants it; told: all but who declined; always: all")
    chain: tuple[Channel, ...] = Field(min_length=1, description="channels, one after another")


class PackedVariable(Part):
    """Something that a template is given."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    kind: Kind = "text"
    label: str = Field(min_length=1, max_length=40)
    personal: bool = Field(default=True, description="true: never on LINE, SMS or push")
    sample: str = Field(default="", max_length=120, description="for previews")


class PackedVariant(Part):
    """The words in one language."""

    subject: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=4000)
    short: str = Field(default="", max_length=70, description="title on LINE, SMS and push")


class PackedTemplate(Part):
    """A template with its variables."""

    key: Key
    topic: Key
    title: Text
    variables: tuple[PackedVariable, ...] = ()
    variants: dict[Literal["ja", "en", "easy"], PackedVariant]

    def as_template(self) -> Template:
        """The same for the rules."""
        return Template(
            variants={
                language: Variant(**self.variants[language].model_dump())
                for language in LANGUAGES
                if language in self.variants
            },
            variables=tuple(
                Variable(one.name, one.kind, one.personal, one.sample, one.label)
                for one in self.variables
            ),
        )


class PackedArea(Part):
    """A 町字 with its centre."""

    code: str = Field(pattern=r"^[0-9]{5,12}$", description="stable; never used for another")
    title: Text
    kana: str = ""
    latitude: float = Field(ge=20, le=46)
    longitude: float = Field(ge=122, le=154)


class MessagingPack(Part):
    """All ``messaging/*.yaml`` of the packs together."""

    topics: tuple[PackedTopic, ...] = ()
    templates: tuple[PackedTemplate, ...] = ()
    areas: tuple[PackedArea, ...] = ()
    plain_words: tuple[PackedWord, ...] = ()
    names: tuple[str, ...] = Field(default=(), description="names that anybody here can read")

    def gate(self) -> Gate:
        """What the readability gate needs."""
        return Gate(
            hard=tuple(PlainWord(**one.model_dump()) for one in self.plain_words),
            names=frozenset(self.names),
        )

    def list_areas(self) -> tuple[Area, ...]:
        """The areas for the rules."""
        return tuple(
            Area(one.code, one.title, one.kana, one.latitude, one.longitude) for one in self.areas
        )


@dataclass(frozen=True, slots=True)
class PackFault:
    """Something that does not hang together; ``place`` is its place in the pack."""

    place: str
    message: str


def check_pack(pack: MessagingPack, sections: Collection[str]) -> Iterator[PackFault]:
    """Every fault: keys given twice, unknown sections and topics, templates that cannot be sent."""
    yield from _twice("topics", "キー", (one.key for one in pack.topics))
    yield from _twice("templates", "キー", (one.key for one in pack.templates))
    yield from _twice("areas", "番号", (one.code for one in pack.areas))
    yield from _twice("plain_words", "語", (one.word for one in pack.plain_words))
    for topic in pack.topics:
        if topic.section and topic.section not in sections:
            yield PackFault(
                f"topics {topic.key}", f"「{topic.section}」という課が市の設定にありません"
            )
    topics, gate = {one.key for one in pack.topics}, pack.gate()
    for one in pack.templates:
        if one.topic not in topics:
            yield PackFault(f"templates {one.key}", f"「{one.topic}」という用件がありません")
        yield from _template(one, gate)


def _template(one: PackedTemplate, gate: Gate) -> Iterator[PackFault]:
    for fault in check_template(one.as_template()):
        yield PackFault(f"templates {one.key} {fault.path}", fault.refusal.message.ja)
    easy = one.variants.get("easy")
    if easy is None:
        return
    for part in ("subject", "text"):
        findings = read_through(getattr(easy, part), "easy", gate)
        if blocks(findings):
            hard = "、".join(found.found[:20] for found in findings if found.blocking)
            yield PackFault(
                f"templates {one.key} easy.{part}", f"やさしい日本語になっていない所: {hard}"
            )


def _twice(place: str, what: str, values: Iterable[str]) -> Iterator[PackFault]:
    for value, count in Counter(values).items():
        if count > 1:
            yield PackFault(place, f"{what}「{value}」が{count}回出てきます")


def digest_of(one: Part) -> str:
    """A mark of an entry: loading it again changes nothing while this is the same."""
    content = json.dumps(one.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return sha256(content.encode()).hexdigest()[:32]
