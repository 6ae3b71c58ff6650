# SPDX-License-Identifier: Apache-2.0
"""How is each kind of question drawn? Values for templates/procedures/fields/."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from madoguchi.engines.procedures.web.composites import COMPOSITES
from madoguchi.engines.procedures.web.drawing import Drawing
from madoguchi.kernel.definition.results import AskedQuestion
from madoguchi.kernel.texts import TextValue
from madoguchi.platform.screens.wording import say

_TEMPLATES = {
    "text": "line", "number": "line", "money": "line", "time": "line", "phone": "line",
    "email": "line", "corporate_number": "line", "long_text": "long_text",
    "yes_no": "choice", "choice": "choice", "choices": "choice", "date": "date",
    "person_name": "parts", "address": "parts", "bank_account": "parts", "map_point": "parts",
    "household_member": "household_member", "table": "table", "file": "file",
    "signature": "parts", "consent": "consent", "note": "note", "fee": "fee",
}  # fmt: skip
_CODE_SIZE = frozenset({"money", "time"})


def draw_fields(asked: Sequence[AskedQuestion], drawing: Drawing) -> list[dict[str, Any]]:
    """One mapping per question for the templates."""
    return [draw_field(one, drawing) for one in asked]


def draw_field(asked: AskedQuestion, drawing: Drawing) -> dict[str, Any]:
    """What the template of one question needs."""
    question = asked.question
    kind = question.type
    base = {"template": f"procedures/fields/{_TEMPLATES[kind]}.html", "type": kind}
    if kind == "note":
        return base | _note(asked, drawing)
    if kind == "fee":
        return base | {"label": question.label.pick(drawing.lang), "fee": drawing.fee}
    base |= _frame(question, drawing)
    details = COMPOSITES.get(kind) or _DETAILS.get(kind)
    return base | details(asked, drawing, base) if details else base


def field_id(name: str) -> str:
    """The id of a field in the page, from its name."""
    return name.replace(".", "-")


def _frame(question: Any, drawing: Drawing) -> dict[str, Any]:
    """What every question has: names, label, hint, error, why."""
    lang, name = drawing.lang, drawing.prefix + question.id
    errors = drawing.errors_of(question.id)
    return {
        "name": name,
        "id": field_id(name),
        "label": question.label.pick(lang),
        "hint": _hint(question, lang),
        "why": question.why.pick(lang) if question.why else "",
        "required": question.required,
        "optional": not question.required,
        "error": errors.get("") or next(iter(errors.values()), ""),
        "errors": errors,
        "value": drawing.typed.get(question.id),
        "size": "code" if question.type in _CODE_SIZE else "",
    }


def _hint(question: Any, lang: str) -> str:
    parts = [question.hint.pick(lang)] if question.hint else []
    if question.example:
        parts.append(say("procedures.form.example", lang, example=question.example.pick(lang)))
    return " ".join(parts)


def _note(asked: AskedQuestion, drawing: Drawing) -> dict[str, Any]:
    note: Any = asked.question
    words = note.label.pick(drawing.lang)
    if asked.number is not None:
        words = words.replace("{number}", asked.number)
    return {"label": words, "tone": note.tone, "id": note.id}


Details = Callable[[AskedQuestion, Drawing, Mapping[str, Any]], dict[str, Any]]


def _line(asked: AskedQuestion, drawing: Drawing, _: Mapping[str, Any]) -> dict[str, Any]:
    question: Any = asked.question
    own = (question.fact or "").startswith("applicant.")
    details: dict[str, dict[str, Any]] = {
        "phone": {"inputmode": "tel", "autocomplete": "tel" if own else "off"},
        "email": {"inputmode": "email", "autocomplete": "email" if own else "off"},
        "money": {"inputmode": "numeric", "unit": say("procedures.form.yen", drawing.lang)},
        "number": {"inputmode": "decimal", "unit": _pick(getattr(question, "unit", None), drawing)},
        "time": {"inputmode": "numeric"},
        "corporate_number": {"inputmode": "numeric"},
        "text": {"inputmode": "numeric" if getattr(question, "digits", False) else ""},
    }
    return details[question.type]


def _pick(text: TextValue | None, drawing: Drawing) -> str:
    return text.pick(drawing.lang) if text else ""


def _long_text(asked: AskedQuestion, drawing: Drawing, base: Mapping[str, Any]) -> dict[str, Any]:
    limit = getattr(asked.question, "max_length", 2000)
    words = say("procedures.form.characters", drawing.lang, limit=f"{limit:,}")
    return {"rows": 4 if limit <= 500 else 8, "hint": " ".join(filter(None, [base["hint"], words]))}


def _choice(asked: AskedQuestion, drawing: Drawing, _: Mapping[str, Any]) -> dict[str, Any]:
    question: Any = asked.question
    many = question.type == "choices"
    show = getattr(question, "show", "list")
    options = [
        {
            "value": option.id,
            "label": option.label.pick(drawing.lang),
            "note": _pick(option.hint, drawing),
        }
        for option in asked.options
    ]
    return {
        "options": options,
        "pairs": [(option["value"], option["label"]) for option in options],
        "multiple": many,
        "value": drawing.typed.all(question.id) if many else drawing.typed.get(question.id),
        "kind": show if show in {"row", "tiles"} else "",
        "select": show == "select",
    }


def _yes_no(asked: AskedQuestion, drawing: Drawing, _: Mapping[str, Any]) -> dict[str, Any]:
    question: Any = asked.question
    yes = _pick(question.yes, drawing) or say("procedures.form.yes", drawing.lang)
    no = _pick(question.no, drawing) or say("procedures.form.no", drawing.lang)
    options = [{"value": "yes", "label": yes}, {"value": "no", "label": no}]
    return {"options": options, "kind": "row" if len(yes + no) <= 24 else "", "select": False}


def _consent(asked: AskedQuestion, drawing: Drawing, _: Mapping[str, Any]) -> dict[str, Any]:
    question: Any = asked.question
    return {
        "text": question.text.pick(drawing.lang),
        "agree": say("procedures.consent.agree", drawing.lang),
        "checked": bool(drawing.typed.get(question.id)),
        "required": question.must_agree,
        "optional": not question.must_agree,
    }


_DETAILS: dict[str, Details] = {
    **dict.fromkeys(
        ("text", "number", "money", "time", "phone", "email", "corporate_number"), _line
    ),
    "long_text": _long_text,
    "choice": _choice,
    "choices": _choice,
    "yes_no": _yes_no,
    "consent": _consent,
}
