# SPDX-License-Identifier: Apache-2.0
"""Drafts: saved, resumed, opened in two tabs, rescued, discarded; readable with the key alone."""

from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.engines.procedures.api import purge
from madoguchi.engines.procedures.models import Draft, DraftKey
from madoguchi.engines.procedures.tests.conftest import AT, NAME, Citizen
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import frozen
from tests.cast import AKARI

pytestmark = pytest.mark.django_db
OWNER = {key.replace(".", "__"): value for key, value in NAME.items()} | {"phone": "090-0000-1125"}


@pytest.fixture(autouse=True)
def _dog(install, at, facts):
    install("dog-claim")


def test_another_browser_cannot_open_a_draft(guest):
    guest.start("dog-claim")
    stranger = Citizen()
    response = stranger.get(guest.url)
    assert response.status_code == 404
    assert "再開番号があれば" in stranger.text


def test_nothing_typed_is_readable_in_the_rows(guest):
    guest.start("dog-claim")
    guest.answer(**OWNER)
    row = Draft.objects.get()
    for value in ("灯", "トモシビ", "1125"):
        assert value.encode() not in bytes(row.ciphertext)
    assert bytes(DraftKey.objects.get().wrapped) != b""


def test_the_list_leads_back_to_the_page_where_it_was_left(guest):
    guest.start("dog-claim")
    guest.answer(**OWNER)
    guest.get("/mine/")
    assert "犬の届" in guest.text
    guest.get(f"/drafts/{Draft.objects.get().id}/")
    assert guest.url.endswith("/step/dogs/")


def test_incomplete_input_is_kept_when_saved_for_later(guest):
    guest.start("dog-claim")
    step = guest.url
    guest.answer(button="later", name__family="灯")
    assert "保存しました" in guest.text
    guest.get(step)
    assert 'value="灯"' in guest.html
    assert "直してください" not in guest.text


def test_errors_keep_what_was_typed_also_after_coming_back(guest):
    guest.start("dog-claim")
    step = guest.url
    response = guest.answer(**OWNER | {"name__family_kana": "明里"})
    assert response.status_code == 422
    assert "エラー" in guest.html.split("</title>")[0]
    assert 'value="明里"' in guest.html
    guest.get(step)
    assert 'value="明里"' in guest.html
    assert "1か所、直してください" in guest.text


def test_a_resume_number_with_its_code_opens_the_draft_elsewhere(guest):
    guest.start("dog-claim")
    guest.answer(**OWNER)
    guest.post(f"/drafts/{guest.draft_id}/saved/")
    number = Draft.objects.get().resume_number
    code = guest.html.split('id="resume-code">')[1].split("<")[0]
    assert number in guest.text
    elsewhere = Citizen()
    elsewhere.post(
        "/mine/resume/", {"number": number.lower(), "secret_code": code.replace("-", "")}
    )
    assert elsewhere.url.endswith("/step/dogs/")
    assert DraftKey.objects.count() == 3


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("4K7M-0273-0", "7KQ2-M9XD-40RT-WB3H", "再開番号「4K7M-0273-0」が見つかりません"),
        (None, "7KQ2-M9XD-40RT-WB3H", "この再開番号と再開コードの組み合わせが見つかりません"),
        (None, "7KQ2", "いまは4文字です"),
    ],
)
def test_a_wrong_resume_number_or_code_gets_a_sentence(guest, number, code, words):
    guest.start("dog-claim")
    guest.post(f"/drafts/{guest.draft_id}/saved/")
    typed = number or Draft.objects.get().resume_number
    stranger = Citizen()
    response = stranger.post("/mine/resume/", {"number": typed, "secret_code": code})
    assert response.status_code == 422
    assert words in stranger.text


def test_two_tabs_on_different_pages_lose_nothing(guest):
    guest.start("dog-claim")
    guest.answer(**OWNER)
    other = Citizen(guest.client)
    other.get(f"/drafts/{guest.draft_id}/step/owner/")
    guest.answer(dog_name="しお", born__era="令和", born__year="7", born__month="3", born__day="2", chipped="no")  # fmt: skip
    other.answer(**OWNER | {"phone": "080-0000-2301"})
    guest.get(f"/drafts/{Draft.objects.get().id}/review/")
    assert "080-0000-2301" in guest.text
    assert "しお" in guest.text


