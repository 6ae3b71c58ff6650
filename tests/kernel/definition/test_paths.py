# SPDX-License-Identifier: Apache-2.0
"""灯 あかり goes through a form, changes her mind, and goes on."""

from typing import Any

from madoguchi.kernel.definition import (
    ask_step,
    check_eligibility,
    close_items,
    fill_form,
    find_path,
    prune,
    put_step,
    read_step,
    remove_item,
    validate_all,
)
from tests.kernel.definition.making import CTX, compiled, procedure

YES = {"type": "yes_no", "label": "質問"}
TEXT = {"type": "text", "label": "質問"}
FORM = compiled(
    procedure(
        [
            {"id": "start", "questions": [{"id": "here", **YES}, {"id": "has_dog", **YES}]},
            {
                "id": "dog",
                "when": {"question": "has_dog", "is": True},
                "questions": [
                    {"id": "dog_name", **TEXT},
                    {"id": "shots", **YES},
                    {"id": "vet", **TEXT, "when": {"question": "shots", "is": True}},
                    {"id": "hint", "type": "note", "label": "ひとこと"},
                ],
            },
            {
                "id": "puppies",
                "when": {"question": "has_dog", "is": True},
                "repeat": {"min": 1, "max": 3, "one": "子犬", "title": "puppy_name"},
                "questions": [
                    {"id": "puppy_name", **TEXT},
                    {"id": "sold", **YES},
                    {"id": "buyer", **TEXT, "when": {"question": "sold", "is": True}},
                ],
            },
            {
                "id": "rest",
                "questions": [
                    {"id": "notes", **TEXT, "required": False},
                    {"id": "how_many", "type": "note", "label": "子犬は{number}匹です",
                     "number": {"count": "puppies"}},
                ],
            },
        ],
        endings=[
            {
                "id": "elsewhere",
                "after": "start",
                "when": {"question": "here", "is": False},
                "title": "お住まいの市へ",
                "text": "お住まいの市で手続きしてください。",
            }
        ],
    ),
    prove=False,
)  # fmt: skip
START = {"here": True, "has_dog": True}
DOG = {"dog_name": "ポチ", "shots": True, "vet": "港動物病院"}
PUPPIES = [
    {"puppy_name": "なみ", "sold": False},
    {"puppy_name": "しお", "sold": True, "buyer": "舟木"},
]
ALL: dict[str, Any] = {**START, **DOG, "puppies": PUPPIES, "notes": None}


def ids(answers: dict[str, Any]) -> list[str]:
    return [step.id for step in find_path(FORM, answers, CTX).steps]


def test_the_path_grows_with_the_answers() -> None:
    assert ids({}) == ["start", "rest"]
    assert ids({"here": True, "has_dog": False}) == ["start", "rest"]
    path = find_path(FORM, START, CTX)
    assert [step.id for step in path.steps] == ["start", "dog", "puppies", "rest"]
    assert path.next is not None
    assert path.next.id == "dog"
    assert path.steps_done == 1
    assert path.before("dog") is path.find("start")
    assert path.after("dog") is path.find("puppies")
    assert not path.complete


def test_a_step_is_done_once_everything_asked_is_answered() -> None:
    assert find_path(FORM, ALL, CTX).complete
    # 'notes' may be left empty, but the page must have been there.
    seen = {key: value for key, value in ALL.items() if key != "notes"}
    path = find_path(FORM, seen, CTX)
    assert path.next is not None
    assert path.next.id == "rest"
    assert validate_all(FORM, seen, CTX) == ()


def test_a_question_under_a_condition_is_asked_only_then() -> None:
    path = find_path(FORM, {**START, "shots": False}, CTX)
    dog = path.find("dog")
    assert dog is not None
    assert dog.questions == ("dog_name", "shots", "hint")
    assert "vet" not in path.visible


def test_each_item_has_its_own_questions() -> None:
    puppies = find_path(FORM, ALL, CTX).find("puppies")
    assert puppies is not None
    assert puppies.item_questions == (("puppy_name", "sold"), ("puppy_name", "sold", "buyer"))
    assert puppies.items_done == (True, True)
    assert puppies.repeats


def test_an_ending_stops_the_path_and_keeps_what_was_typed() -> None:
    answers = {**ALL, "here": False}
    path = find_path(FORM, answers, CTX)
    assert path.ending is not None
    assert path.ending.id == "elsewhere"
    assert [step.id for step in path.steps] == ["start"]
    assert not path.complete
    # Going back loses nothing; but nothing behind the ending could ever be filed.
    assert prune(FORM, answers, CTX) == answers
    assert prune(FORM, answers, CTX, final=True) == {"here": False, "has_dog": True}
    assert [error.code for error in validate_all(FORM, answers, CTX)] == ["ended"]


def test_an_ending_waits_until_its_step_is_done() -> None:
    assert find_path(FORM, {"here": False}, CTX).ending is None


def test_what_is_no_longer_asked_becomes_absent() -> None:
    no_dog = {**ALL, "has_dog": False, "stranger": 1}
    assert prune(FORM, no_dog, CTX) == {"here": True, "has_dog": False, "notes": None}
    kept = prune(FORM, {**ALL, "shots": False}, CTX)
    assert "vet" not in kept
    sold_back = [{**PUPPIES[1], "sold": False}]
    assert prune(FORM, {**ALL, "puppies": sold_back}, CTX)["puppies"] == [
        {"puppy_name": "しお", "sold": False}
    ]


