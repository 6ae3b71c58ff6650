# SPDX-License-Identifier: Apache-2.0
"""Whatever the definition and whatever is answered: the runtime holds what it promises."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.kernel.definition import (
    Compiled,
    calculate_fee,
    check_eligibility,
    choose_section,
    compile_procedure,
    describe,
    dump_definition,
    estimate_minutes,
    fill_form,
    find_path,
    inspect_procedure,
    load_definition,
    prune,
    put_step,
    read_step,
    rebase,
    validate_all,
)
from madoguchi.kernel.definition.look import look
from tests.kernel.definition import strategies as made
from tests.kernel.definition.strategies import CTX

calm = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def compiled_of(definition: dict[str, Any]) -> Compiled:
    return compile_procedure(load_definition(definition), prove=False)


def everything(compiled: Compiled, answers: dict[str, Any]) -> list[Any]:
    """All that the runtime says about answers."""
    path = find_path(compiled, answers, CTX)
    return [
        [(s.id, s.done, s.questions, s.item_questions, s.items_done) for s in path.steps],
        path.ending,
        validate_all(compiled, answers, CTX),
        check_eligibility(compiled, answers, CTX),
        check_eligibility(compiled, answers, CTX, final=True).ok,
        calculate_fee(compiled, answers, CTX),
        calculate_fee(compiled, answers, CTX, final=True),
        choose_section(compiled, answers, CTX),
        [describe(compiled, answers, CTX, lang) for lang in ("ja", "en", "easy")],
    ]


@calm
@given(st.data())
def test_nothing_crashes_on_hostile_json(data: st.DataObject) -> None:
    compiled = compiled_of(data.draw(made.definitions()))
    answers = data.draw(made.hostile_answers(compiled))
    assert len(everything(compiled, answers)) == 9
    assert prune(compiled, answers, CTX).keys() <= answers.keys()
    assert rebase(compiled, compiled, answers).answers.keys() <= answers.keys()
    assert estimate_minutes(compiled) >= 1


@calm
@given(st.data())
def test_a_page_takes_whatever_is_posted(data: st.DataObject) -> None:
    compiled = compiled_of(data.draw(made.definitions()))
    answers = data.draw(made.answers(compiled))
    step = data.draw(st.sampled_from(compiled.steps))
    form = data.draw(made.forms(compiled, step.id))
    item = data.draw(st.integers(0, 3)) if step.repeats else None
    reading = read_step(compiled, step.id, form, answers, CTX, item)
    ids = {question.id for question in step.inputs}
    assert reading.values.keys() <= ids
    assert all(name.partition(".")[0] in ids for name in reading.raw)
    assert all(reading.raw[name] == typed for name, typed in form.items() if name in reading.raw)
    refused = {error.question for error in reading.errors}
    assert not refused & reading.values.keys()
    # What can be kept is canonical: it crosses as JSON, and the office finds nothing wrong with it.
    kept = put_step(answers, step.step, reading.values, item)
    assert json.loads(json.dumps(kept)) == kept
    wrong = [e for e in validate_all(compiled, kept, CTX) if e.question in reading.values]
    asked = find_path(compiled, kept, CTX)
    here = [e for e in wrong if e.step == step.id and e.item == item]
    assert asked.find(step.id) is None or not here


@calm
@given(st.data())
def test_what_is_filled_in_again_reads_the_same(data: st.DataObject) -> None:
    compiled = compiled_of(data.draw(made.definitions()))
    step = data.draw(st.sampled_from(compiled.steps))
    answers = data.draw(made.answers(compiled))
    values = {q.id: data.draw(made.values(q)) for q in step.inputs}
    item = 0 if step.repeats else None
    answers = {**answers, step.id: [values]} if step.repeats else {**answers, **values}
    sure = {e.question for e in validate_all(compiled, answers, CTX)}
    form = fill_form(step, values)
    reading = read_step(compiled, step.id, form, answers, CTX, item)
    for name, value in reading.values.items():
        assert name in sure or value == values[name]


@calm
@given(st.data())
def test_pruning_is_idempotent_and_changes_nothing_that_counts(data: st.DataObject) -> None:
    compiled = compiled_of(data.draw(made.definitions()))
    answers = data.draw(made.answers(compiled))
    for final in (False, True):
        once = prune(compiled, answers, CTX, final=final)
        assert prune(compiled, once, CTX, final=final) == once
    assert everything(compiled, prune(compiled, answers, CTX)) == everything(compiled, answers)


@calm
@given(st.data())
def test_a_hidden_question_never_influences_anything(data: st.DataObject) -> None:
    compiled = compiled_of(data.draw(made.definitions()))
    answers = data.draw(made.answers(compiled))
    looks = [look(compiled, answers, CTX, final=final) for final in (False, True)]
    other = dict(answers)
    for step in compiled.steps:
        seen = [found.steps[step.index] for found in looks]
        for question in step.inputs:
            at = step.questions.index(question)
            hidden = all(s.shown is False or (s.states and s.states[at] is False) for s in seen)
            if hidden and not step.repeats:
                other.pop(question.id, None)
                if data.draw(st.booleans()):
                    other[question.id] = data.draw(made.values(question) | made.JUNK)
        if step.repeats and all(s.shown is False for s in seen):
            other[step.id] = data.draw(made.JUNK)
    assert everything(compiled, other) == everything(compiled, answers)
    assert prune(compiled, other, CTX, final=True) == prune(compiled, answers, CTX, final=True)


@calm
@given(made.definitions())
def test_definitions_survive_json(definition: dict[str, Any]) -> None:
    procedure = load_definition(definition)
    crossed = json.loads(json.dumps(dump_definition(procedure)))
    assert load_definition(crossed) == procedure


@calm
@given(st.data())
def test_what_is_called_dead_is_never_asked(data: st.DataObject) -> None:
    procedure = load_definition(data.draw(made.definitions()))
    compiled, problems = inspect_procedure(procedure)
    dead = {
        question.id
        for step in compiled.steps
        for question in step.questions
        for problem in problems
        if problem.code in ("dead_question", "unreachable_step")
        and (problem.path == f"{question.path}.when" or problem.path == step.path)
    }
    endings = any(problem.code == "unreachable_ending" for problem in problems)
    for _ in range(3):
        answers = data.draw(made.answers(compiled))
        wrong = {error.question for error in validate_all(compiled, answers, CTX)}
        path = find_path(compiled, answers, CTX)
        if not wrong:
            assert not dead & path.visible
            assert not (endings and path.ending)
