# SPDX-License-Identifier: Apache-2.0
"""Is a procedure open to be filed on a day?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from madoguchi.kernel.definition.schema import Season

Openness = Literal["always", "open", "not_yet", "over"]


@dataclass(frozen=True, slots=True)
class SeasonState:
    """Whether applications are taken; ``season`` is the present, next or last one."""

    openness: Openness
    season: Season | None = None

    @property
    def is_open(self) -> bool:
        """Whether an application may be started and sent."""
        return self.openness in {"always", "open"}


def judge_season(seasons: Sequence[Season], today: date) -> SeasonState:
    """Where a day in Japan lies among the seasons; both ends of a season belong to it."""
    if not seasons:
        return SeasonState("always")
    for season in seasons:
        if season.opens_on <= today <= season.closes_on:
            return SeasonState("open", season)
    ahead = sorted((s for s in seasons if s.opens_on > today), key=lambda s: s.opens_on)
    if ahead:
        return SeasonState("not_yet", ahead[0])
    return SeasonState("over", max(seasons, key=lambda s: s.closes_on))
