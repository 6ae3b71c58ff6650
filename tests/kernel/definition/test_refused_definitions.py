# SPDX-License-Identifier: Apache-2.0
"""What an author is told before a definition is published: all of it, each with its place."""

from typing import Any

import pytest

from madoguchi.kernel.definition import DefinitionRejected, load_definition
from tests.kernel.definition.making import BASE, found, one_step, problems, procedure

OPTIONS = [{"id": key, "label": key} for key in ("a", "b")]
YES = {"id": "yes", "type": "yes_no"}
PICK = {"id": "pick", "type": "choice", "options": OPTIONS}
COUNT = {"id": "n", "type": "number", "minimum": 0, "maximum": 50}
BORN = {"id": "born", "type": "date"}
FREE = {"id": "free", "type": "text", "required": False}


def when(condition: dict[str, Any]) -> dict[str, Any]:
    """A procedure in which the last question has a condition."""
    return one_step(YES, PICK, COUNT, BORN, FREE, {"id": "last", "type": "text", "when": condition})


AT = "steps[0].questions[5].when"


@pytest.mark.parametrize(
    ("condition", "path", "code"),
    [
        ({"question": "nobody", "is": True}, AT, "unknown_question"),
        ({"fact": "nothing", "is": True}, AT, "unknown_fact"),
        ({"question": "pick", "is": "c"}, f"{AT}.is", "unknown_option"),
        ({"question": "pick", "in": ["a", "c"]}, f"{AT}.in[1]", "unknown_option"),
        ({"question": "pick", "is": False}, f"{AT}.is", "unknown_option"),
        ({"question": "yes", "is": "maybe"}, f"{AT}.is", "wrong_type"),
        ({"question": "n", "is": "many"}, f"{AT}.is", "wrong_type"),
        ({"question": "n", "over": True}, f"{AT}.over", "wrong_type"),
        ({"question": "yes", "over": 3}, AT, "operator"),
        ({"question": "n", "before": "2026-01-01"}, AT, "operator"),
        ({"question": "free", "over": 3}, AT, "operator"),
        ({"question": "born", "over": 3}, AT, "operator"),
        ({"question": "born", "is": "yesterday"}, f"{AT}.is", "wrong_type"),
        ({"question": "n", "is": {"question": "free"}}, f"{AT}.is", "wrong_type"),
        ({"question": "born", "part": "decade", "is": "x"}, AT, "unknown_part"),
        ({"age": "n", "over": 3}, f"{AT}.age", "not_a_date"),
        ({"count": "page", "over": 3}, f"{AT}.count", "unknown_group"),
        ({"sum": "free", "over": 3}, f"{AT}.sum", "not_summable"),
        ({"question": "yes", "where": {"always": True}, "is": True}, f"{AT}.where", "loose_word"),
        ({"question": "last", "answered": True}, AT, "asked_later"),
        ({"not": {"all": [{"question": "nobody", "is": True}]}}, f"{AT}.not.all[0]", "unknown_question"),
        ({"identity": True, "is": "passport"}, f"{AT}.is", "wrong_type"),
        ({"question": "free", "in": []}, f"{AT}.in", "empty_list"),
        ({"today": True, "after": {"question": "n"}}, f"{AT}.after", "wrong_type"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense(condition: dict[str, Any], path: str, code: str) -> None:
    assert (path, code) in found(when(condition))


def test_every_problem_is_told_at_once_in_both_languages() -> None:
    definition = one_step(
        {"id": "a", "type": "yes_no", "when": {"question": "nobody", "is": True}},
        {"id": "a", "type": "number", "minimum": 5, "maximum": 1},
        applicant={"name": "stranger"},
        outcomes={"approved": {"title": "認定", "letter": "letters/a.pdf"}},
        correction_reasons=[{"id": "why", "text": "理由", "questions": ["stranger"]}],
        routes=[{"when": {"always": True}, "section": " "}],
    )
    told = problems(definition)
    assert {problem.path for problem in told} == {
        "steps[0].questions[0].when",
        "steps[0].questions[1].id",
        "steps[0].questions[1].minimum",
        "applicant.name",
        "outcomes.approved.letter",
        "correction_reasons[0].questions[0]",
        "routes[0].section",
    }
    assert all(problem.message.ja and problem.message.en for problem in told)
    with pytest.raises(DefinitionRejected) as refusal:
        raise DefinitionRejected(told, procedure_id="a-procedure")
    assert "steps[0].questions[1].id" in str(refusal.value)


def test_questions_of_a_group_are_read_through_count_and_sum_only() -> None:
    children = {
        "id": "children",
        "repeat": {"one": "お子さん"},
        "questions": [{"label": "質問", **YES}, {"label": "質問", **COUNT}],
    }
    after = {"id": "after", "questions": [{"label": "質問", **FREE}]}
    steps = [children, {**after, "when": {"question": "yes", "is": True}}]
    assert found(procedure(steps)) == [("steps[1].when", "inside_group")]
    steps = [children, {**after, "when": {"count": "children", "over": 1}}]
    assert found(procedure(steps)) == []
    steps = [children, {**after, "when": {"sum": "n", "over": 1}}]
    assert found(procedure(steps)) == []


def test_a_circle_is_named() -> None:
    definition = one_step(
        {"id": "a", "type": "yes_no", "when": {"question": "c", "is": True}},
        {"id": "b", "type": "yes_no", "when": {"question": "a", "is": True}},
        {"id": "c", "type": "yes_no", "when": {"question": "b", "is": True}},
    )
    circles = [problem for problem in problems(definition) if problem.code == "cycle"]
    assert [str(circle.message.en) for circle in circles] == [
        "These questions wait for one another: a → c → b → a"
    ]


@pytest.mark.parametrize(
    "condition",
    [
        {"always": False},
        {"all": [{"question": "pick", "is": "a"}, {"question": "pick", "is": "b"}]},
        {"all": [{"question": "yes", "is": True}, {"question": "yes", "is": False}]},
        {"all": [{"question": "n", "over": 10}, {"question": "n", "at_most": 10}]},
        {"question": "n", "over": 50},
        {"question": "n", "under": 0},
        {"all": [{"question": "born", "before": "2000-01-01"},
                 {"question": "born", "after": "2010-01-01"}]},
        {"all": [{"age": "born", "at_least": 65}, {"age": "born", "under": 18}]},
        {"question": "pick", "answered": False},
        {"not": {"any": [{"question": "pick", "is": "a"}, {"question": "pick", "is": "b"}]}},
        {"all": [{"question": "free", "is": "x"}, {"question": "free", "answered": False}]},
        {"all": [{"question": "yes", "is": True}, {"not": {"question": "yes", "is": True}},
                 {"sum": "budget", "column": "cost", "over": 9}]},
    ],
)  # fmt: skip
def test_a_question_that_nobody_is_asked(condition: dict[str, Any]) -> None:
    table = {"id": "budget", "type": "table", "label": "表", "required": False,
             "columns": [{"id": "cost", "label": "金額", "type": "money"}]}  # fmt: skip
    definition = when(condition)
    definition["steps"][0]["questions"].insert(5, table)
    assert found(definition) == [("steps[0].questions[6].when", "dead_question")]


@pytest.mark.parametrize(
    "condition",
    [
        {"any": [{"question": "pick", "is": "a"}, {"question": "pick", "is": "b"}]},
        {"all": [{"question": "n", "over": 49}, {"question": "n", "at_most": 50}]},
        {"question": "free", "answered": False},
        {"all": [{"age": "born", "at_least": 18}, {"question": "born", "after": "2000-01-01"}]},
        {"question": "born", "after": "today"},
    ],
)
def test_a_question_that_somebody_is_asked(condition: dict[str, Any]) -> None:
    assert found(when(condition)) == []


@pytest.mark.parametrize(("must_agree", "problems"), [(False, 0), (True, 1)])
def test_an_agreement_is_sure_only_where_it_must_be_given(must_agree: bool, problems: int) -> None:
    definition = one_step(
        {"id": "may", "type": "consent", "text": "同意します。", "must_agree": must_agree},
        {"id": "why", "type": "text", "when": {"question": "may", "answered": False}},
    )
    assert len(found(definition)) == problems


def test_death_is_inherited_through_hidden_questions() -> None:
    definition = one_step(
        YES,
        {"id": "dog", "type": "yes_no", "when": {"question": "yes", "is": True}},
        {
            "id": "never",
            "type": "text",
            "when": {"all": [{"question": "yes", "is": False}, {"question": "dog", "is": True}]},
        },
    )
    assert found(definition) == [("steps[0].questions[2].when", "dead_question")]


def test_a_hidden_answer_is_none_of_the_others() -> None:
    not_a = {"question": "pick", "not_in": ["a"]}
    definition = one_step(
        YES,
        {**PICK, "when": {"question": "yes", "is": True}},
        {"id": "last", "type": "text", "when": {"all": [{"question": "yes", "is": False}, not_a]}},
    )
    assert found(definition) == []


def test_steps_options_endings_rules_and_fees_that_nobody_meets() -> None:
    steps = [
        {"id": "start", "questions": [{"label": "質問", **YES}, {"label": "質問", **PICK}]},
        {
            "id": "never",
            "when": {"all": [{"question": "pick", "is": "a"}, {"question": "pick", "is": "b"}]},
            "questions": [{"label": "質問", **FREE}],
        },
        {
            "id": "page",
            "questions": [
                {
                    "id": "q",
                    "label": "質問",
                    "type": "choice",
                    "options": [*OPTIONS, {"id": "c", "label": "c", "when": {"always": False}}],
                }
            ],
        },
    ]
    words = {"title": "終わり", "text": "要りません。"}
    definition = procedure(
        steps,
        eligible=[{"id": "r", "when": {"always": False}, "because": {"law": "法", "ja": "理由"}}],
        endings=[
            {"id": "first", "after": "start", "when": {"question": "yes", "is": True}, **words},
            {
                "id": "second",
                "after": "start",
                "when": {"all": [{"question": "yes", "is": True}, {"question": "pick", "is": "a"}]},
                **words,
            },
        ],
        fee={"basis": "条例", "lines": [{"label": "a", "yen": 1, "when": {"always": False}}]},
        routes=[
            {"when": {"question": "pick", "in": ["a", "b"]}, "section": "tax"},
            {"when": {"question": "pick", "is": "a"}, "section": "water"},
        ],
    )
    assert set(found(definition)) == {
        ("steps[1]", "unreachable_step"),
        ("steps[2].questions[0].options[2].when", "dead_option"),
        ("eligible[0].when", "never_met"),
        ("endings[1].when", "unreachable_ending"),
        ("fee.lines[0].when", "dead_fee_line"),
        ("routes[1].when", "dead_route"),
    }


def test_what_lies_behind_an_ending_that_always_comes() -> None:
    steps = [
        {"id": "start", "questions": [{"label": "質問", **YES}]},
        {"id": "behind", "questions": [{"label": "質問", **FREE}]},
    ]
    ending = {"id": "end", "after": "start", "when": {"question": "yes", "in": [True, False]}}
    ending["when"] = {"any": [{"question": "yes", "is": True}, {"question": "yes", "is": False}]}
    definition = procedure(steps, endings=[{**ending, "title": "終わり", "text": "終わりです。"}])
    assert found(definition) == [("steps[1]", "unreachable_step")]


def fee(table: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    lines = [{"label": "手数料", "yen": {"table": table, **more}}]
    return one_step(YES, PICK, COUNT, {**COUNT, "id": "m", "required": False},
                    fee={"basis": "条例", "lines": lines})  # fmt: skip


def test_a_fee_table_must_always_give_a_value() -> None:
    a = {"when": {"question": "pick", "is": "a"}, "value": 100}
    b = {"when": {"question": "pick", "is": "b"}, "value": 200}
    assert found(fee([a])) == [("fee.lines[0].yen", "no_value")]
    assert found(fee([a, b])) == []
    assert found(fee([a], otherwise=0)) == []
    low = {"when": {"question": "n", "under": 10}, "value": 1}
    high = {"when": {"question": "n", "at_least": 10}, "value": 2}
    assert found(fee([low, high])) == []
    # m may be left empty: then neither row holds.
    low_m, high_m = ({**row, "when": {**row["when"], "question": "m"}} for row in (low, high))
    assert found(fee([low_m, high_m])) == [("fee.lines[0].yen", "no_value")]
    assert found(fee([a, b, a])) == [("fee.lines[0].yen.table[2].when", "dead_row")]


def test_an_ending_knows_its_inputs() -> None:
    steps = [
        {"id": "one", "questions": [{"label": "質問", **YES}]},
        {"id": "two", "questions": [{"label": "質問", **PICK}]},
    ]
    ending = {"id": "end", "title": "終", "text": "終", "when": {"question": "pick", "is": "a"}}
    assert found(procedure(steps, endings=[{**ending, "after": "one"}])) == [
        ("endings[0].when", "asked_later")
    ]
    assert found(procedure(steps, endings=[ending])) == []
    assert found(procedure(steps, endings=[{**ending, "after": "three"}])) == [
        ("endings[0].after", "unknown_step")
    ]


def test_facts_are_those_of_the_vocabulary() -> None:
    definition = one_step(
        {**BORN, "fact": "applicant.birth_on"}, {**FREE, "fact": "applicant.nick"}
    )
    facts = {"applicant.birth_on": "date"}
    assert found(definition, facts=facts) == [("steps[0].questions[1].fact", "unknown_fact")]
    assert found(definition, facts={**facts, "applicant.nick": "number"}) == [
        ("steps[0].questions[1].fact", "fact_type")
    ]
    assert found(definition) == []


def test_two_questions_of_one_fact_cannot_be_read_by_it() -> None:
    definition = one_step(
        {**YES, "fact": "same"},
        {**YES, "id": "other", "fact": "same"},
        {"id": "last", "type": "text", "when": {"fact": "same", "is": True}},
    )
    assert found(definition) == [("steps[0].questions[2].when", "ambiguous_fact")]


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"applicant": {"birth": "yes"}}, "applicant.birth", "wrong_type"),
        ({"applicant": {"name": "free"}, "anonymous": True}, "applicant", "anonymous"),
        ({"eligible": [{"id": "r", "when": {"always": True}, "because": {"law": "法", "ja": "理"}}] * 2},
         "eligible[1].id", "twin"),
        ({"section": ""}, "section", "no_section"),
    ],
)  # fmt: skip
def test_the_rest_fits_together(more: dict[str, Any], path: str, code: str) -> None:
    assert (path, code) in found({**one_step(YES, FREE), **more})


