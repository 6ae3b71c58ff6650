# SPDX-License-Identifier: Apache-2.0
"""Pages of the form: repeating items, endings, fees, uploads, surveys, bad input."""

from io import BytesIO

import pytest
from PIL import Image

from madoguchi.engines.procedures.models import Draft, Submission
from madoguchi.engines.procedures.tests.conftest import Citizen
from madoguchi.platform.files.models import StoredFile

pytestmark = pytest.mark.django_db


def picture(name="写真.jpg", content=None):
    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "JPEG")
    found = BytesIO(content if content is not None else out.getvalue())
    found.name = name
    return found


@pytest.fixture
def parent(install, facts, guest, at):
    install("allowance")
    guest.start("allowance")
    guest.answer(job="employee", copies="1")
    return guest


def add_child(parent, number, name, together="yes"):
    parent.get(f"/drafts/{Draft.objects.get().id}/step/children/{number}/")
    return parent.answer(child_name=name, together=together)


def test_an_ending_tells_where_to_go(install, facts, guest, at):
    install("allowance")
    guest.start("allowance")
    guest.answer(job="servant", copies="1")
    assert guest.url.endswith("/ending/")
    assert "手続きは、お勤め先でしてください" in guest.text
    assert "児童手当法第17条" in guest.text
    assert "申請はまだ送られていません" in guest.text
    guest.post(f"/drafts/{guest.draft_id}/send/")
    assert not Submission.objects.exists()


def test_items_are_added_changed_and_removed(parent):
    list_url = parent.url
    assert "まだ入っていません" in parent.text
    parent.post(list_url)
    assert parent.response.status_code == 422
    assert "1件以上入れてください" in parent.text
    add_child(parent, 0, "灯 なぎ")
    add_child(parent, 1, "灯 はる")
    assert "お子さん 1: 灯 なぎ" in parent.text
    assert "2まで入れられます" in parent.text
    parent.get(f"{list_url}0/remove/")
    assert "「お子さん 1: 灯 なぎ」を取り消しますか" in parent.text
    parent.post(parent.url, {"seen": parent.hidden("seen")})
    assert "取り消しました" in parent.text
    assert "お子さん 1: 灯 はる" in parent.text
    parent.get(f"{list_url}0/")
    parent.answer(child_name="灯 はる子", together="no")
    assert "灯 はる子" in parent.text


def test_a_third_child_where_two_fit_leads_back_to_the_list(parent):
    add_child(parent, 0, "灯 なぎ")
    add_child(parent, 1, "灯 はる")
    url = f"/drafts/{Draft.objects.get().id}/step/children/"
    response = parent.post(f"{url}2/", {"child_name": "灯 みお", "together": "yes", "asked": "child_name,together"})  # fmt: skip
    assert response.status_code == 422
    parent.get(f"{url}7/")
    assert parent.url == url


def test_removing_an_item_in_one_tab_does_not_overwrite_its_neighbour_in_another(parent):
    list_url = parent.url
    add_child(parent, 0, "灯 なぎ")
    add_child(parent, 1, "灯 はる")
    other = Citizen(parent.client)
    other.get(f"{list_url}0/")
    parent.get(f"{list_url}0/remove/")
    parent.post(parent.url, {"seen": parent.hidden("seen")})
    response = other.answer(child_name="灯 なぎ子", together="yes")
    assert response.status_code == 409
    assert "灯 はる" in other.text


def test_an_incomplete_item_is_named_with_a_link(parent):
    add_child(parent, 0, "灯 なぎ", together="")
    assert parent.response.status_code == 422
    list_url = f"/drafts/{Draft.objects.get().id}/step/children/"
    parent.post(list_url)
    assert parent.response.status_code == 422


def test_changing_an_answer_returns_to_the_review(parent):
    add_child(parent, 0, "灯 なぎ")
    parent.post(parent.url)
    parent.answer(pension="kosei", note="")
    assert parent.url.endswith("/review/")
    assert "300円" in parent.text
    draft = parent.draft_id
    parent.get(f"/drafts/{draft}/step/start/?back=review")
    assert "保存して、確認の画面へ戻る" in parent.text
    parent.answer(job="employee", copies="3")
    assert parent.url.endswith("/review/")
    assert "900円" in parent.text
    parent.get(f"/drafts/{draft}/print/")
    assert "これは下書きです" in parent.text
    assert "変更" not in parent.html.split("<main")[1].split("<aside")[0]


