# SPDX-License-Identifier: Apache-2.0
"""Does a certificate name the person that the answers name? Spelling is allowed for, and pointed out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from madoguchi.engines.cases.rules.answers import join_address, join_name
from madoguchi.kernel.addresses import address_key
from madoguchi.kernel.text import may_be_same, normalise

Likeness = Literal["same", "variant", "differs", "unknown"]
"""``variant``: the same but for character variants (髙/高), spacing or the way numbers are written."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of the certificate beside the answer."""

    part: Literal["name", "birth", "address"]
    certificate: str
    answer: str
    likeness: Likeness


def compare_name(certificate: str, answer: Any) -> Compared:
    """A name; family and given name are joined without a space."""
    said = join_name(answer)
    return Compared("name", certificate, said, _alike(_tight(certificate), _tight(said)))


def compare_birth(on: date | None, words: str, answer: Any) -> Compared:
    """A birth; where the certificate does not know the day, nothing is claimed."""
    given = answer if isinstance(answer, Mapping) else {}
    likeness: Likeness = "unknown"
    if on is not None and given.get("value"):
        likeness = "same" if given["value"] == on.isoformat() else "differs"
    return Compared("birth", words, str(given.get("text") or ""), likeness)


def compare_address(certificate: str, answer: Any) -> Compared:
    """An address; the certificate also names prefecture and city, and may lack the building."""
    said = join_address(answer)
    if not certificate or not isinstance(answer, Mapping):
        return Compared("address", certificate, said, "unknown")
    whole = address_key(certificate, "")
    place = address_key(str(answer.get("town") or ""), str(answer.get("block") or ""))
    if not place or place not in whole:
        return Compared("address", certificate, said, "differs")
    written = _tight(f"{answer.get('town') or ''}{answer.get('block') or ''}")
    same = written in _tight(certificate)
    return Compared("address", certificate, said, "same" if same else "variant")


def _alike(one: str, other: str) -> Likeness:
    if not one or not other:
        return "unknown"
    if one == other:
        return "same"
    return "variant" if may_be_same(one, other) else "differs"


def _tight(words: str) -> str:
    return normalise(words).replace(" ", "")
