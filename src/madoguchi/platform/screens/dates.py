# SPDX-License-Identifier: Apache-2.0
"""Which eras does a date box offer, and what was typed into it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.kernel.eras import ERAS, GREGORIAN, era_of

_ROMAN = {"reiwa": "Reiwa", "heisei": "Heisei", "showa": "Shōwa", "taisho": "Taishō"}
_ROMAN |= {"meiji": "Meiji"}
PARTS = ("era", "year", "month", "day")


@dataclass(frozen=True, slots=True)
class EraChoice:
    """An option of the era list; ``first`` and ``last`` are Western years for the echo."""

    value: str
    label: str
    first: int | None = None
    last: int | None = None


def era_choices(lang: str = "ja", *, oldest: str = "meiji") -> list[EraChoice]:
    """西暦 and the eras from the present one back to ``oldest``, for components/date.html."""
    choices = [EraChoice(GREGORIAN, "Western year" if lang == "en" else GREGORIAN)]
    for era in reversed(ERAS):
        label = f"{_ROMAN[era.key]} {era.name}" if lang == "en" else era.name
        last = era.ends.year if era.ends else None
        choices.append(EraChoice(era.name, label, era.first_year, last))
        if era.key == oldest:
            break
    return choices


def typed_date(form: Mapping[str, Sequence[str]], name: str) -> dict[str, str]:
    """The four parts as they were posted, so that a refused page loses nothing."""
    return {part: next(iter(form.get(f"{name}.{part}", ())), "") for part in PARTS}


def date_parts(day: date, *, western: bool = False) -> dict[str, str]:
    """The four parts of a known day, to fill the box."""
    year = day.year if western else era_of(day).year_of(day)
    era = GREGORIAN if western else era_of(day).name
    return {"era": era, "year": str(year), "month": str(day.month), "day": str(day.day)}
