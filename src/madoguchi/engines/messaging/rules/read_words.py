# SPDX-License-Identifier: Apache-2.0
"""What does the gate say about a notice with all its languages?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.engines.messaging.rules.finding import Finding
from madoguchi.engines.messaging.rules.readability import Gate, read_through

PARTS = ("subject", "text")


@dataclass(frozen=True, slots=True)
class Place:
    """The findings of one field, such as easy.text."""

    language: str
    part: str
    written: str
    findings: tuple[Finding, ...]


def read_all(texts: Mapping[str, Mapping[str, Any]], gate: Gate) -> tuple[Place, ...]:
    """Every field of ja and easy that has findings, ja first."""
    places = [
        Place(language, part, written, read_through(written, language, gate))
        for language in ("ja", "easy")
        for part in PARTS
        if (written := str(texts.get(language, {}).get(part) or ""))
    ]
    return tuple(place for place in places if place.findings)


def count_blocking(texts: Mapping[str, Mapping[str, Any]], gate: Gate) -> int:
    """How many findings stand in the way of an approval."""
    return sum(one.blocking for place in read_all(texts, gate) for one in place.findings)
