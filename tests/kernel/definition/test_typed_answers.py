# SPDX-License-Identifier: Apache-2.0
"""What people really type, and what they are told."""

from typing import Any

import pytest

from madoguchi.kernel.definition import Context, compile_procedure, load_definition, read_step
from tests.kernel.definition.making import (
    CTX,
    TODAY,
    compiled,
    one_step,
    refusal_of,
    type_answer,
    value_of,
)

DATE = {"type": "date"}
AKARI_BORN = {"value": "1988-04-12", "text": "昭和63年4月12日", "precision": "day"}


def box(era: str, year: str, month: str = "4", day: str = "12", **more: str) -> dict[str, str]:
    return {"era": era, "year": year, "month": month, "day": day, **more}


@pytest.mark.parametrize(
    "typed",
    [
        box("昭和", "63"),
        box("showa", "63"),
        box("昭和", "６３", "４", "１２"),
        box("昭和", " 63年", "4月", "12日"),
        box("", "S63"),
        box("西暦", "昭和63"),
        box("昭和", "1988"),
        box("", "昭和63年4月12日", "", ""),
        box("西暦", "S63.4.12", "", ""),
        {"": "昭和63年4月12日"},
        {"": "S63-4-12"},
    ],
)
def test_a_day_is_understood_however_it_is_typed(typed: dict[str, str]) -> None:
    assert value_of(DATE, typed) == AKARI_BORN


@pytest.mark.parametrize(
    "typed",
    [box("西暦", "1988"), box("", "1988"), box("", "1988/4/12", "", ""), {"": "1988-04-12"}],
)
def test_a_western_year_stays_western(typed: dict[str, str]) -> None:
    assert value_of(DATE, typed) == {**AKARI_BORN, "text": "1988年4月12日"}


def test_the_first_year_is_gannen() -> None:
    assert value_of(DATE, box("令和", "元", "5", "1"))["value"] == "2019-05-01"
    assert value_of(DATE, box("", "令和元年", "5", "1"))["text"] == "令和元年5月1日"


