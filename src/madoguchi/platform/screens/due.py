# SPDX-License-Identifier: Apache-2.0
"""How near is a deadline, in tone, shape and words? The same everywhere in the desk."""

from dataclasses import dataclass

from madoguchi.platform.screens.wording import say

SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class Due:
    """What components/due.html shows."""

    tone: str
    shape: str
    text: str
    kind: str = ""
    shape_kind: str = ""


def describe_due(days_left: int | None, *, paused_days: int | None = None, lang: str = "ja") -> Due:
    """A deadline for a reader.

    ``days_left`` counts working days: 0 is today, negative is overdue, None is none.
    ``paused_days`` is set while the clock waits for the applicant.
    """
    if paused_days is not None:
        return Due("lamp", "pause", say("screens.due.paused", lang, days=paused_days))
    if days_left is None:
        return Due("quiet", "calm", say("screens.due.none", lang), shape_kind="open")
    if days_left < 0:
        return Due("bad", "square", say("screens.due.over", lang, days=-days_left), kind="solid")
    if days_left == 0:
        return Due("bad", "alert", say("screens.due.today", lang))
    words = say("screens.due.left", lang, days=days_left)
    if days_left <= SOON_DAYS:
        return Due("warn", "watch", words)
    return Due("quiet", "calm", words, shape_kind="open")
