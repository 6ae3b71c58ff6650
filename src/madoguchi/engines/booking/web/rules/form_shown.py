# SPDX-License-Identifier: Apache-2.0
"""How is the form of the rules drawn: groups, fields, rows with some blank ones?"""

from collections.abc import Mapping, Sequence
from typing import Any

from madoguchi.engines.booking.web.rules.form_fields import TIMES, Asked, Rows, groups_for
from madoguchi.platform.screens.wording import say

Choices = Mapping[str, Sequence[tuple[str, str]]]


OPEN = {"fees", "window"}
"""Groups that stand open from the start, beside the first."""


class FormShown:
    """Draws fields from values, faults and the choices that are looked up."""

    def __init__(
        self, values: Mapping[str, Any], faults: Mapping[str, str], choices: Choices, lang: str
    ) -> None:
        self.values, self.faults, self.choices, self.lang = values, faults, choices, lang

    def groups(self) -> list[dict[str, Any]]:
        """Every group of the chosen way of giving times."""
        found: list[dict[str, Any]] = [
            {
                "key": group.key,
                "legend": say(f"booking.rules.g.{group.key}", self.lang),
                "note": say(f"booking.rules.n.{group.key}", self.lang),
                "items": [self._item(item) for item in group.items],
            }
            for group in groups_for(str(self.values["times.kind"]))
        ]
        for n, group in enumerate(found):
            group["open"] = n == 0 or group["key"] in OPEN or _has_error(group["items"])
        return found

    def kinds(self) -> list[dict[str, str]]:
        """The ways of giving times."""
        return [
            {"value": one, "label": say(f"booking.rules.times.{one}", self.lang)} for one in TIMES
        ]

    def _item(self, item: Asked | Rows) -> dict[str, Any]:
        if isinstance(item, Asked):
            return self._field(item, item.path, item.path, self.values.get(item.path))
        rows = list(self.values.get(item.path) or [])
        blank = [{field.path: "" for field in item.fields} for _ in range(item.blank)]
        return {
            "rows": [self._row(item, n, row) for n, row in enumerate([*rows, *blank])],
            "path": item.path,
            "count": len(rows) + item.blank,
            "legend": say(f"booking.rules.r.{item.path}", self.lang),
        }

    def _row(self, rows: Rows, n: int, row: Mapping[str, Any]) -> dict[str, Any]:
        legend = say(f"booking.rules.r.{rows.path}", self.lang)
        number, name = n + 1, f"{rows.path}.{n}"
        fields = [
            self._field(
                field, f"{rows.path}.{field.path}", f"{name}.{field.path}", row.get(field.path)
            )
            for field in rows.fields
        ]
        filled = any(row.get(field.path) for field in rows.fields)
        error = self.faults.get(name, "")
        return {
            "legend": say("booking.rules.row", self.lang, name=legend, number=number)
            if filled
            else say("booking.rules.add_row", self.lang, name=legend),
            "words": _in_words(fields) if filled else "",
            "fields": fields,
            "error": error,
            "open": bool(error) or any(field["error"] for field in fields),
        }

    def _field(self, field: Asked, label: str, name: str, value: Any) -> dict[str, Any]:
        shown = {
            "kind": field.kind,
            "name": name,
            "label": say(f"booking.rules.f.{label}", self.lang),
            "value": value,
            "error": self.faults.get(name, ""),
            "unit": say(f"booking.rules.u.{label}", self.lang) if field.unit else "",
        }
        if field.kind in {"select", "many"}:
            shown["options"] = self._options(field, label)
        return shown

    def _options(self, field: Asked, label: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for key in field.options:
            if key.startswith("@"):
                found += [{"value": k, "label": words} for k, words in self.choices[key]]
            else:
                last = label.rsplit(".", 1)[-1]
                found.append(
                    {
                        "value": key,
                        "label": say(f"booking.rules.o.{last}.{key or 'none'}", self.lang),
                    }
                )
        return found


def _has_error(items: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        item.get("error") or any(row["open"] for row in item.get("rows", ())) for item in items
    )


def _in_words(fields: Sequence[Mapping[str, Any]]) -> str:
    """A row in one line, so that it can stay closed."""
    found = []
    for field in fields:
        value = field["value"]
        if not value:
            continue
        if field["kind"] in {"select", "many"}:
            chosen = {value} if isinstance(value, str) else set(value)
            found += [one["label"] for one in field["options"] if one["value"] in chosen]
        else:
            found.append(field["label"] if field["kind"] == "check" else f"{value}{field['unit']}")
    return " ".join(found)


def named_faults(faults: Mapping[str, str]) -> list[dict[str, str]]:
    """The faults for the summary on top, each with a link to its field."""
    return [{"href": f"#{name or 'rules-form'}", "text": words} for name, words in faults.items()]