@pytest.mark.parametrize(
    ("typed", "code", "part", "words"),
    [
        (box("平成", "31", "5", "1"), "outside_era", "year",
         "平成は平成31年4月30日までです。平成31年5月1日は、令和元年5月1日と入れてください。"),
        (box("昭和", "64", "1", "8"), "outside_era", "year",
         "昭和は昭和64年1月7日までです。昭和64年1月8日は、平成元年1月8日と入れてください。"),
        (box("令和", "元", "4", "30"), "outside_era", "year", "令和は令和元年5月1日からです"),
        (box("昭和", "2019", "7", "1"), "outside_era", "era",
         "西暦2019年は令和元年です。元号を「西暦」にするか、令和元年と入れてください。"),
        (box("西暦", "63"), "short_year", "year",
         "西暦は4けたで入れてください。いまは「63」です。昭和や平成の年なら、元号を選び直してください。"),
        (box("令和", "8", "2", "30"), "not_on_calendar", "day",
         "令和8年2月は、1日から28日までです。日を直してください。"),
        (box("令和", "8", "13", "1"), "not_on_calendar", "month",
         "月は1から12の数字で入れてください。いまは「13」です。"),
        (box("", "63"), "unknown_era", "era", "元号(令和、平成、昭和、大正、明治)か西暦を選んでください。"),
        (box("昭和", "63", "4", ""), "incomplete", "day", "日も入れてください。例: 令和8年11月20日"),
        (box("昭和", "63", "", ""), "incomplete", "month", "月と日も入れてください。例: 令和8年11月20日"),
        (box("明治", "5"), "before_gregorian", "year", "旧暦"),
        (box("昭和", "六十三"), "unreadable", "year", "年を数字で入れてください。"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_explained(
    typed: dict[str, str], code: str, part: str, words: str
) -> None:
    found = refusal_of(DATE, typed)
    assert (found[0], found[1]) == (code, part)
    assert words in found[2]


def test_limits_of_a_day_are_told_with_the_day() -> None:
    tomorrow = box("令和", "8", "11", "22")
    assert refusal_of({**DATE, "not_after": "today"}, tomorrow)[2] == (
        "「質問」は今日(令和8年11月21日(土))までの日を入れてください。いまは先の日になっています。"
    )
    yesterday = box("令和", "8", "11", "20")
    assert refusal_of({**DATE, "not_before": "today"}, yesterday)[0] == "too_early"
    months = {"today": True, "plus_months": -240}
    assert "平成18年11月21日" in refusal_of({**DATE, "not_before": months}, box("西暦", "1999"))[2]


def test_a_birth_lies_in_the_past_and_not_too_far() -> None:
    birth = {**DATE, "birth": True}
    assert refusal_of(birth, box("令和", "8", "11", "22"))[0] == "too_late"
    code, part, words = refusal_of(birth, box("明治", "8"))
    assert (code, part) == ("too_early", "year")
    assert "151歳" in words


def test_a_closed_day_says_why() -> None:
    question = {**DATE, "open_day": True}
    assert "勤労感謝の日" in refusal_of(question, box("令和", "8", "11", "23"))[2]
    assert value_of(question, box("令和", "8", "11", "24"))["value"] == "2026-11-24"


def test_days_that_nobody_knows_for_sure() -> None:
    question = {**DATE, "unknown": True}
    assert value_of(question, {"unknown": "yes"})["precision"] == "unknown"
    assert value_of(question, box("昭和", "20", "8", ""))["text"] == "昭和20年8月日不詳"
    assert value_of(question, {"text": "昭和20年春頃"})["precision"] == "year"
    assert value_of(question, box("昭和", "45", "2", "29"))["precision"] == "non_calendar"
    assert refusal_of(question, {"text": "むかし"})[1] == "text"


ADDRESS = {"type": "address"}


def address(**parts: str) -> dict[str, str]:
    good = {"postcode": "000-0023", "town": "灯台市灯川東二丁目", "block": "8番5号", "building": ""}
    return good | parts


def test_an_address_is_brought_into_one_form() -> None:
    typed = address(postcode="〒０００ー００２３", block="８番５号", building="あかつき荘　２０１")
    assert value_of(ADDRESS, typed) == {
        "postcode": "0000023",
        "town": "灯台市灯川東二丁目",
        "block": "8番5号",
        "building": "あかつき荘 201",
    }


@pytest.mark.parametrize(
    ("parts", "code", "part", "words"),
    [
        ({"postcode": "000-002"}, "postcode", "postcode",
         "郵便番号は7けたの数字で入れてください。いまは6けたです。"),
        ({"town": "灯台市灯川東9丁目"}, "no_such_chome", "town", "灯川東は3丁目までです。"),
        ({"town": "灯台市港町"}, "other_town", "town", "郵便番号000-0023の町は灯川東です。"),
        ({"block": ""}, "missing", "block", "番地がないときは「番地なし」と入れてください。"),
        ({"town": "東京県灯台市"}, "prefecture", "town", "「東京都」ではありませんか。"),
        ({"block": "0番"}, "number", "block", "0という番地や号はありません。"),
    ],
)  # fmt: skip
def test_an_impossible_address_is_explained(
    parts: dict[str, str], code: str, part: str, words: str
) -> None:
    found = refusal_of(ADDRESS, address(**parts))
    assert (found[0], found[1]) == (code, part)
    assert words in found[2]


def test_an_address_in_the_city_is_demanded_only_where_asked() -> None:
    elsewhere = address(postcode="100-0001", town="東京都千代田区千代田", block="1-1")
    assert value_of(ADDRESS, elsewhere)["postcode"] == "1000001"
    assert refusal_of({**ADDRESS, "own_city": True}, elsewhere)[0] == "not_own_city"


NAME = {"type": "person_name"}
AKARI = {"family": "灯", "given": "あかり", "family_kana": "トモシビ", "given_kana": "アカリ"}


@pytest.mark.parametrize("kana", ["ﾄﾓｼﾋﾞ", "ともしび", "トモシビ", " トモシビ　"])
def test_kana_of_any_width_are_taken(kana: str) -> None:
    assert value_of(NAME, {**AKARI, "family_kana": kana}) == AKARI


def test_rare_characters_are_kept_and_pointed_out() -> None:
    reading = type_answer(NAME, {**AKARI, "family": "渡\U000e0100辺\ue000"})
    assert reading.ok
    assert reading.values["q"]["family"] == "渡\U000e0100辺\ue000"
    assert {warning.code for warning in reading.warnings} == {"external", "variant"}
    assert reading.warnings[0].part == "family"


def test_a_name_needs_its_parts() -> None:
    reading = type_answer(NAME, {**AKARI, "given": "", "given_kana": ""})
    assert [(e.code, e.part) for e in reading.errors] == [("missing", "given")]
    assert refusal_of(NAME, {**AKARI, "family_kana": "TOMOSHIBI"})[0] == "not_kana"
    assert refusal_of(NAME, {})[2] == "「質問」を入れてください。"
    alone = {"family": "", "given": "スカルノ", "family_kana": "", "given_kana": "スカルノ"}
    assert value_of({**NAME, "single": True}, alone) == alone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("090-0000-1125", "090-0000-1125"),
        ("０９０ー００００ー１１２５", "090-0000-1125"),
        ("09000001125", "090-0000-1125"),
        ("+81 90 0000 1125", "090-0000-1125"),
        ("(0000)24-1125", "0000-24-1125"),
        ("0000241125", "0000241125"),
        ("0312345678", "03-1234-5678"),
        ("0120000000", "0120-000-000"),
    ],
)
def test_telephone_numbers(typed: str, kept: str) -> None:
    assert value_of({"type": "phone"}, typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("090-0000-112", "この電話番号は11けたです。いまは10けたです。"),
        ("24-1125", "電話番号は0から、市外局番を付けて入れてください。"),
        ("+1 212 555 0100", "日本の電話番号を入れてください。"),
        ("でんわなし", "電話番号は数字とハイフンで入れてください。"),
    ],
)
def test_telephone_numbers_that_are_none(typed: str, words: str) -> None:
    assert refusal_of({"type": "phone"}, typed)[2].startswith(words)


