# SPDX-License-Identifier: Apache-2.0
"""Does a procedure treat its example applications as its author says?"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from madoguchi.kernel.definition.calculate_fee import calculate_fee
from madoguchi.kernel.definition.check_eligibility import check_eligibility
from madoguchi.kernel.definition.choose_section import choose_section
from madoguchi.kernel.definition.compiled import Compiled, CompiledStep
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.find_path import find_path
from madoguchi.kernel.definition.kinds.papers import ConsentKind
from madoguchi.kernel.definition.prune import prune
from madoguchi.kernel.definition.put_step import close_items, put_step
from madoguchi.kernel.definition.read_step import read_step
from madoguchi.kernel.definition.results import AnswerError
from madoguchi.kernel.definition.schema import Identity
from madoguchi.kernel.definition.validate_all import validate_all
from madoguchi.kernel.eras import format_wareki


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedError(_Strict):
    """An error that must come: its question ("" for a whole step) and code."""

    question: str = ""
    code: str | None = None


class Expected(_Strict):
    """What must come of an example; what is not named is not compared."""

    errors: tuple[ExpectedError, ...] | None = None
    fee_yen: int | None = None
    eligible: bool | None = None
    ending: str | None = None
    section: str | None = None


class Example(_Strict):
    """An example application: canonical ``answers``, or a ``form`` as typed page by page.

    In answers a day may be written 1988-04-12, a consent ``true``, a file ``{name: a.pdf}``. In a
    form parts may be nested, and repeating steps are lists. ``valid`` says whether it can be filed.
    """

    title: str
    valid: bool
    on: date | None = Field(default=None, description="the day of filing")
    identity: Identity = "signed"
    answers: dict[str, Any] | None = None
    form: dict[str, Any] | None = None
    expect: Expected = Expected()

    @model_validator(mode="after")
    def _one_way(self) -> "Example":
        if (self.answers is None) == (self.form is None):
            raise ValueError("an example has either answers or a form")
        return self


def run_example(compiled: Compiled, example: Example, ctx: Context) -> list[str]:
    """File an example; every difference from what its author expects, in words."""
    ctx = replace(ctx, today=example.on or ctx.today, identity=example.identity)
    answers, errors, differences = file_example(compiled, example, ctx)
    path = find_path(compiled, answers, ctx)
    eligibility = check_eligibility(compiled, answers, ctx, final=True)
    ending = path.ending.id if path.ending else None
    valid = not errors and eligibility.ok is not False and ending is None
    if valid != example.valid:
        shown = "; ".join(map(_shown, errors)) or f"eligible {eligibility.ok}, ending {ending}"
        differences.append(f"valid is {valid}, not {example.valid} ({shown})")
    wanted = example.expect
    if wanted.errors is not None:
        differences += _compare_errors(wanted.errors, errors)
    fee = calculate_fee(compiled, answers, ctx, final=True)
    found: dict[str, Any] = {
        "fee_yen": fee.yen if fee else None,
        "eligible": eligibility.ok,
        "ending": ending,
        "section": choose_section(compiled, answers, ctx),
    }
    for name, value in found.items():
        expected = getattr(wanted, name)
        if expected is not None and value != expected:
            differences.append(f"{name} is {value}, not {expected}")
    return differences


def file_example(
    compiled: Compiled, example: Example, ctx: Context
) -> tuple[dict[str, Any], list[AnswerError], list[str]]:
    """The canonical answers of an example, their errors, and what could not be typed at all."""
    differences: list[str] = []
    if example.form is not None:
        answers, errors = _type_form(compiled, example.form, ctx, differences)
    else:
        answers, errors = complete_answers(compiled, example.answers or {}, ctx), []
    typed = {(error.item, error.question) for error in errors}
    left = validate_all(compiled, answers, ctx)
    errors += [e for e in left if e.code != "ended" and (e.item, e.question) not in typed]
    if find_path(compiled, answers, ctx).ending is not None:
        errors = [error for error in errors if error.code != "missing"]
    return answers, errors, differences


def complete_answers(
    compiled: Compiled, answers: Mapping[str, Any], ctx: Context
) -> dict[str, Any]:
    """Answers with the short forms written out, as canonical answers have them."""
    whole: dict[str, Any] = {}
    for name, value in answers.items():
        step = compiled.by_step.get(name)
        if step is not None and step.repeats and isinstance(value, list):
            whole[name] = [_complete_item(compiled, item, ctx) for item in value]
        else:
            whole[name] = _complete(compiled, name, value, ctx)
    return whole


def _complete_item(compiled: Compiled, item: Any, ctx: Context) -> Any:
    if not isinstance(item, dict):
        return item
    return {name: _complete(compiled, name, value, ctx) for name, value in item.items()}


def _complete(compiled: Compiled, name: str, value: Any, ctx: Context) -> Any:
    found = compiled.by_question.get(name)
    if found is None:
        return _plain(value)
    question = found[1]
    value = _plain(value)
    match question.type:
        case "date":
            return _complete_date(value)
        case "household_member" if isinstance(value, dict):
            return {**value, "birth": _complete_date(value.get("birth"))}
        case "consent" if isinstance(value, bool) and isinstance(question.kind, ConsentKind):
            return {"agreed": value, "digest": question.kind.digest}
        case "signature" if isinstance(value, str):
            return {"name": value, "signed_on": ctx.today.isoformat()}
        case "file" if isinstance(value, list):
            return [_complete_file(entry) for entry in value]
        case "person_name" | "address" if isinstance(value, dict):
            parts = {"address": ("building",)}.get(question.type, ("family_kana", "given_kana"))
            return {**dict.fromkeys(parts, ""), **value}
        case _:
            return value


def _complete_date(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"value"}:
        value = value["value"]
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return {"value": value, "text": format_wareki(day), "precision": "day"}


def _complete_file(entry: Any) -> Any:
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        return entry
    digest = hashlib.sha256(entry["name"].encode()).hexdigest()
    types = {"pdf": "application/pdf", "png": "image/png", "csv": "text/csv",
             "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
             "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
             }  # fmt: skip
    type_ = types.get(entry["name"].rpartition(".")[2].lower(), "image/jpeg")
    made = {"id": str(UUID(digest[:32])), "type": type_, "size": 120_000, "sha256": digest}
    return made | entry


def _plain(value: Any) -> Any:
    """JSON values only: YAML reads an unquoted day as a date."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def _type_form(
    compiled: Compiled, form: Mapping[str, Any], ctx: Context, differences: list[str]
) -> tuple[dict[str, Any], list[AnswerError]]:
    """Type a form page by page, as a person would, going on in spite of errors."""
    answers: dict[str, Any] = {}
    errors: list[AnswerError] = []
    differences += [f"there is no step {name}" for name in form if name not in compiled.by_step]
    for step in compiled.steps:
        path = find_path(compiled, answers, ctx)
        if path.find(step.id) is None:
            if step.id in form:
                differences.append(f"the step {step.id} is not on the path")
            continue
        typed = form.get(step.id, [] if step.repeats else {})
        if step.repeats:
            for item, page in enumerate(typed if isinstance(typed, list) else [typed]):
                answers, found = _type_page(compiled, step, page, answers, ctx, item)
                errors += found
            answers = close_items(answers, step.id)
            errors += read_step(compiled, step.id, {}, answers, ctx).errors
        else:
            answers, found = _type_page(compiled, step, typed, answers, ctx, None)
            errors += found
    return prune(compiled, answers, ctx), errors


