# SPDX-License-Identifier: Apache-2.0
"""Which children of the demonstration city are invited to a check-up?"""

import csv
import io
import random
from datetime import date, datetime, timedelta
from pathlib import Path

from madoguchi.config.demo.invited_family import FamilyLetter, keep_letter
from madoguchi.config.demo.people import AKARI, make_resident
from madoguchi.engines.booking import api as booking
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import today

CHILDREN = 18
FAMILY_OFFER = "checkup-3y"
CHILD, CHILD_KANA = "灯 みなと", "トモシビ ミナト"
HEADINGS = ("案内番号", "氏名", "氏名カナ", "生年月日", "世帯番号")


def seed_invitations(chance: random.Random, *, home: Path, at: datetime) -> list[str]:
    """Some children for each check-up, one of them of 灯 あかり's family; what was made."""
    made = 0
    for place, offer in enumerate(booking.list_offers()):
        rules = offer.read_rules()
        first = rules.eligible.months_from
        if rules.invitations == "none" or first is None:
            continue
        rows = _children(place, first, chance, on=today(at))
        if offer.key == FAMILY_OFFER:
            rows.insert(0, _of_the_family(first, home=home, on=today(at), offer=offer.title["ja"]))
        changes = booking.import_csv(offer=offer, content=_csv(rows), actor=SYSTEM, at=at)
        made += sum(one.verb == "new" for one in changes)
    return [f"{made} children invited"]


def _children(place: int, months: int, chance: random.Random, *, on: date) -> list[tuple[str, ...]]:
    """Children who have the age now or within two months."""
    rows: list[tuple[str, ...]] = []
    for n in range(CHILDREN):
        one = make_resident(chance, on=on, youngest=18)
        born = on - timedelta(days=months * 30 + chance.randint(-45, 40))
        name, kana = f"{one.family} {one.given}", f"{one.family_kana} {one.given_kana}"
        number = f"K{place:02}{n:02}{chance.randint(1000, 9999)}"
        rows.append((number, name, kana, born.isoformat(), f"S{place:02}{n:03}"))
    return rows


def _of_the_family(months: int, *, home: Path, on: date, offer: str) -> tuple[str, ...]:
    born = on - timedelta(days=months * 31 + 20)
    number = "K3TODAI01"
    keep_letter(home, FamilyLetter(number, CHILD, born.isoformat(), offer))
    return number, CHILD, CHILD_KANA, born.isoformat(), f"S{AKARI.phone[-4:]}"


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADINGS, *rows])
    return written.getvalue().encode()