def test_e_mail_addresses() -> None:
    assert value_of({"type": "email"}, " ａｋａｒｉ＠Example.JP ") == "akari@example.jp"
    assert value_of({"type": "email"}, "a..b.@docomo.ne.jp") == "a..b.@docomo.ne.jp"
    assert refusal_of({"type": "email"}, "akari.example.jp")[0] == "email_at"
    assert refusal_of({"type": "email"}, "akari@example")[0] == "email_domain"
    assert refusal_of({"type": "email"}, "灯@example.jp")[0] == "email_local"
    reading = type_answer({"type": "email"}, "akari@gmail.con")
    assert reading.ok
    assert "gmail.com" in reading.warnings[0].message.ja


ACCOUNT = {
    "bank_code": "０００１",
    "branch_code": "001",
    "kind": "ordinary",
    "number": "12345",
    "holder_kana": "ﾄﾓｼﾋﾞ ｱｶﾘ",
}


def test_a_bank_account_is_filled_up_to_seven_digits() -> None:
    value = value_of({"type": "bank_account"}, ACCOUNT)
    assert value["bank_code"] == "0001"
    assert value["number"] == "0012345"
    assert value["holder_kana"] == "トモシビ アカリ"


@pytest.mark.parametrize(
    ("parts", "part", "words"),
    [
        (
            {"bank_code": "12"},
            "bank_code",
            "銀行の番号は4けたの数字で入れてください。いまは2けたです。",
        ),
        ({"number": "12345671"}, "number", "ゆうちょ銀行の8けたの番号は、最後の1を取った7けた"),
        ({"kind": ""}, "kind", "口座の種類"),
        ({"holder_kana": "灯あかり"}, "holder_kana", "口座名義は、通帳にあるとおりカタカナで"),
    ],
)
def test_a_bank_account_that_is_none(parts: dict[str, str], part: str, words: str) -> None:
    found = refusal_of({"type": "bank_account"}, {**ACCOUNT, **parts})
    assert found[1] == part
    assert words in found[2]


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        ({}, "１２", 12),
        ({}, "1,234", 1234),
        ({}, "十二", 12),
        ({"unit": "枚"}, "3枚", 3),
        ({"minimum": -10}, "△5", -5),
        ({"decimals": 2}, "１．５", "1.5"),
        ({"decimals": 2}, "2.00", 2),
        ({"decimals": 1, "unit": {"ja": "㎡", "en": "m²"}}, "12.5㎡", "12.5"),
    ],
)
def test_numbers(question: dict[str, Any], typed: str, kept: Any) -> None:
    assert value_of({"type": "number", **question}, typed) == kept


