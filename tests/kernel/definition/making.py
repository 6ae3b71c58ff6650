# SPDX-License-Identifier: Apache-2.0
"""How do these tests make a small procedure and answer one question?"""

from datetime import date
from typing import Any

from madoguchi.kernel.addresses import AddressBook, Town
from madoguchi.kernel.business_days import Calendar
from madoguchi.kernel.definition import (
    Compiled,
    Context,
    DefinitionRejected,
    Problem,
    StepReading,
    compile_procedure,
    load_definition,
    put_step,
    read_step,
    validate_all,
)
from madoguchi.kernel.texts import text

TODAY = date(2026, 11, 21)
BOOK = AddressBook(
    text("灯台市", "Todai City"),
    [Town("0000023", "灯川東", "トウセンヒガシ", 3), Town("0000012", "港町", "ミナトマチ", 4)],
    prefecture="灯台県",
)
CTX = Context(TODAY, "灯台市", "email", BOOK, Calendar(), (34.0102, 134.2201))
BASE = {
    "id": "a-procedure",
    "title": "手続き",
    "summary": "説明",
    "section": "citizens",
    "record": {"class": "試験"},
}


def procedure(steps: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A definition of these steps."""
    return {**BASE, "steps": [{"title": "ステップ", **step} for step in steps], **more}


def one_step(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A definition of one step called ``page``."""
    shown = [{"label": "質問", **question} for question in questions]
    return procedure([{"id": "page", "questions": shown}], **more)


def compiled(definition: dict[str, Any], **options: Any) -> Compiled:
    """The definition, compiled."""
    return compile_procedure(load_definition(definition), **options)


def problems(definition: dict[str, Any], **options: Any) -> list[Problem]:
    """Why the definition is refused; empty if it is not."""
    try:
        compile_procedure(load_definition(definition), **options)
    except DefinitionRejected as refusal:
        return list(refusal.problems)
    return []


def found(definition: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    """Path and code of each problem."""
    return [(problem.path, problem.code) for problem in problems(definition, **options)]


def type_answer(question: dict[str, Any], typed: Any, ctx: Context = CTX) -> StepReading:
    """Type into a single question ``q``: a line, or parts."""
    form = compiled(one_step({"id": "q", **question}))
    parts = typed if isinstance(typed, dict) else {"": typed}
    posted = {
        f"q.{part}" if part else "q": value if isinstance(value, list) else [value]
        for part, value in parts.items()
    }
    reading = read_step(form, "page", posted, {}, ctx)
    if reading.ok:
        # What a page takes, the office takes too.
        assert validate_all(form, put_step({}, "page", reading.values), ctx) == ()
    return reading


def value_of(question: dict[str, Any], typed: Any, ctx: Context = CTX) -> Any:
    """The value that is kept."""
    reading = type_answer(question, typed, ctx)
    assert reading.ok, [error.message.ja for error in reading.errors]
    return reading.values["q"]


def refusal_of(
    question: dict[str, Any], typed: Any, ctx: Context = CTX
) -> tuple[str, str | None, str]:
    """Code, part and Japanese sentence of the first error; every language says something."""
    reading = type_answer(question, typed, ctx)
    assert reading.errors, reading.values
    error = reading.errors[0]
    assert error.message.en
    assert error.message.easy
    assert "間違" not in error.message.ja.replace("打ち間違い", "")
    return error.code, error.part, error.message.ja
