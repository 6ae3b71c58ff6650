# SPDX-License-Identifier: Apache-2.0
"""The office takes canonical values only, and says so instead of falling over."""

from typing import Any

import pytest

from madoguchi.kernel.definition import validate_all
from tests.kernel.definition.making import CTX, compiled, one_step

OPTIONS = [{"id": key, "label": key} for key in ("a", "b")]
NAME = {"family": "灯", "given": "あかり", "family_kana": "トモシビ", "given_kana": "アカリ"}
DAY = {"value": "1988-04-12", "text": "昭和63年4月12日", "precision": "day"}
PLACE = {"postcode": "0000023", "town": "灯台市灯川東二丁目", "block": "8番5号", "building": ""}
ACCOUNT = {"bank_code": "0001", "branch_code": "001", "kind": "ordinary", "number": "0012345",
           "holder_kana": "トモシビ アカリ"}  # fmt: skip
FILE = {"id": "f", "name": "a.pdf", "type": "application/pdf", "size": 9, "sha256": "0"}
MEMBER = {**NAME, "birth": DAY, "relation": "妻", "together": True}
TABLE = {"type": "table", "columns": [{"id": "item", "label": "費目", "type": "text"},
                                      {"id": "cost", "label": "金額", "type": "money"}]}  # fmt: skip


def codes(question: dict[str, Any], value: Any) -> list[str]:
    form = compiled(one_step({"id": "q", **question}))
    return [error.code for error in validate_all(form, {"q": value}, CTX)]


@pytest.mark.parametrize(
    ("question", "good", "wrong"),
    [
        ({"type": "text"}, "港", ["ｶﾞ", " 港", 5, ["港"], "a\nb", "\x00"]),
        ({"type": "long_text"}, "一\n二", ["一\r\n二", 5]),
        ({"type": "number"}, 12, ["12", "012", 1.5, True, "1e3", "NaN", 10**20, {}]),
        ({"type": "number", "decimals": 2}, "0.5", ["0.50", ".5", "２"]),
        ({"type": "money"}, 1200, ["1200", 1.0, True, 10**5000]),
        ({"type": "yes_no"}, False, ["yes", 1, "false"]),
        ({"type": "choice", "options": OPTIONS}, "a", [["a"], 1, {}]),
        ({"type": "choices", "options": OPTIONS}, ["a"], ["a", [1], [["a"]]]),
        ({"type": "date"}, DAY, [
            "1988-04-12", {**DAY, "value": "1988-04-13"}, {**DAY, "value": "1988-4-12"},
            {**DAY, "text": "令和1年"}, {**DAY, "precision": "month"}, {**DAY, "more": 1},
            {"value": "1988-04-12"}, {**DAY, "text": "x" * 1000}, {**DAY, "value": 5},
            {"value": "1989-02-29", "text": "平成元年2月29日", "precision": "day"}]),
        ({"type": "time"}, "09:30", ["9:30", "24:00", 930, "09:60"]),
        ({"type": "person_name"}, NAME, [
            "灯 あかり", {**NAME, "family_kana": "ﾄﾓｼﾋﾞ"}, {"family": "灯"}, {**NAME, "given": None},
            {**NAME, "title": "様"}]),
        ({"type": "address"}, PLACE, ["灯台市", {**PLACE, "postcode": "000-0023"}, {**PLACE, "x": "y"}]),
        ({"type": "phone"}, "090-0000-1125", ["０９０", 9000001125, "090--0000"]),
        ({"type": "email"}, "akari@example.jp", [5, ["akari@example.jp"]]),
        ({"type": "bank_account"}, ACCOUNT, ["0001", {**ACCOUNT, "number": 12345}]),
        ({"type": "corporate_number"}, "7000012050002", ["7-0000-1205-0002", 7000012050002]),
        ({"type": "map_point"}, {"lat": 34.01, "lon": 134.22, "label": ""}, [
            [34.01, 134.22], {"lat": "34", "lon": "134", "label": ""},
            {"lat": float("nan"), "lon": 134.0, "label": ""}, {"lat": 34.0, "lon": None, "label": "x"},
            {"lat": True, "lon": 1, "label": ""}, {"lat": None, "lon": None, "label": ""}]),
        ({"type": "file"}, [FILE], ["a.pdf", [{}], [{**FILE, "size": -1}], [{**FILE, "size": "9"}], [5]]),
        ({"type": "signature"}, {"name": "灯", "signed_on": "2026-11-21"}, [
            "灯", {"name": "灯", "signed_on": "2026-13-01"}, {"name": "", "signed_on": "2026-11-21"}]),
        ({"type": "household_member"}, MEMBER, [NAME, {**MEMBER, "together": "yes"}]),
        (TABLE, [{"item": "a", "cost": 5}], [
            {"item": "a"}, [["a", 5]], [{"item": "a"}], [{"item": "a", "cost": 5, "x": 1}]]),
    ],
)  # fmt: skip
def test_values_of_another_shape_are_told_from_good_ones(
    question: dict[str, Any], good: Any, wrong: list[Any]
) -> None:
    assert codes(question, good) == []
    for value in wrong:
        assert codes(question, value) == ["shape"], value


def test_a_consent_to_another_text_is_asked_again() -> None:
    question = {"type": "consent", "text": "同意します。"}
    form = compiled(one_step({"id": "q", **question}))
    kind = form.by_question["q"][1].kind
    digest = kind.digest  # type: ignore[union-attr]
    assert codes(question, {"agreed": True, "digest": digest}) == []
    assert codes(question, {"agreed": True, "digest": "0" * 64}) == ["text_changed"]
    assert codes(question, {"agreed": False, "digest": digest}) == ["missing"]
    assert codes(question, "yes") == ["shape"]


@pytest.mark.parametrize("empty", [None, "", []])
def test_empty_is_missing_where_an_answer_is_needed(empty: Any) -> None:
    assert codes({"type": "text"}, empty) == ["missing"]
    assert codes({"type": "text", "required": False}, empty) == []


@pytest.mark.parametrize("answers", [None, [], "text", 5])
def test_answers_that_are_no_answers_at_all(answers: Any) -> None:
    form = compiled(one_step({"id": "q", "type": "text"}))
    assert [error.code for error in validate_all(form, answers, CTX)] == ["missing"]