def _type_page(
    compiled: Compiled, step: CompiledStep, page: Any, answers: dict[str, Any], ctx: Context,
    item: int | None,
) -> tuple[dict[str, Any], list[AnswerError]]:  # fmt: skip
    typed = dict(page) if isinstance(page, Mapping) else {}
    files = {q.id: typed.pop(q.id) for q in step.inputs if q.type == "file" and q.id in typed}
    if files:
        kept = {name: _complete(compiled, name, value, ctx) for name, value in files.items()}
        answers = put_step(answers, step.id, kept, item)
    reading = read_step(compiled, step.id, _fields(typed), answers, ctx, item)
    return put_step(answers, step.id, reading.values, item), list(reading.errors)


def _fields(typed: Mapping[str, Any]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in typed.items():
        _flatten(name, value, fields)
    return fields


def _flatten(name: str, value: Any, fields: dict[str, list[str]]) -> None:
    if isinstance(value, Mapping):
        for part, entry in value.items():
            _flatten(f"{name}.{part}", entry, fields)
    elif isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
        for n, entry in enumerate(value):
            _flatten(f"{name}.{n}", entry, fields)
    elif isinstance(value, list):
        fields[name] = [_word(entry) for entry in value]
    else:
        fields[name] = [_word(value)]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(_plain(value))


def _compare_errors(wanted: tuple[ExpectedError, ...], errors: list[AnswerError]) -> list[str]:
    differences = [
        f"no error {expected.code or ''} at {expected.question or 'the step'}"
        for expected in wanted
        if not any(_matches(expected, error) for error in errors)
    ]
    return differences + [
        f"an error that was not expected: {_shown(error)}"
        for error in errors
        if not any(_matches(expected, error) for expected in wanted)
    ]


def _matches(expected: ExpectedError, error: AnswerError) -> bool:
    return error.question == expected.question and expected.code in (None, error.code)


def _shown(error: AnswerError) -> str:
    place = error.question or error.step
    return f"{place}{f'.{error.part}' if error.part else ''} {error.code}: {error.message.ja}"