@pytest.mark.parametrize(
    ("question", "place", "code"),
    [
        ({"type": "choice", "options": [*OPTIONS, OPTIONS[0]]}, ".options[2].id", "twin"),
        ({"type": "choices", "options": OPTIONS, "at_least": 2, "at_most": 1}, ".at_most", "empty_range"),
        ({"type": "file", "at_least": 4, "at_most": 2}, ".at_least", "empty_range"),
        ({"type": "time", "earliest": "25:00"}, ".earliest", "wrong_type"),
        ({"type": "note"}, "", ""),
        ({"type": "note", "label": "合計は{number}円"}, ".label", "note_number"),
        ({"type": "fee"}, "", "no_fee"),
        ({"type": "table", "totals": ["item"],
          "columns": [{"id": "item", "label": "費目", "type": "text"}]}, ".totals[0]", "not_summable"),
        ({"type": "table", "columns": [{"id": "c", "label": "c", "type": "choice"}]},
         ".columns[0].options", "no_options"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked(question: dict[str, Any], place: str, code: str) -> None:
    expected = [(f"steps[0].questions[0]{place}", code)] if code else []
    assert found(one_step({"id": "q", **question})) == expected


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"titel": "手続き"}, "titel", "schema.extra_forbidden"),
        ({"steps": []}, "steps", "schema.too_short"),
        ({"id": "Große ID"}, "id", "schema.string_pattern_mismatch"),
    ],
)
def test_what_does_not_follow_the_schema(change: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(DefinitionRejected) as refusal:
        load_definition({**one_step(YES), **change})
    assert (path, code) in [(p.path, p.code) for p in refusal.value.problems]


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ({"id": "q", "label": "質問", "type": "oracle"}, "steps[0].questions[0]"),
        ({"id": "q", "type": "text"}, "steps[0].questions[0].label"),
        ({"id": "q", "label": "質問", "type": "text", "max_length": "long"},
         "steps[0].questions[0].max_length"),
        ({"id": "q", "label": "質問", "type": "text", "when": {"question": "a"}},
         "steps[0].questions[0].when"),
        ({"id": "q", "label": "質問", "type": "text",
          "when": {"all": [{"question": "a", "is": 1, "over": 2}]}},
         "steps[0].questions[0].when.all[0]"),
        ({"id": "q", "label": "質問", "type": "date", "not_after": {"today": True, "plus_dayz": 1}},
         "steps[0].questions[0].not_after.plus_dayz"),
    ],
)  # fmt: skip
def test_the_place_is_that_of_the_file(question: dict[str, Any], path: str) -> None:
    with pytest.raises(DefinitionRejected) as refusal:
        load_definition({**BASE, "steps": [{"id": "s", "title": "t", "questions": [question]}]})
    assert path in [problem.path for problem in refusal.value.problems]
