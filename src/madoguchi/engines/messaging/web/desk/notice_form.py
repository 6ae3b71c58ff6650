# SPDX-License-Identifier: Apache-2.0
"""What did the writer type into the form of a notice, and what does the form show?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from madoguchi.engines.messaging.commands.write_notice import Manner
from madoguchi.engines.messaging.models import Notice, NoticePlan
from madoguchi.engines.messaging.rules.chain import CHANNELS
from madoguchi.engines.messaging.rules.template import MOST_SHORT, MOST_SUBJECT, MOST_TEXT
from madoguchi.kernel.text import normalise
from madoguchi.kernel.wall_clock import DAY_MINUTES, find_minute, instant_of, wall_at
from madoguchi.platform.screens.wording import say

LANGUAGES = ("ja", "easy", "en")
PARTS = {"subject": MOST_SUBJECT, "text": MOST_TEXT, "short": MOST_SHORT}
LEVELS = ("0", "3", "4", "5")


@dataclass(slots=True)
class Typed:
    """The form as typed, what it means, and what is wrong by field."""

    fields: dict[str, str]
    channels: list[str]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    manner: Manner = field(default_factory=Manner)
    errors: dict[str, str] = field(default_factory=dict)


def read_form(post: Any, lang: str) -> Typed:
    """Read a form (``request.POST``); ``errors`` are sentences by field name."""
    names = [f"{part}_{one}" for one in LANGUAGES for part in PARTS]
    names += ["link", "send_day", "send_time", "until_day", "until_time", "hours", "level"]
    typed = Typed({name: str(post.get(name, "")) for name in names}, post.getlist("channels"))
    for name in ("is_quiet", "is_public"):
        typed.fields[name] = "yes" if post.get(name) else ""
    typed.texts = _texts(typed, lang)
    typed.manner = Manner(
        chain=tuple(one for one in CHANNELS if one in typed.channels),
        link=_link(typed, lang),
        is_quiet=bool(typed.fields["is_quiet"]),
        not_opened_hours=_hours(typed, lang),
        send_at=_instant(typed, "send", lang),
        standing_until=_instant(typed, "until", lang),
        is_public=bool(typed.fields["is_public"]),
        level=int(typed.fields["level"]) if typed.fields["level"] in LEVELS else 0,
    )
    return typed


def _texts(typed: Typed, lang: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in LANGUAGES:
        words = {
            part: normalise(typed.fields[f"{part}_{one}"], multiline=part == "text").strip()
            for part in PARTS
        }
        for part, most in PARTS.items():
            if len(words[part]) > most:
                typed.errors[f"{part}_{one}"] = say("messaging.form.too_long", lang, most=most)
        if one == "ja" or any(words.values()):
            for part in ("subject", "text"):
                if not words[part]:
                    typed.errors[f"{part}_{one}"] = say("messaging.form.needed", lang)
            found[one] = words
    return found


def _link(typed: Typed, lang: str) -> str:
    link = typed.fields["link"].strip()
    own = link.startswith("/") and not link.startswith("//") and "\\" not in link
    if link and not own:
        typed.errors["link"] = say("messaging.form.link_wrong", lang)
    return link[:400]


def _hours(typed: Typed, lang: str) -> int | None:
    written = normalise(typed.fields["hours"]).strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit()) or not 1 <= int(written[:6]) <= 720:
        typed.errors["hours"] = say("messaging.form.hours_wrong", lang)
        return None
    return int(written)


def _instant(typed: Typed, name: str, lang: str) -> datetime | None:
    day, clock = typed.fields[f"{name}_day"].strip(), typed.fields[f"{name}_time"].strip()
    if not day:
        return None
    minute = find_minute(clock or "9:00")
    try:
        on = date.fromisoformat(normalise(day))
    except ValueError:
        minute = None
    if minute is None:
        typed.errors[f"{name}_day"] = say("messaging.form.day_wrong", lang)
        return None
    return instant_of(on + timedelta(days=minute // DAY_MINUTES), minute % DAY_MINUTES)


def form_of(
    texts: Mapping[str, Mapping[str, Any]], notice: Notice | None, plan: NoticePlan | None
) -> Typed:
    """The form of a notice that is there, or of words to begin with."""
    fields = {
        f"{part}_{one}": str(texts.get(one, {}).get(part, ""))
        for one in LANGUAGES
        for part in PARTS
    }
    fields |= {
        "link": notice.link if notice else "",
        "is_quiet": "yes" if notice is None or notice.is_quiet else "",
        "hours": str(notice.not_opened_hours or "") if notice else "",
        "is_public": "yes" if plan and plan.is_public else "",
        "level": str(plan.level) if plan else "0",
    }
    for name, at in (
        ("send", notice.send_at if notice else None),
        ("until", notice.standing_until if notice else None),
    ):
        wall = wall_at(at) if at else None
        fields[f"{name}_day"] = wall.date().isoformat() if wall else ""
        fields[f"{name}_time"] = f"{wall:%H:%M}" if wall else ""
    return Typed(fields, list(notice.chain) if notice else [])