@pytest.mark.parametrize(
    ("question", "typed", "code"),
    [
        ({}, "たくさん", "not_a_number"),
        ({}, "1.5", "decimals"),
        ({"decimals": 1}, "1.25", "decimals"),
        ({"minimum": 1}, "0", "too_low"),
        ({"maximum": 9}, "10", "too_high"),
        ({}, "1e9", "not_a_number"),
        ({}, "9" * 40, "not_a_number"),
    ],
)
def test_numbers_that_are_none(question: dict[str, Any], typed: str, code: str) -> None:
    assert refusal_of({"type": "number", **question}, typed)[0] == code


def test_money() -> None:
    assert value_of({"type": "money"}, "１，２００円") == 1200
    assert value_of({"type": "money"}, "3千円") == 3000
    assert refusal_of({"type": "money", "maximum": 1000}, "1,001")[2] == (
        "「質問」は1,000円以下で入れてください。いまは1,001円です。"
    )
    assert refusal_of({"type": "money"}, "-5")[0] == "too_low"


@pytest.mark.parametrize(
    ("typed", "kept"), [("9:30", "09:30"), ("９時３０分", "09:30"), ("午後3時", "15:00"),
                        ("0930", "09:30"), ("九時半", "09:30"), ("3:05 pm", "15:05")]
)  # fmt: skip
def test_times(typed: str, kept: str) -> None:
    assert value_of({"type": "time"}, typed) == kept


def test_times_that_are_none() -> None:
    assert refusal_of({"type": "time"}, "25:00")[0] == "not_a_time"
    assert refusal_of({"type": "time", "earliest": "09:00"}, "8:30")[2] == (
        "「質問」は09:00から23:59までの時刻を入れてください。いまは08:30です。"
    )


def test_long_texts_keep_their_lines_and_are_counted_in_characters() -> None:
    question = {"type": "long_text", "max_length": 1000}
    assert value_of(question, "一行目\r\n\r\n二行目\x00\u200b") == "一行目\n\n二行目"
    long = "あ" * 4990 + "辻\U000e0100" * 10
    reading = type_answer(question, long)
    assert reading.errors[0].message.ja == (
        "「質問」は1000文字までです。いまは5000文字です。4000文字減らしてください。"
    )
    assert reading.raw["q"] == [long]
    assert reading.values == {}


def test_texts_in_one_form() -> None:
    assert value_of({"type": "text"}, "ＡＢＣ　ｶﾞｽ\n会社 ") == "ABC ガス 会社"
    assert value_of({"type": "text", "kana": True}, "みなと") == "ミナト"
    assert value_of({"type": "text", "digits": True}, "１２ー３４") == "1234"
    assert refusal_of({"type": "text", "digits": True}, "12a")[0] == "not_digits"
    assert refusal_of({"type": "text", "min_length": 3}, "港")[0] == "too_short"