def test_a_page_further_on_leads_to_the_first_open_one(parent):
    draft = parent.draft_id
    parent.get(f"/drafts/{draft}/step/rest/")
    assert parent.url.endswith("/step/children/")
    parent.get(f"/drafts/{draft}/step/nothing/")
    assert parent.url.endswith("/step/children/")
    parent.get(f"/drafts/{draft}/review/")
    assert "続きを入れる" in parent.text
    assert "この内容で申請する" not in parent.text


def test_uploads_arrive_sealed_and_can_be_removed(parent):
    add_child(parent, 0, "灯 なぎ")
    parent.post(parent.url)
    url = parent.url
    parent.post(url, {"pension": "", "asked": "pension,note,papers", "papers.upload": [picture(), picture("二枚目.jpg")]})  # fmt: skip
    assert parent.response.status_code == 422
    assert "写真.jpg" in parent.text
    assert StoredFile.objects.count() == 2
    assert not StoredFile.objects.exclude(name="").exists()
    named = parent.html.split('name="remove_file" value="')[1].split('"')[0]
    parent.post(url, {"remove_file": named, "pension": "kosei"})
    assert StoredFile.objects.count() == 1
    assert 'value="kosei" id="pension-1" checked' in parent.html
    parent.answer(pension="kosei", note="")
    assert "二枚目.jpg" in parent.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("写真.exe", b"MZ", "exe"),
        ("写真.jpg", b"", "写真.jpg"),
        ("写真.jpg", b"not a picture at all" * 9, "写真.jpg"),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_loses_nothing_else(parent, name, content, words):
    add_child(parent, 0, "灯 なぎ")
    parent.post(parent.url)
    parent.post(parent.url, {"pension": "kosei", "note": "大切な言葉", "asked": "pension,note,papers", "papers.upload": picture(name, content)})  # fmt: skip
    assert parent.response.status_code == 422
    assert "大切な言葉" in parent.text
    assert 'href="#papers"' in parent.html
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "words", ["あ" * 5000, "𠮷野家の龘と🐶", "\u202e逆さ<script>", "\u0000\u0007x"]
)
def test_long_and_strange_words_are_kept(parent, words):
    add_child(parent, 0, "灯 なぎ")
    parent.post(parent.url)
    parent.answer(pension="kosei", note=words)
    assert parent.url.endswith("/review/")
    assert "<script>" not in parent.html.replace("<script defer", "")


def test_a_letter_too_many_is_counted(parent):
    add_child(parent, 0, "灯 なぎ")
    parent.post(parent.url)
    response = parent.answer(pension="kosei", note="あ" * 5001)
    assert response.status_code == 422
    assert "1文字減らしてください" in parent.text
    assert "あ" * 5001 in parent.html


@pytest.mark.parametrize("copies", ["3枚", "3", "三", "10", "-1", "abc", ""])
def test_numbers_as_people_write_them(install, facts, guest, at, copies):
    install("allowance")
    guest.start("allowance")
    response = guest.answer(job="employee", copies=copies)
    taken = copies in {"3枚", "3", "三"}
    assert (response.status_code == 200) == taken
    if not taken and copies:
        assert f'value="{copies}"' in guest.html


def test_a_survey_takes_no_name_and_gives_no_number(install, facts, guest, at):
    install("survey")
    guest.get("/procedures/child-survey/")
    assert "だれの答えかは、市にも分かりません" in guest.text
    guest.start("child-survey")
    guest.answer(glad="yes", words="海が好きです")
    assert "この内容で送る" in guest.text
    guest.post(f"/drafts/{guest.draft_id}/send/")
    row, body = Submission.objects.get(), facts[0].body
    assert "ありがとうございました" in guest.text
    assert row.receipt_number not in guest.text
    assert row.verifier is None
    assert (body.applicant_ref, body.reply_key, row.account) == (None, None, None)
    assert guest.get(f"/applications/{row.id}/").status_code == 404


