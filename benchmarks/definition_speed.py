# SPDX-License-Identifier: Apache-2.0
"""How fast is a form read, pruned and its path found, without any web or database around it?"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks.figures import print_json, print_table
from madoguchi.kernel.definition import (
    Compiled,
    Context,
    compile_procedure,
    fill_form,
    find_path,
    load_definition,
    prune,
    put_step,
    read_step,
    validate_all,
)

CTX = Context(today=date(2026, 11, 21), own_city="灯台市")
_BASE = {
    "title": "計測",
    "summary": "計測用の手続き",
    "section": "citizens",
    "record": {"class": "計測"},
}
_SAMPLES: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    ({"type": "text", "max_length": 100}, {"": ["灯台市の海沿いの道路について"]}),
    ({"type": "yes_no"}, {"": ["yes"]}),
    ({"type": "number", "minimum": 0, "maximum": 999}, {"": ["１２"]}),
    (
        {"type": "choice", "options": [{"id": key, "label": key} for key in ("a", "b", "c")]},
        {"": ["b"]},
    ),
    ({"type": "date"}, {"era": ["昭和"], "year": ["63"], "month": ["4"], "day": ["12"]}),
    ({"type": "money"}, {"": ["12,000円"]}),
    (
        {"type": "person_name"},
        {"family": ["灯"], "given": ["あかり"], "family_kana": ["とうか"], "given_kana": ["ｱｶﾘ"]},
    ),
    ({"type": "phone"}, {"": ["090-0000-1125"]}),
    ({"type": "long_text"}, {"": ["港の近くの坂道に、街灯がありません。\r\n夜は暗いです。"]}),
    (
        {"type": "address"},
        {"postcode": ["000-0023"], "town": ["灯台市灯川東二丁目"], "block": ["8番5号"]},
    ),
]


def conditional_form() -> Compiled:
    """10 steps of 20 questions, 10 of them in each step asked under a condition of two tests."""
    steps = []
    for s in range(10):
        questions: list[dict[str, Any]] = [
            {"id": f"s{s}_yes{q}", "type": "yes_no", "label": "はいですか"} for q in range(10)
        ]
        for q in range(10):
            earlier = f"s{max(s - 1, 0)}_yes{q}"
            when = {
                "all": [
                    {"question": f"s{s}_yes{q}", "is": True},
                    {
                        "any": [
                            {"question": earlier, "is": True},
                            {"question": "s0_yes0", "is": False},
                        ]
                    },
                ]
            }
            sample = _SAMPLES[(s + q) % 5][0]
            questions.append({"id": f"s{s}_q{q}", "label": "質問", "when": when, **sample})
        steps.append({"id": f"step{s}", "title": "ステップ", "questions": questions})
    definition = {"id": "hundred-conditions", "steps": steps, **_BASE}
    return compile_procedure(load_definition(definition), prove=False)


def long_form(count: int, types: int = 5) -> Compiled:
    """One step of so many questions: of five plain types, or of ten with names and addresses."""
    questions = [{"id": f"q{n}", "label": "質問", **_SAMPLES[n % types][0]} for n in range(count)]
    steps = [{"id": "all", "title": "すべて", "questions": questions}]
    definition = {"id": "many-questions", "steps": steps, **_BASE}
    return compile_procedure(load_definition(definition), prove=False)


def typed(compiled: Compiled, step: int) -> dict[str, list[str]]:
    """What a browser posts for a step with everything filled."""
    form: dict[str, list[str]] = {}
    samples = {str(sample[0]["type"]): sample[1] for sample in _SAMPLES}
    for question in compiled.steps[step].inputs:
        for part, value in samples[question.type].items():
            form[f"{question.id}.{part}" if part else question.id] = value
    return form


def answer_all(compiled: Compiled) -> dict[str, Any]:
    """The answers after every step was posted once."""
    answers: dict[str, Any] = {}
    for n, step in enumerate(compiled.steps):
        reading = read_step(compiled, step.id, typed(compiled, n), answers, CTX)
        assert reading.ok, reading.errors
        answers = put_step(answers, step.id, reading.values)
    return answers


def median_ms(work: Callable[[], object], rounds: int = 40) -> float:
    """The median of some rounds in milliseconds of processor time."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return round(sorted(seconds)[rounds // 2] * 1000, 3)


def post(compiled: Compiled, answers: dict[str, Any], step: int) -> Callable[[], object]:
    """All that posting a step costs."""
    form, step_id = typed(compiled, step), compiled.steps[step].id

    def work() -> object:
        reading = read_step(compiled, step_id, form, answers, CTX)
        kept = prune(compiled, put_step(answers, step_id, reading.values), CTX)
        return find_path(compiled, kept, CTX)

    return work


def main() -> None:
    """Measure, print a table and one JSON line."""
    hundred = conditional_form()
    wide = {"95": long_form(95), "700": long_form(700), "700_hard": long_form(700, 10)}
    figures: dict[str, float] = {}
    answers = answer_all(hundred)
    figures["post_step_100_conditions_ms"] = median_ms(post(hundred, answers, 5))
    figures["validate_100_conditions_ms"] = median_ms(lambda: validate_all(hundred, answers, CTX))
    for name, compiled in wide.items():
        form, given = typed(compiled, 0), answer_all(compiled)
        step = compiled.steps[0]
        figures[f"read_{name}_questions_ms"] = median_ms(
            lambda c=compiled, f=form: read_step(c, "all", f, {}, CTX)
        )
        figures[f"post_{name}_questions_ms"] = median_ms(post(compiled, given, 0))
        figures[f"validate_{name}_questions_ms"] = median_ms(
            lambda c=compiled, g=given: validate_all(c, g, CTX)
        )
        figures[f"fill_{name}_questions_ms"] = median_ms(lambda s=step, g=given: fill_form(s, g))
    print_table("Definitions", ("figure", "ms"), figures.items())
    print_json({"kernel": figures})


if __name__ == "__main__":
    main()
