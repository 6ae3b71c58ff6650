# SPDX-License-Identifier: Apache-2.0
"""May she file, what does it cost, who takes it, and what did she answer, in words?"""

from dataclasses import replace
from typing import Any

from madoguchi.kernel.definition import (
    calculate_fee,
    check_eligibility,
    choose_section,
    describe,
    describe_value,
    estimate_minutes,
    run_checks,
)
from tests.kernel.definition.making import CTX, compiled, one_step, procedure

FORM = compiled(
    procedure(
        [
            {
                "id": "start",
                "title": {"ja": "はじめに", "en": "First", "easy": "はじめに"},
                "questions": [
                    {"id": "here", "type": "yes_no", "label": {"ja": "市民ですか", "en": "Resident?"}},
                    {"id": "copies", "type": "number", "label": "枚数", "unit": {"ja": "枚", "en": "copies"}},
                    {"id": "free", "type": "yes_no", "label": "免除", "required": False},
                ],
            }
        ],
        eligible=[
            {"id": "resident", "when": {"question": "here", "is": True},
             "because": {"law": "児童手当法第4条第1項", "ja": "住民票が灯台市にあること",
                         "en": "You live in the city"}},
            {"id": "few", "stop": False, "when": {"question": "copies", "at_most": 5},
             "because": {"law": "規則第2条", "ja": "5枚までであること"}},
        ],
        fee={
            "basis": "灯台市手数料条例",
            "lines": [
                {"label": {"ja": "住民票の写し", "en": "Copy"},
                 "yen": {"multiply": [300, {"question": "copies"}]}},
                {"label": "免除", "when": {"question": "free", "is": True},
                 "yen": {"multiply": [-300, {"question": "copies"}]}},
            ],
        },
        routes=[{"when": {"question": "copies", "over": 10}, "section": "archive"}],
        checks=[{"id": "in_city", "label": "市民", "good": {"question": "here", "is": True}}],
    )
)  # fmt: skip


def test_each_requirement_has_its_article() -> None:
    refused = check_eligibility(FORM, {"here": False}, CTX)
    assert refused.ok is False
    assert [(r.id, r.met, r.law) for r in refused.reasons] == [
        ("resident", False, "児童手当法第4条第1項"),
        ("few", None, "規則第2条"),
    ]
    assert refused.unmet[0].because.pick("en") == "You live in the city"


def test_a_warning_does_not_stop() -> None:
    warned = check_eligibility(FORM, {"here": True, "copies": 6}, CTX)
    assert warned.ok is True
    assert [reason.id for reason in warned.unmet] == ["few"]
    assert check_eligibility(FORM, {"copies": 1}, CTX).ok is None


def test_a_fee_has_lines() -> None:
    fee = calculate_fee(FORM, {"here": True, "copies": 2, "free": None}, CTX)
    assert fee is not None
    assert (fee.yen, fee.basis) == (600, "灯台市手数料条例")
    assert [(line.label.ja, line.yen) for line in fee.lines] == [("住民票の写し", 600)]
    free = calculate_fee(FORM, {"here": True, "copies": 2, "free": True}, CTX)
    assert free is not None
    assert [line.yen for line in free.lines] == [600, -600]
    assert calculate_fee(FORM, {"here": True}, CTX) is None
    # Not answered yet: unknown on the way, left empty in the end.
    assert calculate_fee(FORM, {"copies": 2}, CTX) is None
    assert calculate_fee(FORM, {"copies": 2}, CTX, final=True) is not None


def test_routes_and_checks() -> None:
    assert choose_section(FORM, {"here": True, "copies": 2}, CTX) == "citizens"
    assert choose_section(FORM, {"here": True, "copies": 11}, CTX) == "archive"
    assert [(check.id, check.good) for check in run_checks(FORM, {"here": False}, CTX)] == [
        ("in_city", False)
    ]


def test_minutes_follow_the_questions_or_the_author() -> None:
    assert estimate_minutes(FORM) == 2
    many = [{"id": f"q{n}", "type": "address"} for n in range(10)]
    assert estimate_minutes(compiled(one_step(*many))) == 8
    assert estimate_minutes(compiled(one_step({"id": "q", "type": "text"}, minutes=25))) == 25


def test_answers_in_words() -> None:
    answers = {"here": True, "copies": 1200, "free": None}
    (step,) = describe(FORM, answers, CTX)
    assert (step.step_id, step.title, step.item) == ("start", "はじめに", None)
    assert [(row.label, row.text) for row in step.rows] == [
        ("市民ですか", "はい"),
        ("枚数", "1,200枚"),
        ("免除", "入力なし"),
    ]
    (english,) = describe(FORM, answers, CTX, "en")
    assert [row.text for row in english.rows] == ["Yes", "1,200 copies", "Left empty"]
    assert describe(FORM, {}, CTX)[0].rows[0].text == "まだ答えていません"