def test_what_may_still_be_asked_stays() -> None:
    waiting = {key: value for key, value in ALL.items() if key != "has_dog"}
    assert prune(FORM, waiting, CTX) == waiting
    assert prune(FORM, waiting, CTX, final=True) == {"here": True, "notes": None}


def test_items_are_put_one_by_one() -> None:
    step = FORM.by_step["puppies"]
    answers = put_step(START, step.step, {"puppy_name": "なみ", "sold": True}, 0)
    answers = put_step(answers, "puppies", {"puppy_name": "しお", "sold": False}, 1)
    answers = put_step(answers, "puppies", {"sold": False}, 0)
    assert answers["puppies"][0] == {"puppy_name": "なみ", "sold": False}
    assert remove_item(answers, "puppies", 0)["puppies"] == [{"puppy_name": "しお", "sold": False}]
    assert close_items({}, "puppies") == {"puppies": []}
    assert put_step({}, step.step, {}) == {"puppies": []}
    assert START == {"here": True, "has_dog": True}


def test_what_lies_behind_an_ending_is_absent_for_rules() -> None:
    rule = {"id": "rule", "when": {"not": {"question": "behind", "is": True}},
            "because": {"law": "法", "ja": "理由"}}  # fmt: skip
    ending = {"id": "end", "after": "start", "when": {"question": "here", "is": False}}
    steps = [
        {"id": "start", "questions": [{"id": "here", **YES}]},
        {"id": "later", "questions": [{"id": "behind", **YES}]},
    ]
    form = compiled(
        procedure(steps, eligible=[rule], endings=[{**ending, "title": "終", "text": "終"}])
    )
    assert check_eligibility(form, {"here": True, "behind": True}, CTX).ok is False
    assert check_eligibility(form, {"here": False, "behind": True}, CTX).ok is True


def test_rules_of_one_group_may_look_at_another() -> None:
    older = {"count": "older", "where": {"question": "lives", "is": True}, "at_least": 1}
    form = compiled(
        procedure(
            [
                {"id": "older", "repeat": {"one": "人"}, "questions": [{"id": "lives", **YES}]},
                {
                    "id": "young",
                    "repeat": {"one": "人"},
                    "questions": [
                        {"id": "small", **YES},
                        {"id": "cared", **YES,
                         "when": {"all": [older, {"question": "small", "is": True}]}},
                    ],
                },
            ]
        )
    )  # fmt: skip
    answers = {
        "older": [{"lives": True}, {"lives": False}],
        "young": [{"small": True}, {"small": False}],
    }
    young = find_path(form, answers, CTX).find("young")
    assert young is not None
    assert young.item_questions == (("small", "cared"), ("small",))


def test_too_few_and_too_many_items() -> None:
    assert find_path(FORM, {**ALL, "puppies": []}, CTX).next is not None
    few = {**ALL, "puppies": []}
    assert [(e.step, e.code) for e in validate_all(FORM, few, CTX)] == [
        ("puppies", "too_few_items")
    ]
    assert read_step(FORM, "puppies", {}, few, CTX).errors[0].message.ja == (
        "子犬は1件以上入れてください。いまは0件です。"
    )
    many = {**ALL, "puppies": PUPPIES * 2}
    assert [e.code for e in validate_all(FORM, many, CTX)] == ["too_many_items"]
    posted = {"puppy_name": ["うみ"], "sold": ["no"]}
    fourth = read_step(FORM, "puppies", posted, {**ALL, "puppies": PUPPIES + PUPPIES[:1]}, CTX, 3)
    assert [(e.code, e.item) for e in fourth.errors] == [("too_many_items", 3)]
    assert fourth.values == {"puppy_name": "うみ", "sold": False}


def test_errors_name_the_item() -> None:
    wrong = {**ALL, "puppies": [PUPPIES[0], {"puppy_name": "", "sold": True}]}
    found = [(e.step, e.item, e.question, e.code) for e in validate_all(FORM, wrong, CTX)]
    assert found == [
        ("puppies", 1, "puppy_name", "missing"),
        ("puppies", 1, "buyer", "missing"),
    ]


def test_a_page_is_asked_as_the_answers_stand() -> None:
    asked = ask_step(FORM, "dog", {**START, "shots": True}, CTX)
    assert [question.id for question in asked] == ["dog_name", "shots", "vet", "hint"]
    assert asked[1].value is True
    second = ask_step(FORM, "puppies", ALL, CTX, 1)
    assert [question.value for question in second] == ["しお", True, "舟木"]
    new = ask_step(FORM, "puppies", ALL, CTX, 2)
    assert [question.id for question in new] == ["puppy_name", "sold"]
    assert ask_step(FORM, "rest", ALL, CTX)[1].number == "2"
    assert ask_step(FORM, "rest", START, CTX)[1].number is None


def test_a_page_is_filled_in_again() -> None:
    assert fill_form(FORM.by_step["dog"], ALL) == {
        "dog_name": ["ポチ"],
        "shots": ["yes"],
        "vet": ["港動物病院"],
    }


def test_a_posted_page_looks_at_nothing_but_what_it_needs() -> None:
    assert FORM.by_step["puppies"].needs == (0,)
    assert FORM.by_step["rest"].needs == (0, 2)
    assert FORM.by_step["start"].needs == ()
