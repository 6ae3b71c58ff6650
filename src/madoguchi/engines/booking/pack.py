# SPDX-License-Identifier: Apache-2.0
"""What do the packs say about booking? Reads every ``booking/*.yaml`` of a city's packs strictly."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from madoguchi.engines.booking.rules.pack_checks import PackFault, check_pack
from madoguchi.engines.booking.rules.packed import BookingPack, PackedSpace, walk
from madoguchi.kernel.pack_files import (
    PackFileUnreadable,
    PackProblem,
    read_mapping,
    read_model,
)
from madoguchi.kernel.packs import PackRejected

__all__ = ["BookingPack", "leaves_by_space", "read_booking", "write_booking_schema"]
FOLDER = "booking"
SCHEMA = "booking.schema.json"
Origins = dict[tuple[str, str], str]


def read_booking(
    root: Path | str, names: Sequence[str], *, sections: Collection[str]
) -> BookingPack:
    """The booking part of the packs ``root/<name>`` together, checked; ``sections``: the city's.

    Raises:
        PackRejected: with every problem, its file and key.
    """
    parts: list[BookingPack] = []
    problems: list[PackProblem] = []
    origins: Origins = {}
    for name in names:
        for path in sorted((Path(root) / name / FOLDER).glob("*.yaml")):
            shown = path.relative_to(root).as_posix()
            try:
                part = read_model(BookingPack, read_mapping(path, shown), shown)
            except PackFileUnreadable as error:
                problems += error.problems
                continue
            parts.append(part)
            _note_origins(part, shown, origins)
    if problems:
        raise PackRejected(problems)
    whole = _together(parts)
    problems = [_as_problem(fault, origins) for fault in check_pack(whole, sections)]
    if problems:
        raise PackRejected(problems)
    return whole.with_words()


def leaves_by_space(pack: BookingPack) -> dict[str, frozenset[str]]:
    """Which leaves each space of a pack takes when it is booked."""

    def below(space: PackedSpace) -> frozenset[str]:
        if not space.parts:
            return frozenset({space.key})
        return frozenset().union(*(below(part) for part in space.parts))

    return {space.key: below(space) for space, _, _ in walk(pack.spaces)}


def write_booking_schema(folder: Path) -> Path:
    """Write ``booking.schema.json`` into a folder, for editors; returns its path."""
    path = folder / SCHEMA
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **BookingPack.model_json_schema(by_alias=True),
    }
    written = json.dumps(schema, ensure_ascii=False, indent=2)
    path.write_text(f"{written}\n", encoding="utf-8")
    return path


def _together(parts: Sequence[BookingPack]) -> BookingPack:
    return BookingPack.model_construct(
        words={key: word for part in parts for key, word in part.words.items()},
        spaces=tuple(one for part in parts for one in part.spaces),
        quotas=tuple(one for part in parts for one in part.quotas),
        offers=tuple(one for part in parts for one in part.offers),
        lotteries=tuple(one for part in parts for one in part.lotteries),
    )


def _note_origins(part: BookingPack, file: str, origins: Origins) -> None:
    """Which file each key was read from; the later one where it is there twice."""
    listed = {
        "space": [space.key for space, _, _ in walk(part.spaces)],
        "quota": [one.key for one in part.quotas],
        "offer": [one.key for one in part.offers],
        "round": [one.key for one in part.lotteries],
    }
    origins.update({(kind, key): file for kind, keys in listed.items() for key in keys})


def _as_problem(fault: PackFault, origins: Origins) -> PackProblem:
    file = origins.get((fault.part, fault.key), FOLDER)
    return PackProblem(file, f"{fault.part} {fault.key}: {fault.path}", fault.message)
