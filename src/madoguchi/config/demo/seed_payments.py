# SPDX-License-Identifier: Apache-2.0
"""What do the residents of the demonstration city owe: premiums, taxes and lunches around now?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from madoguchi.config.demo.people import RESIDENTS, Resident
from madoguchi.engines.payments import api as payments
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import today
from madoguchi.kernel.texts import TextValue, text
from madoguchi.platform.identity.api import User

ROUTE = "convenience"


@dataclass(frozen=True, slots=True)
class Levied:
    """A levy of the demo: its kind, yen, days until it is due, and what was paid of it."""

    kind: str
    part: TextValue
    yen: int
    days: int
    paid: int = 0
    instalments: int = 1


def _levies() -> Iterator[Levied]:
    for number, days in enumerate((-82, -51, -20, 10, 41), 4):
        part = text(f"第{number}期", f"part {number}", f"{number}回目")
        yield Levied("health-premium", part, 18_400, days, paid=18_400 if days < -50 else 0)
    year = text("全期", "whole year", "1年")
    yield Levied("light-vehicle-tax", year, 10_800, -170, paid=10_800)
    month = text("11月分", "November", "11月")
    yield Levied("school-lunch", month, 4_600, 9)
    before = text("10月分", "October", "10月")
    yield Levied("school-lunch", before, 4_600, -22, paid=4_900)
    plan = text("分割", "in parts", "わけて はらう")
    yield Levied("health-premium", plan, 36_000, 101, paid=12_000, instalments=3)


def seed_payments(home: Path, *, at: datetime) -> list[str]:
    """Dues of the residents with an account, in every state; once per demo city."""
    marker = home / "payments-seeded"
    if marker.exists():
        return ["dues are there"]
    if payments.find_levy("health-premium") is None:
        return ["no dues: madoguchi publish --zone portal says what can be owed"]
    made = 0
    for one in RESIDENTS:
        user = User.objects.filter(email=one.email).first()
        if user is not None:
            made += sum(_levy(one, f"identity:{user.pk}", what, at=at) for what in _levies())
    marker.touch()
    return [f"{made} dues"]


def _levy(one: Resident, ref: str, what: Levied, *, at: datetime) -> int:
    rule = payments.find_levy(what.kind)
    if rule is None:
        return 0
    on = today(at) + timedelta(days=what.days)
    title = text(
        f"{rule.title.ja} {what.part.ja}", f"{rule.title.en} {what.part.en}",
        f"{rule.title.easy} {what.part.easy}",
    )  # fmt: skip
    share = what.yen // what.instalments
    parts = [
        payments.DuePart(on - timedelta(days=30 * (what.instalments - 1 - n)), share)
        for n in range(what.instalments)
    ]
    due = payments.Due(
        source_ref=f"levy:{what.kind}:{what.part.ja}:{ref}", title=title, payer_ref=ref,
        items=[payments.DueItem(rule.account, rule.label, what.yen)],
        payer={
            "name": f"{one.family} {one.given}", "kana": f"{one.family_kana} {one.given_kana}",
            "postcode": one.postcode, "address": f"{one.town}{one.block} {one.building}".strip(),
        },
        due_on=on, parts=parts if what.instalments > 1 else (), late_rule=rule.late_rule,
    )  # fmt: skip
    row = payments.assess(due=due, actor=SYSTEM, at=at, on=_assessed(on, at))
    if what.paid:
        payments.record_payment(
            receivable_id=row.id, yen=what.paid, route=ROUTE, origin=f"demo:{row.id}",
            occurred_on=min(on, today(at)), actor=SYSTEM, at=at,
        )  # fmt: skip
    return 1


def _assessed(on: date, at: datetime) -> date:
    return min(on - timedelta(days=40), today(at))
