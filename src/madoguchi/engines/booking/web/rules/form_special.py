# SPDX-License-Identifier: Apache-2.0
"""Which parts of the rules stand in the form otherwise than in the rules: sessions, days, purposes?"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from madoguchi.engines.booking.rules.times import day_and_minute
from madoguchi.kernel.text import normalise

LANGS = ("ja", "en", "easy")
_SEASON = re.compile(r"(\d{1,2})[-/月](\d{1,2})日?\s*[-~〜–から]+\s*(\d{1,2})[-/月](\d{1,2})日?")


def entry_shown(path: str, entry: Any, dump: Mapping[str, Any]) -> Mapping[str, Any]:
    """One entry of a list of the rules as the fields of its row take it."""
    if path == "times.sessions":
        return _session(entry)
    if path == "open_days" and entry["starts"] == entry["ends"]:
        return {"on": entry["on"]}
    if path == "purposes":
        words = (dump.get("words") or {}).get(entry) or {}
        return {"key": entry, **{lang: words.get(lang) or "" for lang in LANGS}}
    found: Mapping[str, Any] = entry
    return found


def _session(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A session as day and clocks."""
    start, end = (datetime.fromisoformat(entry[name]) for name in ("starts_at", "ends_at"))
    (day, starts), (_, ends) = day_and_minute(start), day_and_minute(end)
    return {"on": day.isoformat(), "starts": starts, "ends": ends or 1440}


def entries_in_order(path: str, entries: Sequence[Any]) -> list[Any]:
    """The entries of a list; those of a set by name, so that rows keep their places."""
    return sorted(entries) if path == "purposes" else list(entries)


def season_shown(season: Sequence[str]) -> str:
    """4/1-9/30."""
    return "-".join("/".join(str(int(part)) for part in one.split("-")) for one in season)


def season_typed(written: str) -> list[str]:
    """Two days of any year, of ``4/1-9/30`` or 4月1日から9月30日.

    Raises:
        ValueError: it is no such span.
    """
    found = _SEASON.fullmatch(normalise(written).strip())
    if found is None:
        raise ValueError(written)
    numbers = [int(one) for one in found.groups()]
    for month, day in (numbers[:2], numbers[2:]):
        datetime(2028, month, day)  # noqa: DTZ001 - only whether there is such a day; 2028 is a leap year
    return [f"{numbers[0]:02d}-{numbers[1]:02d}", f"{numbers[2]:02d}-{numbers[3]:02d}"]


def name_purposes(data: dict[str, Any], kept: Sequence[int], faults: dict[str, str]) -> None:
    """Make keys and names of the rows of purposes; a purpose without a key is called by its name."""
    words = dict(data.get("words") or {})
    keys: list[str] = []
    for n, entry in zip(kept, data["purposes"], strict=True):
        told = {lang: entry[lang] for lang in LANGS if entry.get(lang)}
        key = entry.get("key") or told.get("ja", "")
        if not key:
            faults[f"purposes.{n}.ja"] = "目的の名前を入れてください。"
        elif key in keys:
            faults[f"purposes.{n}.ja"] = "同じ目的が二度あります。"
        keys.append(key)
        words.pop(key, None)
        if told and told != {"ja": key}:
            words[key] = {"ja": key, **told}
    data["purposes"], data["words"] = keys, words
