# SPDX-License-Identifier: Apache-2.0
"""How is an audience told to the one who approves it?"""

from collections.abc import Iterator, Mapping

from madoguchi.engines.messaging.models import Topic
from madoguchi.engines.messaging.pack import pack_in_use
from madoguchi.engines.messaging.rules.audience import (
    AllOf,
    AnyOf,
    Audience,
    InAreas,
    Interested,
    Listed,
    People,
    TakingPart,
    WithChildren,
    Without,
    read_audience,
)
from madoguchi.engines.messaging.web.desk.frame import name_of
from madoguchi.platform.screens.wording import say

MOST_AREAS = 12


def audience_lines(document: Mapping[str, object], lang: str) -> list[str]:
    """One sentence per condition; people must fit all of them."""
    return list(_lines(read_audience(document), lang))


def _lines(audience: Audience, lang: str) -> Iterator[str]:
    if isinstance(audience, AllOf):
        for one in audience.of:
            yield from _lines(one, lang)
    elif isinstance(audience, AnyOf):
        words = [line for one in audience.of for line in _lines(one, lang)]
        yield say("messaging.audience.any", lang, words=" / ".join(words))
    elif isinstance(audience, Without):
        yield from _lines(audience.of, lang)
        but = "、".join(_lines(audience.but, lang))
        yield say("messaging.audience.without", lang, words=but)
    else:
        yield _line(audience, lang)


def _line(audience: Audience, lang: str) -> str:
    if isinstance(audience, Interested):
        found = Topic.objects.filter(key__in=audience.topics)
        names = "・".join(name_of(one.title, lang) for one in found)
        return say("messaging.audience.interested", lang, names=names)
    if isinstance(audience, InAreas):
        return _areas(audience, lang)
    if isinstance(audience, WithChildren):
        return say(
            "messaging.audience.children", lang, first=audience.born_from, last=audience.born_to
        )
    if isinstance(audience, TakingPart):
        return say("messaging.audience.participants", lang, ref=audience.ref)
    if isinstance(audience, Listed):
        return say("messaging.audience.list", lang)
    if isinstance(audience, People):
        return say("messaging.audience.people", lang, count=len(audience.parties))
    return say("messaging.audience.everyone", lang)


def _areas(audience: InAreas, lang: str) -> str:
    codes = set(audience.codes)
    names = [one.title.pick(lang) for one in pack_in_use().areas if one.code in codes]
    shown = "・".join(names[:MOST_AREAS])
    if len(names) > MOST_AREAS:
        return say("messaging.audience.areas_more", lang, names=shown, count=len(names))
    return say("messaging.audience.areas", lang, names=shown)
