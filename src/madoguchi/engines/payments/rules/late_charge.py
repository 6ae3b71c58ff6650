# SPDX-License-Identifier: Apache-2.0
"""How much is charged for paying late (延滞金)?

地方税法 第20条の4の2 (base cut below 1,000 yen, nothing below 2,000; result cut below 100 yen, nothing
below 1,000) and 附則 第3条の2 (rates of each year); for other claims 地方自治法 第231条の3 with the city's
ordinance. Rates, cuts and minimums are data of the pack; the first month has a rate of its own.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from madoguchi.kernel.money import round_yen

Rounding = Literal["down", "up", "half_up"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LateRate(_Data):
    """Rates a year from a day on, in thousandths (24 is 2.4 %)."""

    since: date
    first_per_mille: int = Field(ge=0, le=1_000)
    later_per_mille: int = Field(ge=0, le=1_000)


class LateRule(_Data):
    """How late charges are reckoned; yen and days."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    account: str
    rates: tuple[LateRate, ...] = Field(min_length=1)
    first_months: int = Field(default=1, ge=0, le=12)
    base_unit: int = Field(default=1_000, ge=1)
    base_least: int = Field(default=2_000, ge=0)
    unit: int = Field(default=100, ge=1)
    least: int = Field(default=1_000, ge=0)
    rounding: Rounding = "down"
    year_days: int = Field(default=365, ge=360, le=366)

    @model_validator(mode="after")
    def _in_order(self) -> "LateRule":
        days = [one.since for one in self.rates]
        if days != sorted(set(days)):
            raise ValueError("rates follow one another by their first day")
        return self


def calculate_late_charge(rule: LateRule, *, base_yen: int, due_on: date, until: date) -> int:
    """Yen charged on a base that was due on a day and is (or would be) paid on another.

    The day after the due date is the first day, the day of payment the last. 0 where it is not
    late, the base is small, or the charge stays below the least. Days before the first rate of the
    table are reckoned at that first rate.
    """
    base = round_yen(base_yen, unit=rule.base_unit, rounding="down") if base_yen > 0 else 0
    if until <= due_on or base_yen < rule.base_least:
        return 0
    change = add_months(due_on, rule.first_months)
    exact = Fraction(0)
    for first, last, rate in _stretches(rule.rates, due_on + timedelta(days=1), until):
        low = _days(first, min(last, change))
        high = _days(max(first, change + timedelta(days=1)), last)
        exact += base * Fraction(
            rate.first_per_mille * low + rate.later_per_mille * high, 1_000 * rule.year_days
        )
    charge = round_yen(exact, unit=rule.unit, rounding=rule.rounding)
    return charge if charge >= rule.least else 0


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last of the month where there is none (民法 第143条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def _stretches(
    rates: Sequence[LateRate], first: date, last: date
) -> list[tuple[date, date, LateRate]]:
    found = []
    for place, rate in enumerate(rates):
        begins = rate.since if place else min(rate.since, first)
        ends = rates[place + 1].since - timedelta(days=1) if place + 1 < len(rates) else last
        if max(begins, first) <= min(ends, last):
            found.append((max(begins, first), min(ends, last), rate))
    return found


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days + 1)
