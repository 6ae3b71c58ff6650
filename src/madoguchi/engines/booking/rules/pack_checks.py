# SPDX-License-Identifier: Apache-2.0
"""Does the booking part of the packs hold together: keys, sections, hours, rules, lotteries?"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from madoguchi.engines.booking.rules.hours import Hours
from madoguchi.engines.booking.rules.meetings import sessions_of
from madoguchi.engines.booking.rules.offer import Sessions
from madoguchi.engines.booking.rules.packed import (
    BookingPack,
    PackedOffer,
    PackedRound,
    PackedSpace,
    walk,
)
from madoguchi.engines.booking.rules.rule_checks import Around, faults_of, hours_overlap


@dataclass(frozen=True, slots=True)
class PackFault:
    """A problem at a key of the whole; the reader knows from which file the key came."""

    part: str
    """``space``, ``quota``, ``offer`` or ``round``."""
    key: str
    path: str
    message: str


def check_pack(pack: BookingPack, sections: Collection[str]) -> list[PackFault]:
    """Every problem of the packs' booking part; ``sections`` are those of the city."""
    spaces = {space.key: space for space, _, _ in walk(pack.spaces)}
    quotas = {quota.key for quota in pack.quotas}
    hours = dict(_hours_of(pack.spaces))
    faults = [*_twice(pack)]
    for space, _, section in walk(pack.spaces):
        faults += _space(space, section, sections)
    for quota in pack.quotas:
        if quota.section not in sections:
            faults.append(_no_section("quota", quota.key, quota.section))
    for offer in pack.offers:
        faults += _offer(offer, spaces, quotas, sections)
        around = Around(
            {key: hours.get(key, ()) for key in offer.spaces},
            frozenset({*pack.words, *offer.rules.words}),
        )
        faults += [
            PackFault("offer", offer.key, f"rules.{fault.path}", fault.message.ja)
            for fault in faults_of(offer.rules, around)
        ]
    offers = {offer.key: offer for offer in pack.offers}
    rounds = {one.key for one in pack.lotteries}
    for one in pack.lotteries:
        faults += _round(one, offers, rounds)
    return faults


def _hours_of(
    spaces: tuple[PackedSpace, ...], above: tuple[Hours, ...] = ()
) -> Iterator[tuple[str, tuple[Hours, ...]]]:
    for space in spaces:
        own = tuple(line.as_rule() for line in space.hours) or above
        yield space.key, own
        yield from _hours_of(space.parts, own)


def _twice(pack: BookingPack) -> Iterator[PackFault]:
    own = [offer.own_quota for offer in pack.offers if offer.places is not None]
    listed = {
        "space": [space.key for space, _, _ in walk(pack.spaces)],
        "quota": [*(quota.key for quota in pack.quotas), *own],
        "offer": [offer.key for offer in pack.offers],
        "round": [one.key for one in pack.lotteries],
    }
    for part, keys in listed.items():
        for n, key in enumerate(keys):
            if key in keys[:n]:
                yield PackFault(part, key, "key", f"「{key}」が二度あります。")


def _no_section(part: str, key: str, section: str) -> PackFault:
    return PackFault(part, key, "section", f"「{section}」という課が市の設定にありません。")


def _space(space: PackedSpace, section: str, sections: Collection[str]) -> Iterator[PackFault]:
    if section not in sections:
        yield _no_section("space", space.key, section)
    lines = [line.as_rule() for line in space.hours]
    for a, b in combinations(range(len(lines)), 2):
        if hours_overlap(lines[a], lines[b]):
            yield PackFault(
                "space", space.key, f"hours[{b}]", f"{a + 1}行目の開館時間と重なっています。"
            )


def _offer(
    offer: PackedOffer,
    spaces: Mapping[str, PackedSpace],
    quotas: Collection[str],
    sections: Collection[str],
) -> Iterator[PackFault]:
    def fault(path: str, message: str) -> PackFault:
        return PackFault("offer", offer.key, path, message)

    if offer.section not in sections:
        yield _no_section("offer", offer.key, offer.section)
    for name, keys, known, called in (
        ("spaces", offer.spaces, spaces, "場所"),
        ("quotas", offer.quotas, quotas, "定員枠"),
    ):
        for n, key in enumerate(keys):
            if key not in known:
                yield fault(f"{name}[{n}]", f"「{key}」という{called}がありません。")
    yield from _limits(offer)
    yield from _units(offer, spaces)
    yield from _rooms(offer, spaces)


def _rooms(offer: PackedOffer, spaces: Mapping[str, PackedSpace]) -> Iterator[PackFault]:
    """The rooms of a course are places."""
    for n, session in enumerate(sessions_of(offer.rules)):
        for m, key in enumerate(session.rooms):
            if key not in spaces or spaces[key].kind != "place":
                yield PackFault(
                    "offer",
                    offer.key,
                    f"rules.times.sessions[{n}].rooms[{m}]",
                    f"「{key}」という場所がありません。",
                )


def _units(offer: PackedOffer, spaces: Mapping[str, PackedSpace]) -> Iterator[PackFault]:
    """Pieces of equipment are leaves of their own, not parts of what the offer books."""
    own = {part.key for key in offer.spaces if key in spaces for part, _, _ in walk((spaces[key],))}
    for n, extra in enumerate(offer.rules.extras):
        for m, key in enumerate(extra.units):
            path = f"rules.extras[{n}].units[{m}]"
            found = spaces.get(key)
            if found is None or found.kind != "equipment" or found.parts:
                said = f"「{key}」という設備(kind: equipment、部分なし)がありません。"
                yield PackFault("offer", offer.key, path, said)
            elif key in own:
                said = f"「{key}」は予約する場所の一部です。別の設備にしてください。"
                yield PackFault("offer", offer.key, path, said)


def _limits(offer: PackedOffer) -> Iterator[PackFault]:
    def fault(path: str, message: str) -> PackFault:
        return PackFault("offer", offer.key, path, message)

    if not offer.spaces and not offer.quotas and offer.places is None:
        yield fault("spaces", "場所(spaces)か定員(places、quotas)を決めてください。")
    if offer.kind == "course" and not isinstance(offer.rules.times, Sessions):
        yield fault("rules.times", "講座は、回(sessions)を並べてください。")
    no_hours = not offer.spaces and not offer.rules.open_hours and not offer.rules.open_days
    if no_hours and not isinstance(offer.rules.times, Sessions):
        yield fault("rules.open_hours", "場所がない受付は、受付の曜日と時間を決めてください。")


def _round(
    one: PackedRound, offers: Mapping[str, PackedOffer], rounds: Collection[str]
) -> Iterator[PackFault]:
    def fault(path: str, message: str) -> PackFault:
        return PackFault("round", one.key, path, message)

    for n, key in enumerate(one.offers):
        if key not in offers:
            yield fault(f"offers[{n}]", f"「{key}」という受付がありません。")
        elif not offers[key].rules.lottery:
            yield fault(f"offers[{n}]", f"「{key}」の決まりでlottery: trueにしてください。")
    if not one.opens_at < one.closes_at < one.confirm_by:
        yield fault("closes_at", "受付の始まり・終わり・確認の期限の順にしてください。")
    if one.until_on < one.from_on:
        yield fault("until_on", "対象の終わりは、始まり以後の日にしてください。")
    if one.previous is not None and one.previous not in rounds:
        yield fault("previous", f"「{one.previous}」という抽選の回がありません。")
