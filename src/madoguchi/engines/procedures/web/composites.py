# SPDX-License-Identifier: Apache-2.0
"""How are questions of several fields drawn: names, addresses, accounts, days, tables, files?"""

from collections.abc import Callable, Mapping
from typing import Any

from madoguchi.engines.procedures.web.drawing import Drawing
from madoguchi.kernel.definition.results import AskedQuestion
from madoguchi.platform.screens.dates import era_choices
from madoguchi.platform.screens.wording import say

Base = Mapping[str, Any]
Composite = Callable[[AskedQuestion, Drawing, Base], dict[str, Any]]


def _part(base: Base, drawing: Drawing, name: str, label: str, **more: Any) -> dict[str, Any]:
    """One field of a composite question."""
    question = str(base["name"])[len(drawing.prefix) :]
    return {
        "name": f"{base['name']}.{name}",
        "id": f"{base['id']}-{name}",
        "label": say(label, drawing.lang),
        "value": drawing.typed.get(f"{question}.{name}"),
        "error": base["errors"].get(name, ""),
        "type": "text",
        **more,
    }


def _own(asked: AskedQuestion) -> bool:
    return (getattr(asked.question, "fact", None) or "").startswith("applicant.")


def _whole_error(base: Base) -> str:
    return str(base["errors"].get("", ""))