def test_a_signed_in_citizen_answers_a_survey_as_nobody(install, facts, akari, at):
    install("survey")
    akari.start("child-survey")
    akari.answer(glad="no", words="")
    akari.post(f"/drafts/{akari.draft_id}/send/")
    assert Submission.objects.get().account is None
    assert facts[0].body.applicant_ref is None


def test_the_town_is_filled_in_from_the_postcode(install, facts, guest, at):
    steps = [{"id": "home", "title": "住所", "questions": [{"id": "address", "type": "address", "label": "住所"}]}]  # fmt: skip
    install("dog-claim", steps=steps, eligible=[], applicant={})
    guest.start("dog-claim")
    guest.post(guest.url, {"address.postcode": "000-0023", "address.block": "8番5号", "look_up": "address"})  # fmt: skip
    assert 'value="灯台県灯台市灯川東"' in guest.html
    assert 'value="8番5号"' in guest.html
    guest.post(guest.url, {"address.postcode": "999-9999", "look_up": "address"})
    assert "この郵便番号の町名が分かりません" in guest.text


EVERY_KIND = [
    {"id": "q_text", "type": "text", "label": "一行", "example": "例え", "why": "理由"},
    {"id": "q_long", "type": "long_text", "label": "数行"},
    {"id": "q_number", "type": "number", "label": "数"},
    {"id": "q_money", "type": "money", "label": "金額"},
    {"id": "q_yes", "type": "yes_no", "label": "はいか"},
    {"id": "q_choice", "type": "choice", "label": "一つ", "show": "select", "options": [{"id": "a", "label": "甲"}, {"id": "b", "label": "乙"}]},
    {"id": "q_choices", "type": "choices", "label": "いくつか", "options": [{"id": "a", "label": "甲"}, {"id": "b", "label": "乙", "hint": "補足"}]},
    {"id": "q_date", "type": "date", "label": "日", "unknown": True},
    {"id": "q_time", "type": "time", "label": "時刻"},
    {"id": "q_name", "type": "person_name", "label": "名"},
    {"id": "q_address", "type": "address", "label": "住所", "abroad": True},
    {"id": "q_phone", "type": "phone", "label": "電話"},
    {"id": "q_email", "type": "email", "label": "メール"},
    {"id": "q_bank", "type": "bank_account", "label": "口座"},
    {"id": "q_corporate", "type": "corporate_number", "label": "法人番号"},
    {"id": "q_map", "type": "map_point", "label": "場所"},
    {"id": "q_file", "type": "file", "label": "書類"},
    {"id": "q_sign", "type": "signature", "label": "署名"},
    {"id": "q_consent", "type": "consent", "label": "同意", "text": "見ることに同意します"},
    {"id": "q_member", "type": "household_member", "label": "家族", "relations": [{"id": "child", "label": "子"}, {"id": "other", "label": "ほか"}]},
    {"id": "q_table", "type": "table", "label": "予算", "columns": [{"id": "item", "label": "項目", "type": "text"}, {"id": "yen", "label": "金額", "type": "money"}], "totals": ["yen"]},
    {"id": "q_note", "type": "note", "label": "お知らせ"},
    {"id": "q_fee", "type": "fee", "label": "手数料"},
]  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_every_kind_of_question_is_drawn_empty_and_with_errors(install, facts, guest, at, lang):
    steps = [{"id": "all", "title": "すべて", "questions": EVERY_KIND}]
    fee = {"basis": "灯台市手数料条例", "lines": [{"label": "手数料", "yen": 300}]}
    install("dog-claim", steps=steps, eligible=[], applicant={}, fee=fee)
    guest.get(f"/procedures/dog-claim/?lang={lang}")
    guest.start("dog-claim")
    for question in EVERY_KIND:
        assert f"q_{question['id'][2:]}" in guest.html or question["type"] in {"note", "fee"}
    response = guest.answer()
    assert response.status_code == 422
    assert guest.html.count('class="error"') >= 18
    ids = [part.split('"')[0] for part in guest.html.split('href="#')[1:]]
    missing = [one for one in ids if f'id="{one}"' not in guest.html and one != "main"]
    assert not missing
