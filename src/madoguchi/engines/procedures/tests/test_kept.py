# SPDX-License-Identifier: Apache-2.0
"""A session or a vault that closed while somebody wrote loses nothing, and tells strangers nothing."""

import re

import pytest

from madoguchi.engines.procedures.events import (
    ApplicationCorrected,
    ApplicationWithdrawn,
    CitizenMessageSent,
)
from madoguchi.engines.procedures.models import Submission
from madoguchi.engines.procedures.tests.conftest import AT, Citizen, fill_dog
from madoguchi.engines.procedures.tests.test_status import jpeg, note_of, update
from madoguchi.kernel.application import CorrectionField, CorrectionNote
from madoguchi.kernel.ids import new_id
from tests.cast import AKARI

pytestmark = pytest.mark.django_db

HERE = {"Sec-Fetch-Site": "same-origin"}
NAME = CorrectionField(step="dogs", question="dog_name", value="しお", reason="登録証の字で。")
PHOTO = CorrectionField(step="papers", question="photo", value=None, reason="切れています。")
WRITTEN = {
    "correct/": ({"dog_name": "潮 まる", "message": "直しました"}, ApplicationCorrected),
    "message/": ({"message": "引っ越しました。QX"}, CitizenMessageSent),
    "withdraw/": ({"reason": "犬を譲りました。QX"}, ApplicationWithdrawn),
}


@pytest.fixture
def filed(install, facts, akari):
    """Akari's dog is registered from her account; the office asks for two corrections."""
    install("dog-claim")
    fill_dog(akari)
    akari.post(f"/drafts/{akari.draft_id}/send/")
    akari.row = Submission.objects.get()
    akari.status = f"/applications/{akari.row.id}/"
    answers = {"dog_name": "しお", "chipped": False, "photo": None}
    correction = CorrectionNote(
        request_id=new_id(), fields=(NAME, PHOTO), message="", due_on=None, answers=answers
    )
    note = note_of("correction", "直してください", correction=correction)
    update(akari.row, "correction", 1, note=note)
    return akari


def lose(citizen, *cookies):
    """The session, or the vault, is gone."""
    for cookie in cookies:
        del citizen.client.cookies[cookie]


def kept_in(html):
    """The fields that the page carries along."""
    found = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', html, re.DOTALL)
    return dict(found)


@pytest.mark.parametrize("page", WRITTEN)
def test_what_was_written_waits_for_the_sign_in(filed, facts, page):
    fields, fact = WRITTEN[page]
    lose(filed, "portal_session", "madoguchi_vault")
    response = filed.post(f"{filed.status}{page}", fields, headers=HERE | {"Referer": f"http://testserver{filed.status}"})  # fmt: skip
    assert response.status_code == 403
    kept = kept_in(filed.html)
    assert kept == fields
    assert f"/accounts/login/?next={filed.status.replace('/', '%2F')}" in filed.html
    filed.sign_in()
    filed.post(f"{filed.status}{page}", kept, headers=HERE)
    assert isinstance(facts[-1], fact)


def test_a_correction_waits_for_the_vault_with_its_files(filed, facts):
    url = f"{filed.status}correct/"
    filed.post(url, {"photo.upload": jpeg(), "dog_name": ""})
    files = filed.hidden("kept")
    assert files
    lose(filed, "madoguchi_vault")
    response = filed.post(url, {"dog_name": "潮 まる", "kept": files}, headers=HERE)
    assert response.status_code == 403
    assert "/accounts/unlock/?next=" in filed.html
    kept = kept_in(filed.html)
    assert kept == {"dog_name": "潮 まる", "kept": files}
    filed.post("/accounts/unlock/", {"password": AKARI.password})
    filed.post(url, kept, headers=HERE)
    body = facts[-1].body
    assert body.answers["dog_name"] == "潮 まる"
    assert [file.name for file in body.files] == ["資格.jpg"]


def test_the_page_says_that_a_new_file_must_be_attached_again(filed):
    lose(filed, "portal_session", "madoguchi_vault")
    filed.post(f"{filed.status}correct/", {"photo.upload": jpeg(), "dog_name": "潮"}, headers=HERE)
    assert "選んだファイルは残せませんでした" in filed.text


def test_reading_with_a_closed_vault_asks_to_open_it(filed):
    lose(filed, "madoguchi_vault")
    for page in ("", "correct/", "data/"):
        filed.get(f"{filed.status}{page}")
        assert filed.url.startswith("/accounts/unlock/?next="), page


def test_a_stranger_learns_nothing_of_what_exists(filed, install, guest):
    install("allowance")
    nothing = f"/applications/{new_id()}/"
    for page, (fields, _) in WRITTEN.items():
        answers = set()
        for status in (filed.status, nothing):
            stranger = Citizen()
            response = stranger.post(f"{status}{page}", fields, headers=HERE)
            assert response.status_code == 403
            words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", stranger.html)
            answers.add(words.replace(status.split("/")[2], "ID"))
        assert len(answers) == 1, page
    for status in (filed.status, nothing):
        assert Citizen().get(status).status_code == 404


def test_a_link_followed_after_signing_out_leads_to_the_sign_in(filed):
    lose(filed, "portal_session", "madoguchi_vault")
    assert filed.get(filed.status).status_code == 404
    assert f"/accounts/login/?next={filed.status.replace('/', '%2F')}" in filed.html


def test_another_account_is_told_that_it_is_not_here(filed, db):
    from madoguchi.platform.identity.api import create_citizen

    create_citizen(email="other@example.jp", password="tomoshibi-no-michi-77", at=AT)
    other = Citizen()
    other.post("/accounts/login/", {"login": "other@example.jp", "password": "tomoshibi-no-michi-77"})  # fmt: skip
    assert other.post(f"{filed.status}message/", {"message": "x"}, headers=HERE).status_code == 404
