# SPDX-License-Identifier: Apache-2.0
"""What do the packs say about notices? Reads every ``messaging/*.yaml`` of a city's packs strictly."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from madoguchi.engines.messaging.rules.packed import MessagingPack, check_pack
from madoguchi.kernel.pack_files import (
    PackFileUnreadable,
    PackProblem,
    read_mapping,
    read_model,
)
from madoguchi.kernel.packs import PackRejected

__all__ = ["MessagingPack", "pack_in_use", "read_messaging", "write_messaging_schema"]
FOLDER = "messaging"
SCHEMA = "messaging.schema.json"


def read_messaging(
    root: Path | str, names: Sequence[str], *, sections: Collection[str]
) -> MessagingPack:
    """The notices' part of the packs ``root/<name>`` together, checked; ``sections``: the city's.

    A later pack's topic, template, area or word takes the place of an earlier one of the same key.

    Raises:
        PackRejected: with every problem, its file and key.
    """
    parts, problems = _read_files(Path(root), names)
    if problems:
        raise PackRejected(problems)
    whole = _together(parts)
    faults = [PackProblem(FOLDER, one.place, one.message) for one in check_pack(whole, sections)]
    if faults:
        raise PackRejected(faults)
    return whole


@lru_cache(maxsize=1)
def pack_in_use() -> MessagingPack:
    """The notices' part of this installation's packs; read once, checked when it is published."""
    parts, problems = _read_files(Path(settings.PACKS_ROOT), settings.PACKS)
    if problems:
        raise PackRejected(problems)
    return _together(parts)


def write_messaging_schema(folder: Path) -> Path:
    """Write ``messaging.schema.json`` into a folder, for editors; returns its path."""
    path = folder / SCHEMA
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **MessagingPack.model_json_schema(by_alias=True),
    }
    path.write_text(f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n", encoding="utf-8")
    return path


def _read_files(
    root: Path, names: Sequence[str]
) -> tuple[list[list[MessagingPack]], list[PackProblem]]:
    packs: list[list[MessagingPack]] = []
    problems: list[PackProblem] = []
    for name in names:
        parts: list[MessagingPack] = []
        for path in sorted((root / name / FOLDER).glob("*.yaml")):
            shown = path.relative_to(root).as_posix()
            try:
                parts.append(read_model(MessagingPack, read_mapping(path, shown), shown))
            except PackFileUnreadable as error:
                problems += error.problems
        packs.append(parts)
    return packs, problems


def _together(packs: list[list[MessagingPack]]) -> MessagingPack:
    """One pack: what a later pack names again replaces the earlier; twins in one pack stay twins."""

    def merge(field: str, key: str) -> tuple[Any, ...]:
        kept: list[Any] = []
        for parts in packs:
            fresh = [one for part in parts for one in getattr(part, field)]
            named = {getattr(one, key) for one in fresh}
            kept = [one for one in kept if getattr(one, key) not in named] + fresh
        return tuple(kept)

    return MessagingPack.model_construct(
        topics=merge("topics", "key"),
        templates=merge("templates", "key"),
        areas=merge("areas", "code"),
        plain_words=merge("plain_words", "word"),
        names=tuple(name for parts in packs for part in parts for name in part.names),
    )
