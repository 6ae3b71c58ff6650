# SPDX-License-Identifier: Apache-2.0
"""What do the packs of the demonstration city hold? Read once for all tests of them."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.schema import Because
from madoguchi.kernel.packs import PackSet, read_packs
from madoguchi.kernel.texts import TextValue

ROOT = Path(__file__).parents[2] / "packs"
SERVICES = tuple(sorted(path.parent.name for path in ROOT.glob("todai/services/*/procedure.yaml")))
FOR_OFFICERS = ("checks", "routes", "record")
"""Parts of a definition that no citizen reads."""


@lru_cache(maxsize=1)
def demo_packs() -> PackSet:
    """The packs that the demonstration runs with."""
    return read_packs(ROOT, ["base", "todai"])


def demo_context(on: date | None = None) -> Context:
    """The surroundings of an application in the demonstration city."""
    return Context.for_city(demo_packs().city, today=on or date(2026, 11, 20))


def texts_of(node: Any, place: str = "") -> Iterator[tuple[str, TextValue]]:
    """Every text that a citizen may read, with its place."""
    if isinstance(node, TextValue):
        yield place, node
    elif isinstance(node, Because):
        yield place, TextValue(ja=node.ja, en=node.en, easy=node.easy)
    else:
        for at, part in _parts_of(node, place):
            yield from texts_of(part, at)


def _parts_of(node: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, BaseModel):
        dot = "." if place else ""
        for name in type(node).model_fields:
            # The reasons of an outcome are written into Japanese letters.
            if name not in FOR_OFFICERS and not (name == "reasons" and "outcomes" in place):
                yield f"{place}{dot}{name}", getattr(node, name)
    elif isinstance(node, dict):
        yield from ((f"{place}.{name}", entry) for name, entry in node.items())
    elif isinstance(node, tuple):
        for n, entry in enumerate(node):
            yield f"{place}[{getattr(entry, 'id', None) or n}]", entry
