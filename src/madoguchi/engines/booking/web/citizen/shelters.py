# SPDX-License-Identifier: Apache-2.0
"""Which places are shelters now? What stands on top of the pages of citizens."""

from datetime import datetime
from typing import Any

from madoguchi.engines.booking.models import Space
from madoguchi.engines.booking.queries.evacuations import list_shelters
from madoguchi.engines.booking.web.citizen.frame import instant_words, pick
from madoguchi.platform.screens.wording import say


def shelter_banner(lang: str, at: datetime) -> dict[str, Any] | None:
    """Level, title and lines for the banner of an emergency; None while there is no shelter."""
    found = list_shelters(at=at)
    if not found:
        return None
    lines = [
        say(
            "booking.shelters.line",
            lang,
            place=_place(one.space, lang),
            until=instant_words(one.ends_at, lang),
        )
        for one in found
    ]
    return {
        "level": say("booking.shelters.level", lang),
        "title": say("booking.shelters.title", lang),
        "lines": [*lines, say("booking.shelters.note", lang)],
    }


def _place(space: Space, lang: str) -> str:
    """The place with the building it is in and where that is."""
    whole = space.parent
    name = pick(space.title, lang)
    address = space.address or (whole.address if whole else "")
    words = f"{pick(whole.title, lang)} {name}" if whole is not None else name
    return f"{words} {address}".strip()
