# SPDX-License-Identifier: Apache-2.0
"""How is shown what rules do on real dates?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from madoguchi.engines.booking.queries.effects import Effects
from madoguchi.engines.booking.rules.offer import OfferRules
from madoguchi.engines.booking.rules.people import GENERAL
from madoguchi.engines.booking.rules.rule_effects import DayChange, FeeExample
from madoguchi.engines.booking.rules.window_effects import AgeExample, WindowExample
from madoguchi.engines.booking.web.citizen.facts import cap_words, eligible_words
from madoguchi.engines.booking.web.rules.frame import (
    day_and_span,
    minutes,
    money,
    short_day,
)
from madoguchi.kernel.eras import format_date
from madoguchi.platform.screens.instants import format_instant
from madoguchi.platform.screens.wording import say

MOST_DAYS, MOST_MISFITS, MOST_PAIRS = 10, 10, 10


def effects_shown(
    effects: Effects, old: OfferRules, rules: OfferRules, names: Mapping[str, str], lang: str
) -> dict[str, Any]:
    """Everything for the template, in the reader's language; ``old``: the rules as they are."""
    classes = _classes(effects.fees, rules, lang)
    fees = _fees(effects.fees, names, lang)
    for row in fees:
        for cell, label in zip(row["cells"], classes, strict=True):
            cell["label"] = label
    return {
        "appear": effects.appear,
        "vanish": effects.vanish,
        "standing": effects.standing,
        "places": [_place(names.get(key, ""), days, lang) for key, days in effects.days.items()],
        "misfit_count": len(effects.misfits),
        "misfits": [
            {
                "number": one.number,
                "when": day_and_span(one.starts_at, one.ends_at, lang),
                "place": names.get(one.space, ""),
                "why": one.why.message.pick(lang),
            }
            for one in effects.misfits[:MOST_MISFITS]
        ],
        "misfit_more": max(len(effects.misfits) - MOST_MISFITS, 0),
        "near_count": len(effects.near),
        "near": [" / ".join(pair) for pair in effects.near[:MOST_PAIRS]],
        "fees": fees,
        "classes": classes,
        "windows": [_window(one, rules, lang) for one in effects.windows],
        "ages": [_age(one, lang) for one in effects.ages],
        "words": _words(old, rules, lang),
        "over_caps": effects.over_caps,
    }


def _window(one: WindowExample, rules: OfferRules, lang: str) -> dict[str, Any]:
    return {
        "day": short_day(one.on, lang),
        "class": say("booking.rules.general", lang)
        if one.user_class == GENERAL
        else rules.word(one.user_class, lang),
        "opens": format_instant(one.opens_after, lang),
        "opens_before": format_instant(one.opens_before, lang)
        if one.opens_before != one.opens_after
        else "",
        "closes": format_instant(one.closes_after, lang),
        "closes_before": format_instant(one.closes_before, lang)
        if one.closes_before != one.closes_after
        else "",
    }


def _age(one: AgeExample, lang: str) -> dict[str, Any]:
    after = _births(one.after, lang)
    before = _births(one.before, lang)
    return {"day": short_day(one.on, lang), "after": after,
            "before": before if before != after else ""}  # fmt: skip


def _births(span: tuple[date | None, date | None], lang: str) -> str:
    first, last = (format_date(one, lang) if one else "" for one in span)
    return f"{first} – {last}" if first or last else say("booking.rules.any_age", lang)


def _words(old: OfferRules, new: OfferRules, lang: str) -> list[dict[str, Any]]:
    """Who may book and how much, in the sentences that people read; what changes beside them."""
    told = {
        "who": [eligible_words(rules.eligible, lang) for rules in (old, new)],
        "caps": [[cap_words(cap, lang) for cap in rules.caps] for rules in (old, new)],
    }
    return [
        {
            "label": say(f"booking.rules.g.{key}", lang),
            "after": after,
            "before": [one for one in before if one not in after],
        }
        for key, (before, after) in told.items()
    ]


def _place(name: str, days: Sequence[DayChange], lang: str) -> dict[str, Any]:
    changed = [day for day in days if day.appear or day.vanish]
    shown = changed or [day for day in days if day.stay][:7]
    return {
        "name": name,
        "changed": bool(changed),
        "open_days": sum(bool(day.stay or day.appear) for day in days),
        "all_days": len(days),
        "slots": sum(len(day.stay) + len(day.appear) for day in days),
        "more": max(len(changed) - MOST_DAYS, 0),
        "rows": [
            {
                "day": short_day(day.on, lang),
                "stay": _times(day.stay),
                "appear": _times(day.appear),
                "vanish": _times(day.vanish),
            }
            for day in shown[:MOST_DAYS]
        ],
    }


def _times(times: Sequence[tuple[int, int]]) -> str:
    """9:00–12:00, 13:00–17:00; many are named by the first, the last and their number."""
    if len(times) <= 4:
        return " ".join(minutes(*one) for one in times)
    return f"{minutes(*times[0])} … {minutes(*times[-1])} ({len(times)})"


def _classes(fees: Sequence[FeeExample], rules: OfferRules, lang: str) -> list[str]:
    return [
        say("booking.rules.general", lang) if key == "general" else rules.word(key, lang)
        for key in dict.fromkeys(one.user_class for one in fees)
    ]


def _fees(fees: Sequence[FeeExample], names: Mapping[str, str], lang: str) -> list[dict[str, Any]]:
    """One row per slot, one cell per class: before and after."""
    rows: dict[tuple[str, datetime, datetime], list[dict[str, Any]]] = {}
    for one in fees:
        cells = rows.setdefault((one.space, one.starts_at, one.ends_at), [])
        cells.append(_fee(one, lang))
    return [
        {
            "place": names.get(space, ""),
            "when": day_and_span(starts_at, ends_at, lang),
            "cells": cells,
        }
        for (space, starts_at, ends_at), cells in rows.items()
    ]


def _fee(one: FeeExample, lang: str) -> dict[str, Any]:
    if one.after is None:
        return {"after": "", "before": "", "changed": False, "waits": False}
    before = one.before.yen if one.before is not None else None
    return {
        "after": money(one.after.yen, lang),
        "before": "" if before is None else money(before, lang),
        "changed": before is not None and before != one.after.yen,
        "waits": one.after.needs_approval,
    }
