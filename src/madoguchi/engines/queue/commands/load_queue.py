# SPDX-License-Identifier: Apache-2.0
"""Bring the lines and desks of a pack into the database; what was changed by hand stands."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.engines.queue.commands.attempt import in_one_go
from madoguchi.engines.queue.commands.define_desk import define_desk
from madoguchi.engines.queue.commands.define_line import define_line
from madoguchi.engines.queue.models import Desk, Line
from madoguchi.engines.queue.rules.packed import PackedDesk, PackedLine, QueuePack, digest_of
from madoguchi.kernel.actors import Actor
from madoguchi.kernel.texts import TextValue


@dataclass(frozen=True, slots=True)
class Loaded:
    """Keys of what was made or changed; the same pack twice gives two empty lists."""

    lines: tuple[str, ...]
    desks: tuple[str, ...]


@in_one_go
def load_queue(*, pack: QueuePack, actor: Actor, at: datetime) -> Loaded:
    """Make what is new and change what the pack has changed since it was last loaded.

    An entry that the pack has not changed is left as staff have set it. Nothing is taken away:
    a line that a pack no longer names is ended by its manager.

    Raises:
        NotAllowed: not the system or staff who manage every section named.
        RuleWrong, DeskInUse: what is promised today does not fit; nothing was loaded.
    """
    lines = [n for n in enumerate(pack.lines) if _load_line(n[1], n[0], actor, at)]
    desks = [n for n in enumerate(pack.desks) if _load_desk(n[1], n[0], actor, at)]
    return Loaded(tuple(one.key for _, one in lines), tuple(one.key for _, one in desks))


def _load_line(one: PackedLine, rank: int, actor: Actor, at: datetime) -> bool:
    mark = digest_of(one, rank)
    if Line.objects.filter(key=one.key, pack_digest=mark).exists():
        return False
    define_line(
        key=one.key,
        section=one.section,
        prefix=one.prefix,
        title=_words(one.title),
        about=_words(one.about),
        rules=one.rules,
        rank=rank,
        actor=actor,
        at=at,
    )
    Line.objects.filter(key=one.key).update(pack_digest=mark)
    return True


def _load_desk(one: PackedDesk, rank: int, actor: Actor, at: datetime) -> bool:
    mark = digest_of(one, rank)
    if Desk.objects.filter(key=one.key, pack_digest=mark).exists():
        return False
    define_desk(
        key=one.key,
        section=one.section,
        title=_words(one.title),
        lines={**dict.fromkeys(one.lines, 0), **dict.fromkeys(one.helps, 1)},
        rank=rank,
        actor=actor,
        at=at,
    )
    Desk.objects.filter(key=one.key).update(pack_digest=mark)
    return True


def _words(value: TextValue | None) -> dict[str, str]:
    return value.model_dump(exclude_none=True) if value else {}
