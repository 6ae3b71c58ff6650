# SPDX-License-Identifier: Apache-2.0
"""How do rules become fields of a form, and what was typed rules again?"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from madoguchi.engines.booking.rules.offer import Grid, OfferRules
from madoguchi.engines.booking.rules.times import clock_of, instant_of, minute_of
from madoguchi.engines.booking.web.rules.form_fields import Asked, Rows, groups_for
from madoguchi.engines.booking.web.rules.form_special import (
    entries_in_order,
    entry_shown,
    name_purposes,
    season_shown,
    season_typed,
)
from madoguchi.kernel.eras import parse_date
from madoguchi.kernel.refusal import Refusal
from madoguchi.kernel.text import normalise

MOST_ROWS = 60
Values = dict[str, Any]
Faults = dict[str, str]


def kind_of(rules: OfferRules) -> str:
    """How the rules give times: parts, minutes, free or sessions."""
    if isinstance(rules.times, Grid):
        return "parts" if rules.times.parts else "minutes"
    return rules.times.kind


def values_of(rules: OfferRules) -> Values:
    """Every field of the form with the value that the rules have."""
    dump = rules.model_dump(mode="json")
    values: Values = {"times.kind": kind_of(rules)}
    for group in groups_for(kind_of(rules)):
        for item in group.items:
            if isinstance(item, Rows):
                entries = entries_in_order(item.path, _get(dump, item.path) or [])
                shown = [entry_shown(item.path, one, dump) for one in entries]
                values[item.path] = [_row(item, one) for one in shown]
            else:
                values[item.path] = _shown(item, _get(dump, item.path))
    return values


def _row(rows: Rows, entry: Mapping[str, Any]) -> Values:
    return {field.path: _shown(field, _get(entry, field.path)) for field in rows.fields}


def _shown(field: Asked, value: Any) -> Any:
    if field.kind == "check":
        return bool(value)
    if field.kind == "many":
        order = {key: n for n, key in enumerate(field.options)}
        return sorted(map(str, value or ()), key=lambda key: (order.get(key, 99), key))
    if value is None:
        return ""
    if field.kind == "clock":
        return clock_of(int(value)).removeprefix("0")
    if field.kind == "season":
        return season_shown(value)
    return str(value["ja"]) if isinstance(value, Mapping) else str(value)


def _get(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def typed_values(form: QueryDict) -> Values:
    """Every field as it was typed, so that a refused page loses nothing."""
    kind = form.get("times.kind", "parts")
    values: Values = {"times.kind": kind}
    for group in groups_for(kind):
        for item in group.items:
            if isinstance(item, Rows):
                count = min(_count(form.get(f"{item.path}.count", "")), MOST_ROWS)
                values[item.path] = [
                    {
                        field.path: _typed(form, field, f"{item.path}.{n}.{field.path}")
                        for field in item.fields
                    }
                    for n in range(count)
                ]
            else:
                values[item.path] = _typed(form, item, item.path)
    return values


def _typed(form: QueryDict, field: Asked, name: str) -> Any:
    if field.kind == "check":
        return name in form
    if field.kind == "many":
        return [one[:80] for one in form.getlist(name)[:60]]
    return normalise(form.get(name, "")).strip()[:200]


def _count(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0


def read_rules(values: Values, before: OfferRules) -> tuple[OfferRules | None, Faults]:
    """The rules that were typed, or what is wrong by the name of the field.

    What the form does not ask for (facts, names of classes) stays as it was.
    """
    data = before.model_dump(mode="json")
    kind, faults = str(values["times.kind"]), Faults()
    data["times"] = _new_times(kind, data["times"] if kind == kind_of(before) else {})
    rows: dict[str, list[int]] = {}
    for group in groups_for(kind):
        for item in group.items:
            if isinstance(item, Rows):
                kept = [n for n, row in enumerate(values[item.path]) if not _is_blank(item, row)]
                rows[item.path] = kept
                _set(data, item.path, [_entry(item, values, n, data, faults) for n in kept])
            else:
                _set(data, item.path, _value(item, values[item.path], item.path, faults))
    name_purposes(data, rows["purposes"], faults)
    if kind == "sessions":
        data["open_hours"], data["open_days"], data["series_most"] = [], [], 0
    if faults:
        return None, faults
    try:
        return OfferRules.model_validate(data), faults
    except ValidationError as problem:
        return None, {_field(tuple(one["loc"]), rows): _words(one) for one in problem.errors()}


def _new_times(kind: str, before: Mapping[str, Any]) -> dict[str, Any]:
    times = dict(before)
    times["kind"] = "grid" if kind in {"parts", "minutes"} else kind
    return times


def _is_blank(rows: Rows, row: Mapping[str, Any]) -> bool:
    """Nothing was typed; a choice that has a default says nothing."""
    return not any(row[field.path] for field in rows.fields if field.kind != "select") and not any(
        row[field.path] for field in rows.fields if field.kind == "select" and "" in field.options
    )


def _entry(rows: Rows, values: Values, n: int, data: Mapping[str, Any], faults: Faults) -> Any:
    row, name = values[rows.path][n], f"{rows.path}.{n}"
    entry: dict[str, Any] = {}
    for field in rows.fields:
        value = _value(field, row[field.path], f"{name}.{field.path}", faults)
        if value is not None and value != "":
            _set(entry, field.path, value)
    before = _get(data, rows.path) or []
    if rows.path == "times.sessions":
        made = _session(entry, name, faults)
        return _with_kept(made, before, "starts_at", ("title", "rooms"), n) if made else made
    entry = _with_words(entry, before)
    return _with_kept(entry, before, "key", ("units",)) if rows.path == "extras" else entry


def _with_kept(
    entry: dict[str, Any],
    before: list[Any],
    key: str,
    names: tuple[str, ...],
    n: int | None = None,
) -> dict[str, Any]:
    """What the form does not ask for stays with the entry of the same key, else of the same row."""
    entries = [one for one in before if isinstance(one, Mapping)]
    same = [one for one in entries if _equal(one.get(key), entry.get(key))]
    same = same or (entries[n : n + 1] if n is not None else [])
    return (
        {**{name: same[0][name] for name in names if name in same[0]}, **entry} if same else entry
    )


def _equal(one: Any, other: Any) -> bool:
    """Whether two keys, or two instants however they are written, are the same."""
    try:
        return datetime.fromisoformat(str(one)) == datetime.fromisoformat(str(other))
    except ValueError:
        return bool(one == other)


def _session(entry: Mapping[str, Any], name: str, faults: Faults) -> dict[str, Any]:
    if not {"on", "starts", "ends"} <= entry.keys():
        faults.setdefault(f"{name}.on", "日付と、始まりと終わりの時刻を入れてください。")
        return {}
    day = date.fromisoformat(entry["on"])
    return {
        "starts_at": instant_of(day, entry["starts"]).isoformat(),
        "ends_at": instant_of(day, entry["ends"]).isoformat(),
    }


def _with_words(entry: dict[str, Any], before: list[Any]) -> dict[str, Any]:
    """A title whose Japanese is as it was keeps its other languages."""
    for name in ("title", "evidence"):
        if name in entry:
            known = [_get(one, name) for one in before if isinstance(one, Mapping)]
            same = [one for one in known if isinstance(one, Mapping) and one["ja"] == entry[name]]
            entry[name] = same[0] if same else {"ja": entry[name]}
    return entry


def _value(field: Asked, typed: Any, name: str, faults: Faults) -> Any:
    """What was typed as the rules take it."""
    if field.kind == "many":
        return [int(one) if one.isdigit() else one for one in typed]
    if field.kind in {"check", "select", "text"} or typed == "":
        return None if typed == "" else typed
    try:
        return _READ[field.kind](typed)
    except Refusal as refusal:
        faults[name] = refusal.message.ja
    except ValueError:
        faults[name] = _BAD.get(field.kind, "数字で入れてください。")
    return None


def _day(typed: str) -> str:
    return parse_date(typed).isoformat()


_READ: dict[str, Callable[[str], Any]] = {
    "number": int, "clock": minute_of, "day": _day, "season": season_typed,
}  # fmt: skip
_BAD = {"season": "「4/1-9/30」のように、始まりと終わりの月日を入れてください。"}


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *names, last = path.split(".")
    for name in names:
        data = data.setdefault(name, {})
    if value is None and last not in _MAY_BE_NONE:
        data.pop(last, None)
    else:
        data[last] = value


_MAY_BE_NONE = {
    "months_before", "days_before", "pay_by_days", "age_from", "age_until", "months_from",
    "months_until",
}  # fmt: skip


def _field(place: tuple[int | str, ...], rows: Mapping[str, list[int]]) -> str:
    """The name of the field that a place in the rules belongs to."""
    parts = [one for one in place if one not in {"grid", "free", "sessions"} or one == place[-1]]
    parts = [one for n, one in enumerate(parts) if n == 0 or one != "ja"]
    if place[:2] == ("times", "sessions") and "sessions" not in parts:
        parts.insert(1, "sessions")
    name = ""
    for one in parts:
        if isinstance(one, int) and name in rows:
            kept = rows[name]
            name = f"{name}.{kept[one] if one < len(kept) else one}"
        else:
            name = f"{name}.{one}" if name else str(one)
    return name


def _words(error: Mapping[str, Any]) -> str:
    said = str(error["msg"])
    if said.startswith("Value error, "):
        return said.removeprefix("Value error, ")
    context = error.get("ctx") or {}
    for name, words in _LIMITS.items():
        if name in context:
            return words.format(context[name])
    return _KINDS.get(str(error["type"]), "この値は使えません。見直してください。")


_LIMITS = {
    "ge": "{}以上にしてください。",
    "le": "{}以下にしてください。",
    "gt": "{}より大きくしてください。",
    "multiple_of": "{}の倍数にしてください。",
}
_KINDS = {"missing": "入れてください。", "too_short": "1つ以上入れてください。"}
