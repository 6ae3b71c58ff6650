# SPDX-License-Identifier: Apache-2.0
"""When does a rule hold, when not, and when can it not be told yet?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from madoguchi.kernel.definition import calculate_fee, check_eligibility, compile_procedure
from madoguchi.kernel.definition.load import load_definition
from tests.kernel.definition.making import CTX, procedure

OPTIONS = [{"id": key, "label": key} for key in ("cat", "dog", "none")]
STEPS: list[dict[str, Any]] = [
    {
        "id": "first",
        "questions": [
            {"id": "here", "type": "yes_no"},
            {"id": "pet", "type": "choice", "options": OPTIONS, "required": False},
            {"id": "likes", "type": "choices", "options": OPTIONS, "required": False},
            {"id": "birth", "type": "date", "unknown": True, "fact": "applicant.birth_on"},
            {"id": "ends", "type": "date", "required": False},
            {"id": "copies", "type": "number", "required": False},
            {"id": "area", "type": "number", "decimals": 2, "required": False},
            {"id": "address", "type": "address", "fact": "applicant.address"},
            {"id": "at", "type": "time", "required": False},
            {"id": "secret", "type": "text", "when": {"question": "here", "is": True}},
            {
                "id": "budget",
                "type": "table",
                "required": False,
                "columns": [
                    {"id": "item", "label": "費目", "type": "text"},
                    {"id": "cost", "label": "金額", "type": "money"},
                ],
            },
        ],
    },
    {
        "id": "children",
        "repeat": {"min": 0, "max": 5, "one": "お子さん"},
        "questions": [
            {"id": "child_birth", "type": "date"},
            {"id": "together", "type": "yes_no"},
            {
                "id": "rent",
                "type": "money",
                "when": {"question": "together", "is": False},
            },
        ],
    },
]  # fmt: skip
for _step in STEPS:
    for _question in _step["questions"]:
        _question["label"] = "質問"


def holds(condition: dict[str, Any], answers: dict[str, Any], **context: Any) -> bool | None:
    """Whether a requirement with this condition is met."""
    rule = {"id": "rule", "when": condition, "because": {"law": "法", "ja": "理由"}}
    form = compile_procedure(load_definition(procedure(STEPS, eligible=[rule])), prove=False)
    return check_eligibility(form, answers, replace(CTX, **context)).reasons[0].met


def comes_to(expression: Any, answers: dict[str, Any]) -> int | None:
    """What a fee of this expression costs."""
    fee = {"basis": "条例", "lines": [{"label": "手数料", "yen": expression}]}
    form = compile_procedure(load_definition(procedure(STEPS, fee=fee)), prove=False)
    found = calculate_fee(form, answers, CTX)
    return found.yen if found else None


def day(written: str) -> dict[str, Any]:
    return {"value": written, "text": written, "precision": "day"}


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        ({"question": "here", "is": True}, {"here": True}, True),
        ({"question": "here", "is": True}, {"here": False}, False),
        ({"question": "here", "is": True}, {}, None),
        ({"question": "here", "is_not": True}, {"here": False}, True),
        ({"question": "here", "is": "yes"}, {"here": True}, True),
        ({"question": "pet", "in": ["cat", "dog"]}, {"pet": "dog"}, True),
        ({"question": "pet", "not_in": ["cat", "dog"]}, {"pet": "none"}, True),
        # Left empty is known: there is no value.
        ({"question": "pet", "is": "cat"}, {"pet": None}, False),
        ({"question": "pet", "is_not": "cat"}, {"pet": None}, True),
        ({"question": "pet", "answered": False}, {"pet": None}, True),
        ({"question": "pet", "answered": True}, {}, None),
        ({"question": "likes", "contains": "cat"}, {"likes": ["cat", "dog"]}, True),
        ({"question": "likes", "contains": "cat"}, {"likes": None}, False),
        ({"question": "copies", "over": 3}, {"copies": 4}, True),
        ({"question": "copies", "under": 0.5}, {"copies": 0}, True),
        ({"question": "area", "at_least": "0.10"}, {"area": "0.1"}, True),
        ({"question": "area", "is": {"question": "copies"}}, {"area": 2, "copies": 2}, True),
        ({"question": "at", "under": "12:00"}, {"at": "09:30"}, True),
        ({"fact": "applicant.address.city", "is": "own_city"},
         {"address": {"postcode": "", "town": "灯台県灯台市港町", "block": "1", "building": ""}}, True),
        ({"fact": "applicant.address", "part": "city", "is": "own_city"},
         {"address": {"postcode": "", "town": "東京都千代田区丸の内", "block": "1", "building": ""}},
         False),
        ({"question": "address", "part": "town", "contains": "港"},
         {"address": {"postcode": "", "town": "港町", "block": "1", "building": ""}}, True),
        ({"age": "birth", "at_least": 18}, {"birth": day("2008-11-21")}, True),
        ({"age": "birth", "at_least": 18}, {"birth": day("2008-11-22")}, False),
        ({"age": "birth", "on": "2026-04-01", "at_least": 18}, {"birth": day("2008-04-02")}, False),
        ({"age": "birth", "at_least": 0}, {"birth": {"value": None, "text": "年月日不詳",
                                                    "precision": "unknown"}}, False),
        ({"question": "birth", "answered": True}, {"birth": {"value": None, "text": "年月日不詳",
                                                            "precision": "unknown"}}, True),
        ({"question": "birth", "on_or_before": "today"}, {"birth": day("2026-11-21")}, True),
        ({"question": "birth", "after": {"today": True, "plus_months": -12}},
         {"birth": day("2025-11-21")}, False),
        ({"days": {"from": {"question": "birth"}, "until": "today"}, "at_most": 15},
         {"birth": day("2026-11-06")}, True),
        ({"today": True, "before": "2026-12-01"}, {}, True),
        ({"identity": True, "at_least": "email"}, {}, True),
        ({"identity": True, "at_least": "card"}, {}, False),
        ({"amount": {"add": [{"question": "copies"}, 1]}, "is": 3}, {"copies": 2}, True),
        ({"always": False}, {}, False),
        ({"all": [{"question": "here", "is": True}, {"always": False}]}, {}, False),
        ({"any": [{"question": "here", "is": True}, {"always": True}]}, {}, True),
        ({"not": {"question": "here", "is": True}}, {}, None),
    ],
)  # fmt: skip
def test_conditions(condition: dict[str, Any], answers: dict[str, Any], expected: Any) -> None:
    assert holds(condition, answers) is expected


def test_hidden_is_absent_whatever_was_typed_before() -> None:
    typed = {"secret": "x"}
    assert holds({"question": "secret", "answered": True}, {"here": True, **typed}) is True
    assert holds({"question": "secret", "answered": True}, {"here": False, **typed}) is False
    assert holds({"question": "secret", "answered": True}, typed) is None
    assert holds({"not": {"question": "secret", "is": "x"}}, {"here": False, **typed}) is True


CHILDREN = {
    "children": [
        {"child_birth": day("2026-11-03"), "together": True},
        {"child_birth": day("2019-05-01"), "together": False, "rent": 30_000},
    ]
}


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        ({"count": "children", "at_least": 2}, CHILDREN, True),
        ({"count": "children", "at_least": 1}, {}, None),
        ({"count": "children", "is": 0}, {"children": []}, True),
        ({"count": "children", "where": {"question": "together", "is": False}, "is": 1}, CHILDREN, True),
        ({"count": "children", "where": {"age": "child_birth", "under": 3}, "at_least": 1}, CHILDREN, True),
        # One child is not answered: two or more may already be told, or not.
        ({"count": "children", "where": {"question": "together", "is": True}, "at_least": 1},
         {"children": [{"together": True}, {}]}, True),
        ({"count": "children", "where": {"question": "together", "is": True}, "at_least": 2},
         {"children": [{"together": True}, {}]}, None),
        ({"count": "children", "where": {"question": "together", "is": True}, "at_least": 3},
         {"children": [{"together": True}, {}]}, False),
        # Inside `where`, an id means the item first; others stay visible.
        ({"count": "children", "where": {"all": [{"question": "together", "is": True},
                                                 {"question": "here", "is": True}]}, "is": 1},
         {**CHILDREN, "here": True}, True),
        ({"sum": "rent", "at_least": 30_000}, CHILDREN, True),
        ({"sum": "rent", "where": {"question": "together", "is": True}, "is": 0}, CHILDREN, True),
        ({"sum": "budget", "column": "cost", "is": 1500},
         {"budget": [{"item": "a", "cost": 1000}, {"item": "b", "cost": 500}]}, True),
    ],
)  # fmt: skip
def test_counts_and_sums(condition: dict[str, Any], answers: dict[str, Any], expected: Any) -> None:
    assert holds(condition, answers) is expected


def test_a_hidden_rent_does_not_count() -> None:
    moved_back = {"children": [{"together": True, "rent": 30_000}]}
    assert holds({"sum": "rent", "is": 0}, moved_back) is True


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        (300, {}, 300),
        ({"multiply": [300, {"question": "copies"}]}, {"copies": 3}, 900),
        ({"multiply": [300, {"question": "copies"}]}, {"copies": None}, 0),
        ({"multiply": [300, {"question": "copies"}]}, {}, None),
        # Exact: three times a third is one.
        ({"multiply": [3, {"divide": [100, 3]}]}, {}, 100),
        ({"divide": [100, 3]}, {}, 33),
        ({"divide": [100, {"question": "copies"}]}, {"copies": 0}, None),
        ({"multiply": [{"question": "area"}, 100]}, {"area": "0.29"}, 29),
        ({"subtract": [100, 300]}, {}, 0),
        ({"subtract": [100, 300], "below_zero": True}, {}, -200),
        ({"round": "up", "to": 100, "of": 101}, {}, 200),
        ({"round": "half", "to": 10, "of": 15}, {}, 20),
        ({"min": [5, 3]}, {}, 3),
        ({"max": [5, {"count": "children"}]}, {"children": []}, 5),
        ({"table": [{"when": {"question": "copies", "over": 10}, "value": 1}], "otherwise": 2},
         {"copies": 3}, 2),
        ({"table": [{"when": {"question": "copies", "over": 10}, "value": 1}]}, {"copies": 3}, None),
        ({"months": {"from": "2026-04-01", "until": "2026-04-30"}}, {}, 1),
        ({"months": {"from": "2026-04-01", "until": "2026-05-01"}}, {}, 2),
        ({"months": {"from": "2026-04-10", "until": "2026-04-10"}}, {}, 1),
        ({"months": {"from": "2026-05-01", "until": "2026-04-01"}}, {}, 0),
        ({"months": {"from": "2026-01-31", "until": "2026-02-27"}}, {}, 1),
        ({"days": {"from": "2026-04-01", "until": "2026-04-30"}}, {}, 29),
    ],
)  # fmt: skip
def test_amounts(expression: Any, answers: dict[str, Any], expected: int | None) -> None:
    assert comes_to(expression, answers) == expected


def test_the_day_is_that_of_the_context() -> None:
    condition = {"today": True, "after": "2027-03-31"}
    assert holds(condition, {}) is False
    assert holds(condition, {}, today=date(2027, 4, 1)) is True
    assert holds({"identity": True, "is": "signed"}, {}, identity="signed") is True