def test_a_stale_page_shows_both_answers_and_wins_only_when_pressed_again(guest):
    guest.start("dog-claim")
    stale = Citizen(guest.client)
    stale.get(guest.url)
    guest.answer(**OWNER)
    response = stale.answer(**OWNER | {"phone": "080-0000-2301"})
    assert response.status_code == 409
    assert "別の画面で、このページの答えが変わっています" in stale.text
    assert "090-0000-1125" in stale.text
    assert 'value="080-0000-2301"' in stale.html
    stale.answer(**OWNER | {"phone": "080-0000-2301"})
    assert stale.url.endswith("/step/dogs/")
    stale.get(f"/drafts/{Draft.objects.get().id}/step/owner/")
    assert 'value="080-0000-2301"' in stale.html


def test_a_question_that_an_answer_adds_is_asked_before_it_is_missed(guest):
    guest.start("dog-claim")
    guest.answer(**OWNER)
    dog = {"dog_name": "しお", "born__era": "令和", "born__year": "7", "born__month": "3", "born__day": "2"}  # fmt: skip
    response = guest.answer(**dog, chipped="yes")
    assert response.status_code == 200
    assert "質問が加わりました" in guest.text
    assert "直してください" not in guest.text
    assert guest.answer(**dog, chipped="yes").status_code == 422


def test_a_requirement_that_is_not_met_is_told_with_its_article(guest):
    guest.start("dog-claim")
    guest.answer(**OWNER)
    dog = {"dog_name": "しお", "born__era": "令和", "born__year": "7", "born__month": "3", "born__day": "2"}  # fmt: skip
    guest.answer(**dog, chipped="yes", chip="392000000000001", asked="")
    guest.answer(**dog, chipped="yes", chip="392000000000001")
    assert guest.url.endswith("/requirements/")
    assert "マイクロチップを付けていない犬であること" in guest.text
    assert "根拠 狂犬病予防法第4条" in guest.text
    assert "当てはまりません" in guest.text


def test_discarding_asks_first(guest):
    guest.start("dog-claim")
    url = f"/drafts/{guest.draft_id}/discard/"
    guest.get(url)
    assert Draft.objects.count() == 1
    guest.post(url)
    assert not Draft.objects.exists()
    assert "書きかけの申請を消しました" in guest.text


def test_leaving_a_shared_machine_takes_drafts_and_key(guest):
    guest.start("dog-claim")
    guest.post("/mine/leave/")
    assert not Draft.objects.exists()
    assert guest.client.cookies["draft_key"].value == ""


def test_a_draft_is_gone_after_thirty_days_without_saving(guest, at):
    guest.start("dog-claim")
    url = guest.url
    with frozen(AT + timedelta(days=30)):
        assert guest.get(url).status_code == 404
        assert purge(actor=SYSTEM, at=AT + timedelta(days=30))["drafts"] == 1
    assert not DraftKey.objects.exists()


def test_a_signed_in_draft_opens_from_any_machine(akari):
    akari.start("dog-claim")
    akari.answer(**OWNER)
    elsewhere = Citizen()
    elsewhere.sign_in()
    elsewhere.get("/mine/")
    assert "犬の届" in elsewhere.text
    elsewhere.get(f"/drafts/{Draft.objects.get().id}/")
    assert elsewhere.url.endswith("/step/dogs/")


def test_a_page_posted_after_the_session_ran_out_comes_back_after_sign_in(akari):
    akari.start("dog-claim")
    page = akari.url
    for cookie in ("portal_session", "madoguchi_vault"):
        del akari.client.cookies[cookie]
    akari.answer(**OWNER)
    assert "/accounts/login/" in akari.url
    rescue = Draft.objects.get(purpose="rescue")
    assert "灯".encode() not in bytes(rescue.ciphertext)
    akari.post(akari.url, {"login": AKARI.email, "password": AKARI.password})
    assert akari.url == f"{page}?rescued=1"
    assert 'value="090-0000-1125"' in akari.html
    assert "ログインの前に入力された内容を戻しました" in akari.text
    assert not Draft.objects.filter(purpose="rescue").exists()


def test_an_account_takes_over_what_this_browser_wrote(guest, akari):
    guest.start("dog-claim")
    guest.sign_in()
    guest.get("/mine/")
    assert "アカウントに移す" in guest.text
    guest.post(f"/drafts/{Draft.objects.get().id}/adopt/")
    assert "アカウントからも続けられるようにしました" in guest.text
    akari.get("/mine/")
    assert "犬の届" in akari.text


def test_a_broken_key_in_the_cookie_is_no_key():
    browser = Citizen(Client())
    browser.client.cookies["draft_key"] = "not base64 at all"
    assert browser.get("/mine/").status_code == 200