def shown(question: dict[str, Any], value: Any, lang: str = "ja") -> str:
    return describe_value(compiled(one_step({"id": "q", **question})), "q", value, lang)


def test_every_type_is_shown_as_people_write_it() -> None:
    born = {"value": "1988-04-12", "text": "昭和63年4月12日", "precision": "day"}
    assert shown({"type": "date"}, born) == "昭和63年4月12日(1988年)"
    assert shown({"type": "date"}, born, "en") == "12 April 1988 (昭和63年4月12日)"
    unsure = {"value": None, "text": "昭和20年春頃", "precision": "year"}
    assert shown({"type": "date", "unknown": True}, unsure) == "昭和20年春頃"
    assert shown({"type": "money"}, 1234) == "1,234円"
    assert shown({"type": "time"}, "09:05") == "9時05分"
    name = {"family": "灯", "given": "あかり", "family_kana": "トモシビ", "given_kana": "アカリ"}
    assert shown({"type": "person_name"}, name) == "灯 あかり(トモシビ アカリ)"
    place = {
        "postcode": "0000023",
        "town": "灯台市灯川東二丁目",
        "block": "8番5号",
        "building": "荘201",
    }
    assert shown({"type": "address"}, place) == "〒000-0023 灯台市灯川東二丁目8番5号 荘201"
    account = {"bank_code": "0001", "branch_code": "001", "kind": "ordinary", "number": "0012345",
               "holder_kana": "トモシビ アカリ"}  # fmt: skip
    assert shown({"type": "bank_account"}, account) == "0001-001 普通 0012345 トモシビ アカリ"
    point = {"lat": 34.0102, "lon": 134.2201, "label": "港"}
    assert shown({"type": "map_point"}, point) == "港(34.010200, 134.220100)"
    file = {"id": "f", "name": "写真.jpg", "type": "image/jpeg", "size": 2_500_000, "sha256": "0"}
    assert shown({"type": "file"}, [file]) == "写真.jpg(2.4MB)"
    signed = {"name": "灯 あかり", "signed_on": "2026-11-21"}
    assert shown({"type": "signature"}, signed) == "灯 あかり(令和8年11月21日(土))"
    agreed = {"agreed": True, "digest": "0"}
    assert shown({"type": "consent", "text": "文"}, agreed) == "同意します"
    options = [{"id": "a", "label": {"ja": "猫", "en": "Cat"}}, {"id": "b", "label": "犬"}]
    assert shown({"type": "choices", "options": options}, ["a", "b"]) == "猫、犬"
    member = {**name, "birth": born, "relation": "妻", "together": True}
    assert shown({"type": "household_member"}, member).splitlines()[-1] == "同居: はい"
    columns = [{"id": "item", "label": "費目", "type": "text"},
               {"id": "cost", "label": "金額", "type": "money"}]  # fmt: skip
    rows = [{"item": "会場費", "cost": 12000}, {"item": "印刷", "cost": 500}]
    table = shown({"type": "table", "columns": columns}, rows)
    assert table.splitlines() == ["費目: 会場費、金額: 12,000円", "費目: 印刷、金額: 500円"]


def test_what_cannot_be_shown_properly_is_shown_anyhow() -> None:
    assert shown({"type": "person_name"}, 5) == "5"
    assert (
        shown({"type": "table", "columns": [{"id": "c", "label": "c", "type": "text"}]}, 7) == "7"
    )


def test_items_are_called_by_name() -> None:
    child = {"id": "child", "type": "person_name", "label": "お名前"}
    repeat = {"one": "お子さん", "title": "child"}
    form = compiled(procedure([{"id": "children", "repeat": repeat, "questions": [child]}]))
    nagi = {"family": "灯", "given": "なぎ", "family_kana": "トモシビ", "given_kana": "ナギ"}
    steps = describe(form, {"children": [{"child": nagi}, {}]}, CTX)
    assert [(step.title, step.item) for step in steps] == [
        ("お子さん 1: 灯 なぎ", 0),
        ("お子さん 2", 1),
    ]


def test_identity_counts() -> None:
    rule = {"id": "card", "when": {"identity": True, "at_least": "card"},
            "because": {"law": "規則", "ja": "カードで確かめていること"}}  # fmt: skip
    form = compiled(one_step({"id": "q", "type": "text"}, eligible=[rule]))
    assert check_eligibility(form, {}, CTX).ok is False
    assert check_eligibility(form, {}, replace(CTX, identity="card")).ok is True