OPTIONS = [{"id": "a", "label": "一つ目"}, {"id": "b", "label": "二つ目"}]


def test_choices_are_those_on_offer() -> None:
    assert value_of({"type": "choice", "options": OPTIONS}, "b") == "b"
    assert refusal_of({"type": "choice", "options": OPTIONS}, "z")[0] == "not_offered"
    many = {"type": "choices", "options": OPTIONS}
    assert value_of(many, ["b", "a", "b"]) == ["a", "b"]
    assert refusal_of(many, ["a", "z"])[0] == "not_offered"
    assert refusal_of({**many, "at_most": 1}, ["a", "b"])[0] == "too_many"
    assert refusal_of({**many, "at_least": 2}, ["a"])[2] == (
        "「質問」は2つ以上選んでください。いまは1つです。"
    )
    assert refusal_of({"type": "yes_no"}, "")[2] == "「質問」の答えを選んでください。"


def test_an_option_may_depend_on_an_earlier_answer() -> None:
    options = [*OPTIONS, {"id": "c", "label": "三つ目", "when": {"question": "first", "is": True}}]
    form = compiled(
        one_step(
            {"id": "first", "type": "yes_no"}, {"id": "q", "type": "choice", "options": options}
        )
    )
    assert read_step(form, "page", {"first": ["yes"], "q": ["c"]}, {}, CTX).ok
    refused = read_step(form, "page", {"first": ["no"], "q": ["c"]}, {}, CTX)
    assert [(e.question, e.code) for e in refused.errors] == [("q", "not_offered")]


def test_corporate_numbers() -> None:
    assert value_of({"type": "corporate_number"}, "７-0000-1205-0002") == "7000012050002"
    assert "12けた" in refusal_of({"type": "corporate_number"}, "700001205000")[2]
    assert refusal_of({"type": "corporate_number"}, "8000012050002")[0] == "corporate_number"


def test_a_point_on_the_map_or_words_instead() -> None:
    question = {"type": "map_point"}
    point = {"lat": "34.0150", "lon": "134.2300", "label": "港のそば"}
    assert value_of(question, point) == {"lat": 34.015, "lon": 134.23, "label": "港のそば"}
    assert value_of(question, {"label": "橋の下"})["lat"] is None
    code, _, words = refusal_of(question, {**point, "lat": "35.68", "lon": "139.76"})
    assert code == "too_far"
    assert "30kmより近い場所" in words
    assert refusal_of(question, {**point, "lat": "ここ"})[0] == "not_a_point"


def test_a_signature_keeps_the_day_on_which_it_was_written() -> None:
    assert value_of({"type": "signature"}, {"name": "灯　あかり"}) == {
        "name": "灯 あかり",
        "signed_on": "2026-11-21",
    }
    form = compiled(one_step({"id": "q", "type": "signature"}))
    before = {"q": {"name": "灯 あかり", "signed_on": "2026-11-01"}}
    again = read_step(form, "page", {"q.name": ["灯 あかり"]}, before, CTX)
    assert again.values == before
    other = read_step(form, "page", {"q.name": ["舟木 渡"]}, before, CTX)
    assert other.values["q"]["signed_on"] == "2026-11-21"


def test_a_consent_keeps_the_digest_of_its_text() -> None:
    question = {"type": "consent", "text": "住民票を見ることに同意します。"}
    value = value_of(question, "yes")
    assert value["agreed"] is True
    assert len(value["digest"]) == 64
    assert refusal_of(question, "")[0] == "missing"
    may = {**question, "must_agree": False}
    assert value_of(may, "") == {"agreed": False, "digest": value["digest"]}


FILES = [{"id": "f1", "name": "写真.jpg", "type": "image/jpeg", "size": 9, "sha256": "0"}]


