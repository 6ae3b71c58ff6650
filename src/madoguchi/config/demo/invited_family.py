# SPDX-License-Identifier: Apache-2.0
"""Which invitation to a check-up has the family of the demo? Kept beside the demo's passwords."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

FILE = "invitation.json"


@dataclass(frozen=True, slots=True)
class FamilyLetter:
    """What the letter to the family says."""

    number: str
    child: str
    birth_on: str
    check_up: str


def keep_letter(home: Path, letter: FamilyLetter) -> None:
    """Write it down for whoever starts the demo."""
    (home / FILE).write_text(json.dumps(asdict(letter), ensure_ascii=False), encoding="utf-8")


def describe_letter(home: Path) -> str:
    """The line that is printed in the terminal; nothing before the demo is seeded."""
    path = home / FILE
    if not path.exists():
        return ""
    letter = FamilyLetter(**json.loads(path.read_text(encoding="utf-8")))
    born = date.fromisoformat(letter.birth_on)
    return (
        f"  invitation to {letter.check_up} for {letter.child}: number {letter.number}, "
        f"born {born:%Y-%m-%d}; book at /booking/invited/"
    )