def _person_name(asked: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    own = _own(asked)
    rows = [_name_row(base, drawing, "", own=own)]
    if getattr(asked.question, "kana", True):
        rows.append(_name_row(base, drawing, "_kana", own=False))
    return {"rows": rows, "error": _whole_error(base)}


def _name_row(base: Base, drawing: Drawing, ending: str, *, own: bool) -> list[dict[str, Any]]:
    return [
        _part(
            base,
            drawing,
            f"{part}{ending}",
            f"procedures.name.{part}{ending}",
            autocomplete=f"{part}-name" if own else "off",
        )
        for part in ("family", "given")
    ]


def _address(asked: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    own = _own(asked)
    names = {
        "postcode": {"size": "code", "inputmode": "numeric", "autocomplete": "postal-code",
                     "look_up": base["name"][len(drawing.prefix) :]},
        "town": {"autocomplete": "address-level2"},
        "block": {"autocomplete": "address-line1"},
        "building": {"autocomplete": "address-line2", "optional": True},
    }  # fmt: skip
    parts = {
        name: _part(
            base,
            drawing,
            name,
            f"procedures.address.{name}",
            **more | ({} if own else {"autocomplete": "off"}),
        )
        for name, more in names.items()
    }
    if getattr(asked.question, "abroad", False):
        parts["postcode"]["optional"] = True
    rows = [[parts["postcode"]], [parts["town"]], [parts["block"], parts["building"]]]
    return {"rows": rows, "error": _whole_error(base)}


def _bank_account(_: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    numbers: dict[str, Any] = {"inputmode": "numeric", "autocomplete": "off"}
    kinds = [(kind, say(f"procedures.bank.{kind}", drawing.lang)) for kind in _ACCOUNT_KINDS]
    parts = {
        name: _part(base, drawing, name, f"procedures.bank.{name}", **more)
        for name, more in (
            ("bank_code", numbers),
            ("branch_code", numbers),
            ("kind", {"options": kinds}),
            ("number", numbers),
            ("holder_kana", {"autocomplete": "off"}),
        )
    }
    rows = [
        [parts["bank_code"], parts["branch_code"]],
        [parts["kind"], parts["number"]],
        [parts["holder_kana"]],
    ]
    return {"rows": rows, "error": _whole_error(base)}


_ACCOUNT_KINDS = ("ordinary", "current", "savings")


def _map_point(_: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    label = _part(base, drawing, "label", "procedures.map.label")
    place = [
        _part(base, drawing, part, f"procedures.map.{word}", inputmode="decimal")
        for part, word in (("lat", "latitude"), ("lon", "longitude"))
    ]
    hint = base["hint"] or say("procedures.map.hint", drawing.lang)
    return {"rows": [[label], place], "hint": hint, "error": _whole_error(base)}


def _signature(_: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    part = _part(base, drawing, "name", "procedures.signature.name", autocomplete="name")
    hint = base["hint"] or say("procedures.signature.hint", drawing.lang)
    return {"rows": [[part]], "hint": hint, "error": _whole_error(base)}


def _date(asked: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    question: Any = asked.question
    typed = {part: drawing.typed.get(f"{question.id}.{part}") for part in _DATE_PARTS}
    if not any(typed.values()) and not question.birth:
        typed["era"] = "令和"
    errors = base["errors"]
    return {
        "eras": era_choices(drawing.lang, oldest="meiji" if question.birth else "showa"),
        "value": typed,
        "error_part": next((part for part in errors if part in _DATE_PARTS), ""),
        "unknown": question.unknown,
    }


_DATE_PARTS = ("era", "year", "month", "day")


def _household_member(asked: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    question: Any = asked.question
    birth = {part: drawing.typed.get(f"{question.id}.birth.{part}") for part in _DATE_PARTS}
    errors = base["errors"]
    birth_errors = {part: words for part, words in errors.items() if part.startswith("birth")}
    relations = [(one.id, one.label.pick(drawing.lang)) for one in question.relations]
    return _person_name(asked, drawing, base) | {
        "birth": {
            "name": f"{base['name']}.birth",
            "id": f"{base['id']}-birth",
            "value": birth,
            "eras": era_choices(drawing.lang),
            "error": next(iter(birth_errors.values()), ""),
            "error_part": next(iter(birth_errors), "").rpartition(".")[2],
        },
        "relation": _part(
            base, drawing, "relation", "procedures.member.relation", options=relations or None
        ),
        "together": _part(base, drawing, "together", "procedures.member.together")
        | {"options": _yes_no(drawing)},
    }


def _yes_no(drawing: Drawing) -> list[dict[str, str]]:
    return [
        {"value": word, "label": say(f"procedures.form.{word}", drawing.lang)}
        for word in ("yes", "no")
    ]


def _table(asked: AskedQuestion, drawing: Drawing, base: Base) -> dict[str, Any]:
    question: Any = asked.question
    filled = drawing.typed.count_rows(question.id)
    count = min(question.rows_max, max(question.rows_min, filled + _SPARE_ROWS))
    columns = [(column, column.label.pick(drawing.lang)) for column in question.columns]
    return {
        "columns": [
            {"label": label, "unit": column.unit.pick(drawing.lang) if column.unit else ""}
            for column, label in columns
        ],
        "rows": [_table_row(row, columns, drawing, base) for row in range(count)],
        "error": _whole_error(base) or base["error"],
    }


_SPARE_ROWS = 2


def _table_row(
    row: int, columns: list[tuple[Any, str]], drawing: Drawing, base: Base
) -> dict[str, Any]:
    number = say("procedures.table.row", drawing.lang, number=row + 1)
    question = str(base["name"])[len(drawing.prefix) :]
    cells = [
        {
            "name": f"{base['name']}.{row}.{column.id}",
            "id": f"{base['id']}-{row}-{column.id}",
            "label": f"{label} {number}",
            "column": label,
            "value": drawing.typed.get(f"{question}.{row}.{column.id}"),
            "error": base["errors"].get(f"{row}.{column.id}", ""),
            "numeric": column.type in {"number", "money"},
            "options": [(one.id, one.label.pick(drawing.lang)) for one in column.options],
        }
        for column, label in columns
    ]
    return {"number": number, "cells": cells}


COMPOSITES: dict[str, Composite] = {
    "person_name": _person_name,
    "address": _address,
    "bank_account": _bank_account,
    "map_point": _map_point,
    "signature": _signature,
    "date": _date,
    "household_member": _household_member,
    "table": _table,
}