def test_files_come_from_the_answers_and_not_from_the_form() -> None:
    form = compiled(one_step({"id": "q", "type": "file", "at_most": 1}))
    posted = {"q": ["C:\\fakepath\\写真.jpg"]}
    assert read_step(form, "page", posted, {"q": FILES}, CTX).values == {"q": FILES}
    missing = read_step(form, "page", posted, {}, CTX).errors[0]
    assert missing.message.ja == (
        "「質問」を付けてください。スマートフォンで撮った写真でもかまいません。"
    )
    many = read_step(form, "page", posted, {"q": FILES * 2}, CTX)
    assert many.errors[0].code == "too_many"
    wrong = [{**FILES[0], "type": "application/x-dosexec", "name": "a.exe"}]
    assert read_step(form, "page", {}, {"q": wrong}, CTX).errors[0].code == "file_type"


MEMBER = {**AKARI, "birth.era": "令和", "birth.year": "1", "birth.month": "6", "birth.day": "1",
          "relation": "長女", "together": "yes"}  # fmt: skip


def test_a_member_of_the_household() -> None:
    value = value_of({"type": "household_member"}, MEMBER)
    assert value["birth"]["value"] == "2019-06-01"
    assert value["together"] is True
    reading = type_answer({"type": "household_member"}, {**AKARI, "birth.year": "63"})
    assert {error.part for error in reading.errors} == {"birth.month", "relation", "together"}


TABLE = {
    "type": "table",
    "rows_min": 1,
    "rows_max": 3,
    "totals": ["cost"],
    "columns": [
        {"id": "item", "label": "費目", "type": "text"},
        {"id": "cost", "label": "金額", "type": "money"},
        {"id": "note", "label": "備考", "type": "text", "required": False},
    ],
}


def test_a_table_leaves_empty_rows_out() -> None:
    typed = {"0.item": "会場費", "0.cost": "１２，０００円", "1.item": "", "2.item": "印刷",
             "2.cost": "500", "9.stranger": "x"}  # fmt: skip
    assert value_of(TABLE, typed) == [
        {"item": "会場費", "cost": 12000, "note": None},
        {"item": "印刷", "cost": 500, "note": None},
    ]


def test_a_table_names_row_and_column() -> None:
    code, part, words = refusal_of(TABLE, {"0.item": "会場費", "0.cost": "高い"})
    assert (code, part) == ("not_a_number", "0.cost")
    assert words == "1行目の「金額」は数字で入れてください。"
    assert refusal_of(TABLE, {"1.cost": "5"})[1] == "1.item"
    many = {f"{n}.{c}": v for n in range(4) for c, v in (("item", "a"), ("cost", "1"))}
    assert refusal_of(TABLE, many)[0] == "too_many"


def test_fields_that_are_not_asked_are_ignored_but_not_lost() -> None:
    form = compiled(
        one_step(
            {"id": "first", "type": "yes_no"},
            {"id": "q", "type": "text", "when": {"question": "first", "is": True}},
        )
    )
    posted = {"first": ["no"], "q": ["書きかけ"], "csrf": ["x"]}
    reading = read_step(form, "page", posted, {}, CTX)
    assert reading.values == {"first": False}
    assert reading.raw == {"first": ["no"], "q": ["書きかけ"]}


def test_what_may_be_left_empty_is_kept_as_empty() -> None:
    form = compiled(one_step({"id": "q", "type": "text", "required": False}))
    assert read_step(form, "page", {"q": ["　"]}, {}, CTX).values == {"q": None}


def test_a_page_that_is_gone_says_so() -> None:
    form = compiled(one_step({"id": "q", "type": "text"}))
    reading = read_step(form, "nowhere", {"q": ["x"]}, {}, CTX)
    assert [error.code for error in reading.errors] == ["unknown_step"]


def test_without_city_data_the_checks_that_need_it_are_left_out() -> None:
    bare = Context(today=TODAY, own_city="灯台市")
    form = compile_procedure(load_definition(one_step({"id": "q", **ADDRESS, "own_city": True})))
    posted = {f"q.{part}": [typed] for part, typed in address(postcode="1000001").items()}
    assert read_step(form, "page", posted, {}, bare).ok
