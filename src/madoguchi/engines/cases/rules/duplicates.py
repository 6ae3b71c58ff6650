# SPDX-License-Identifier: Apache-2.0
"""Why might another case be about the same person?"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Likeness = Literal["name_birth", "birth_address", "name_address", "phone"]


@dataclass(frozen=True, slots=True)
class Keys:
    """What two cases are compared by."""

    name: str
    birth_on: date | None
    address: str
    phone: str = ""


def compare(one: Keys, other: Keys) -> Likeness | None:
    """The strongest reason to think of the same person; None: no reason."""
    name = bool(one.name) and one.name == other.name
    birth = one.birth_on is not None and one.birth_on == other.birth_on
    address = bool(one.address) and one.address == other.address
    if name and birth:
        return "name_birth"
    if birth and address:
        return "birth_address"
    if name and address:
        return "name_address"
    if name and one.phone and one.phone == other.phone:
        return "phone"
    return None
