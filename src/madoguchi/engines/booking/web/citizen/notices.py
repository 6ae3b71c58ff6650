# SPDX-License-Identifier: Apache-2.0
"""What does a notice about a booking say?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.engines.booking.web.citizen.frame import instant_words, long_time, pick
from madoguchi.platform.screens.wording import say


def notice_key(kind: str, about: Mapping[str, Any]) -> str:
    """The text of a kind; a reduction that was refused has one of its own."""
    refused = kind == "reduction" and not about.get("approved")
    return f"booking.notice.{kind}_refused" if refused else f"booking.notice.{kind}"


def notice_text(kind: str, about: Mapping[str, Any], lang: str) -> str:
    """The sentence; what a clerk wrote (``words``) stands beside it."""
    if about.get("at"):
        moment = datetime.fromisoformat(str(about["at"]))
        return say(notice_key(kind, about), lang, at=instant_words(moment, lang))
    return say(notice_key(kind, about), lang)


def notice_words(about: Mapping[str, Any], lang: str) -> str:
    """What a clerk wrote, or why something was refused."""
    why = about.get("why")
    told = why.get(lang) or why.get("ja") if isinstance(why, Mapping) else ""
    return str(about.get("words") or told or "")


def notice_what(about: Mapping[str, Any], lang: str) -> str:
    """Place and time of what a notice without a booking is about."""
    if not about.get("titles") or not about.get("starts_at"):
        return ""
    names = [pick(one, lang) for one in about["titles"] if one]
    starts_at, ends_at = (datetime.fromisoformat(about[one]) for one in ("starts_at", "ends_at"))
    return f"{' '.join(names)} {long_time(starts_at, ends_at, lang)}"
