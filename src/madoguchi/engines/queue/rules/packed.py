# SPDX-License-Identifier: Apache-2.0
"""What does a pack say about lines and desks, and does it hang together?"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from pydantic import Field

from madoguchi.engines.queue.rules.line import LineRules, Part
from madoguchi.kernel.city import Key
from madoguchi.kernel.texts import Text


class PackedLine(Part):
    """A line: a kind of business for which people wait together."""

    key: Key = Field(description="stable; never reused for something else")
    section: Key = Field(description="a section of city.yaml")
    prefix: str = Field(pattern=r"^[A-Z]{1,2}$", description="letter of the numbers: A012")
    title: Text
    about: Text | None = Field(default=None, description="what people come for")
    rules: LineRules = Field(default=LineRules(), description="hours, limits, who goes first")


class PackedDesk(Part):
    """A desk and the lines that it serves."""

    key: Key
    section: Key
    title: Text
    lines: tuple[Key, ...] = Field(min_length=1, description="always")
    helps: tuple[Key, ...] = Field(default=(), description="only while nobody else waits")


class QueuePack(Part):
    """``queue.yaml`` of a pack."""

    lines: tuple[PackedLine, ...] = ()
    desks: tuple[PackedDesk, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hang together; ``key`` is its place in the file."""

    key: str
    message: str


def check_pack(pack: QueuePack, sections: Collection[str]) -> Iterator[Fault]:
    """Every fault: unknown sections and lines, keys and letters given twice, lines nobody serves."""
    yield from _sections(pack, sections)
    yield from _twice("lines", "キー", (one.key for one in pack.lines))
    yield from _twice("lines", "番号の頭", (one.prefix for one in pack.lines))
    yield from _twice("desks", "キー", (one.key for one in pack.desks))
    yield from _desks(pack)
    served = {key for desk in pack.desks for key in (*desk.lines, *desk.helps)}
    for n, line in enumerate(pack.lines):
        if line.key not in served:
            yield Fault(f"lines[{n}]", f"「{line.key}」を受け持つ窓口がありません")


def _sections(pack: QueuePack, sections: Collection[str]) -> Iterator[Fault]:
    named = [(f"lines[{n}]", one.section) for n, one in enumerate(pack.lines)]
    named += [(f"desks[{n}]", one.section) for n, one in enumerate(pack.desks)]
    for place, section in named:
        if section not in sections:
            yield Fault(f"{place}.section", f"「{section}」という課が市の設定にありません")


def _twice(place: str, what: str, values: Iterable[str]) -> Iterator[Fault]:
    for value, count in Counter(values).items():
        if count > 1:
            yield Fault(place, f"{what}「{value}」が{count}回出てきます")


def _desks(pack: QueuePack) -> Iterator[Fault]:
    lines = {one.key for one in pack.lines}
    for n, desk in enumerate(pack.desks):
        named = (*desk.lines, *desk.helps)
        for key in named:
            if key not in lines:
                yield Fault(f"desks[{n}]", f"「{key}」という受付がありません")
        if len(named) != len(set(named)):
            yield Fault(f"desks[{n}]", "同じ受付が2回出てきます")


def digest_of(one: PackedLine | PackedDesk, rank: int) -> str:
    """A mark of an entry: loading it again changes nothing while this is the same."""
    content = {"rank": rank, **one.model_dump(mode="json")}
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
