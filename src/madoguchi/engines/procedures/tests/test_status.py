# SPDX-License-Identifier: Apache-2.0
"""After sending: states, sealed notes, corrections of marked fields, messages, withdrawal."""

from base64 import b64encode
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from pypdf import PdfReader

from madoguchi.engines.procedures.api import mark_asked_again, purge, record_update
from madoguchi.engines.procedures.events import (
    ApplicationCorrected,
    ApplicationWithdrawn,
    CitizenMessageSent,
)
from madoguchi.engines.procedures.models import ApplicantNote, Submission
from madoguchi.engines.procedures.tests.conftest import AT, Citizen
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.application import (
    NOTE_INFO,
    ApplicationUpdated,
    CorrectionField,
    CorrectionNote,
    SealedFile,
    note_aad,
)
from madoguchi.kernel.application import ApplicantNote as Note
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.own_data import DataReport, HeldValue
from madoguchi.platform.crypto.sealing import seal

pytestmark = pytest.mark.django_db


def jpeg():
    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "JPEG")
    out.seek(0)
    out.name = "資格.jpg"
    return out


@pytest.fixture
def filed(install, facts, guest, at):
    """A guest who has filed; the status page is open."""
    install("allowance")
    guest.start("allowance")
    guest.answer(job="employee", copies="2")
    guest.get(guest.url + "0/")
    guest.answer(child_name="灯 なぎ", together="yes")
    guest.post(guest.url)
    guest.answer(pension="kosei", note="よろしくお願いします")
    assert "600円" in guest.text
    guest.post(f"/drafts/{guest.draft_id}/send/")
    guest.secret = guest.html.split('id="receipt-secret">')[1].split("<")[0]
    guest.row = Submission.objects.get()
    guest.status = f"/applications/{guest.row.id}/"
    return guest


def update(row, state, version, *, note=None, at=AT, due_on=None, kind=None):
    """What the parcel from the office brings."""
    sealed = None
    if note is not None:
        raw = seal(
            bytes(row.reply_key), info=NOTE_INFO, aad=note_aad(row.id, note.note_id),
            plaintext=note.model_dump_json().encode(),
        )  # fmt: skip
        sealed = b64encode(raw).decode()
    body = ApplicationUpdated(
        update_id=new_id(), submission_id=row.id, state=state, version=version, changed_at=at,
        due_on=due_on, sealed_note=sealed, note_kind=kind or (note.kind if note else None),
        note_id=note.note_id if note else None,
    )  # fmt: skip
    return record_update(update=body, actor=SYSTEM, at=at)


def note_of(kind="message", text="届いてからで大丈夫です。", **more):
    return Note(note_id=new_id(), kind=kind, written_at=AT, title="", text=text, **more)


def ask(row, *fields, version=2):
    correction = CorrectionNote(
        request_id=new_id(), fields=fields, message="2か所だけ確かめたいところがあります。",
        due_on=date(2026, 12, 1),
        answers={"job": "employee", "copies": 2, "pension": "kosei", "note": "よろしくお願いします",
                 "papers": None,
                 "children": [{"child_name": "灯 なぎ", "together": True, "photo": None}]},
    )  # fmt: skip
    update(
        row,
        "correction",
        version,
        note=note_of("correction", "直してください", correction=correction),
    )
    return correction


PENSION = CorrectionField(step="rest", question="pension", value="kosei", reason="いま入っている年金を選び直してください。")  # fmt: skip
CHILD = CorrectionField(step="children", question="child_name", item=0, value="灯 なぎ", reason="住民票の字で入れてください。")  # fmt: skip
PAPERS = CorrectionField(
    step="rest", question="papers", value=None, reason="写真の右下が切れています。"
)


def test_a_state_is_shown_with_what_comes_next(filed):
    update(filed.row, "reviewing", 1)
    filed.get(filed.status)
    assert "内容を確かめています" in filed.text
    assert "内容を確かめ始めました" in filed.text
    assert "標準処理期間20開庁日のうち、0日たちました" in filed.text


def test_updates_may_come_twice_and_out_of_order(filed):
    note = note_of()
    assert update(filed.row, "deciding", 3)
    assert not update(filed.row, "reviewing", 2)
    assert update(filed.row, "reviewing", 2, note=note)
    assert not update(filed.row, "reviewing", 2, note=note)
    filed.row.refresh_from_db()
    assert filed.row.state == "deciding"
    assert ApplicantNote.objects.count() == 1


def test_an_update_for_an_unknown_application_is_nothing(filed):
    stranger = Submission(id=new_id(), reply_key=filed.row.reply_key)
    assert not update(stranger, "reviewing", 1, note=note_of())


def test_a_note_is_read_with_the_secret_and_by_nobody_else(filed):
    update(filed.row, "reviewing", 1, note=note_of(text="秘密のお知らせQX"))
    row = ApplicantNote.objects.get()
    assert "秘密".encode() not in bytes(row.sealed)
    filed.get(filed.status)
    assert "秘密のお知らせQX" in filed.text
    row.refresh_from_db()
    assert row.read_at == AT
    stranger = Citizen()
    assert stranger.get(filed.status).status_code == 404


def test_the_number_and_secret_open_it_elsewhere_and_can_be_put_away(filed):
    elsewhere = Citizen()
    elsewhere.post("/applications/", {"number": filed.row.receipt_number.lower(), "secret": filed.secret.replace("-", "")})  # fmt: skip
    assert elsewhere.url == filed.status
    assert "受け付けました" in elsewhere.text
    cookie = elsewhere.client.cookies["reply_secret"]
    assert cookie["httponly"]
    assert cookie["path"] == filed.status
    elsewhere.post(f"{filed.status}done/")
    assert elsewhere.get(filed.status).status_code == 404


def test_the_filing_browser_needs_the_secret_after_an_hour(filed):
    with frozen(AT + timedelta(minutes=61)):
        assert filed.get(filed.status).status_code == 404
        assert filed.get(f"{filed.status}receipt/").status_code == 404


def test_a_letter_is_opened_on_its_way_to_the_reader(filed):
    file = SealedFile(id=new_id(), name="決定通知書.pdf", title="認定の通知", content=b64encode(b"%PDF-1.7 QX").decode())  # fmt: skip
    update(filed.row, "approved", 1, note=note_of("decision", "認定しました。", files=(file,)))
    filed.get(filed.status)
    assert "認定の通知" in filed.text
    response = filed.get(f"{filed.status}files/{file.id}/")
    assert response.content == b"%PDF-1.7 QX"
    assert response["Content-Disposition"].startswith("attachment")
    assert filed.get(f"{filed.status}files/{new_id()}/").status_code == 404


def test_only_the_marked_fields_are_corrected(filed, facts):
    correction = ask(filed.row, PENSION, CHILD)
    filed.get(filed.status)
    assert "2か所、直すところがあります" in filed.text
    assert "令和8年12月1日(火)までに" in filed.text
    filed.get(f"{filed.status}correct/")
    assert "いま入っている年金を選び直してください。" in filed.text
    assert "厚生年金" in filed.text.split("前の入力")[1]
    assert "証明書の枚数" not in filed.text
    filed.post(f"{filed.status}correct/", {"pension": "kokumin", "children.0.child_name": "燈 なぎ", "copies": "9", "message": "お願いします"})  # fmt: skip
    fact = facts[-1]
    assert isinstance(fact, ApplicationCorrected)
    assert fact.body.answers == {"pension": "kokumin"}
    assert fact.body.items == {"children": {0: {"child_name": "燈 なぎ"}}}
    assert fact.body.request_id == correction.request_id
    assert fact.body.message == "お願いします"
    assert "直した内容を受け取りました" in filed.text


def test_a_correction_is_sent_once(filed, facts):
    ask(filed.row, PENSION)
    for _ in range(2):
        filed.post(f"{filed.status}correct/", {"pension": "kokumin"})
    assert [type(fact) for fact in facts].count(ApplicationCorrected) == 1


def test_a_wrong_correction_says_so_beside_its_field(filed, facts):
    ask(filed.row, PENSION, CHILD)
    response = filed.post(f"{filed.status}correct/", {"pension": "kokumin", "children.0.child_name": ""})  # fmt: skip
    assert response.status_code == 422
    assert 'href="#children-0-child_name"' in filed.html
    assert 'value="kokumin" id="pension-2" checked' in filed.html
    assert len(facts) == 1


def test_new_files_of_a_correction_survive_another_field_that_is_wrong(filed, facts):
    ask(filed.row, PAPERS, CHILD)
    url = f"{filed.status}correct/"
    filed.post(url, {"papers.upload": jpeg(), "children.0.child_name": ""})
    assert "資格.jpg" in filed.text
    kept = filed.hidden("kept")
    assert kept
    assert "資格" not in kept
    filed.post(url, {"kept": kept, "children.0.child_name": "燈 なぎ"})
    body = facts[-1].body
    assert [file.name for file in body.files] == ["資格.jpg"]
    assert body.answers["papers"][0]["name"] == "資格.jpg"


def test_a_message_is_sent_once_and_stays_readable_for_its_writer(filed, facts):
    filed.get(filed.status)
    data = {"message": "転職したばかりです。QX", "message_id": filed.hidden("message_id")}
    for _ in range(2):
        filed.post(f"{filed.status}message/", data)
    assert [type(fact) for fact in facts].count(CitizenMessageSent) == 1
    assert facts[-1].body.text == "転職したばかりです。QX"
    assert "転職したばかりです。QX" in filed.text
    assert "転職".encode() not in bytes(ApplicantNote.objects.get().sealed)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("  ", "送る言葉を入れてください"), ("あ" * 2001, "いまは2,001文字です")],
)
def test_a_message_that_cannot_be_sent_is_not_lost(filed, facts, words, sentence):
    response = filed.post(f"{filed.status}message/", {"message": words})
    assert response.status_code == 422
    assert sentence in filed.text
    assert words.strip() in filed.html
    assert len(facts) == 1


def test_withdrawing_asks_first_and_is_sent_once(filed, facts):
    url = f"{filed.status}withdraw/"
    filed.get(url)
    assert "この申請を取り下げますか" in filed.text
    for _ in range(2):
        filed.post(url, {"reason": "引っ越すことになりました"})
    assert [type(fact) for fact in facts].count(ApplicationWithdrawn) == 1
    assert facts[-1].body.reason == "引っ越すことになりました"
    assert "取下げの申し出を受け取りました" in filed.text


def test_what_has_ended_cannot_be_withdrawn(filed, facts):
    update(filed.row, "approved", 1)
    response = filed.post(f"{filed.status}withdraw/", {"reason": ""})
    assert response.status_code == 422
    assert "もう終わっています" in filed.text


def test_days_of_waiting_for_the_applicant_do_not_count(filed):
    update(filed.row, "reviewing", 1, at=AT + timedelta(days=1))
    ask(filed.row, PENSION, version=2)
    Submission.objects.filter(id=filed.row.id).update(state_at=AT)
    filed.row.changes.filter(state="correction").update(changed_at=AT + timedelta(days=8))
    with frozen(AT + timedelta(days=11)):
        elsewhere = Citizen()
        elsewhere.post(
            "/applications/", {"number": filed.row.receipt_number, "secret": filed.secret}
        )
        assert "標準処理期間20開庁日のうち、6日たちました" in elsewhere.text
        assert "いまは止まっています" in elsewhere.text
        assert "あなたのお返事を待っていた日" in elsewhere.text


def test_a_parcel_that_cannot_be_opened_is_asked_for_again(filed):
    assert mark_asked_again(submission_id=filed.row.id, actor=SYSTEM, at=AT)
    assert not mark_asked_again(submission_id=filed.row.id, actor=SYSTEM, at=AT)
    assert not mark_asked_again(submission_id=UUID(int=1), actor=SYSTEM, at=AT)
    filed.get(filed.status)
    assert "もう一度お送りください" in filed.text
    assert "/procedures/allowance/" in filed.html


def test_the_receipt_is_a_tagged_pdf_with_number_and_secret(filed):
    response = filed.get(f"{filed.status}receipt.pdf")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    words = reader.pages[0].extract_text()
    assert filed.row.receipt_number in words
    assert filed.secret in words
    assert "手当の請求" in words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_notes_are_removed_after_a_year(filed):
    update(filed.row, "reviewing", 1, note=note_of())
    assert purge(actor=SYSTEM, at=AT + timedelta(days=366))["notes"] == 1


def test_a_signed_in_citizen_finds_the_application_in_the_list(install, facts, akari, at):
    from madoguchi.engines.procedures.tests.conftest import fill_dog

    install("dog-claim")
    fill_dog(akari)
    akari.post(f"/drafts/{akari.draft_id}/send/")
    row = Submission.objects.get()
    update(row, "reviewing", 1, note=note_of(text="担当が決まりました。"))
    akari.get("/mine/")
    assert row.receipt_number in akari.text
    akari.get(f"/applications/{row.id}/")
    assert "担当が決まりました。" in akari.text


def test_a_guest_asks_for_a_correction_from_the_page_of_what_is_held(filed):
    """A request is reached by a link, also with number and secret alone."""
    held = HeldValue(
        group="お仕事", label="働き方", text="会社員", source="typed", at=AT, step="job",
        question="job", type="choice", value="employee",
    )  # fmt: skip
    photo = held.model_copy(update={"question": "photo", "type": "file", "label": "写真"})
    report = DataReport(
        made_at=AT, purpose="手当", law=(), section="子育て支援課", received_at=AT, consent="",
        kept_until=None, values=(held, photo), files=(), readings=(),
    )  # fmt: skip
    note = Note(note_id=new_id(), kind="data", written_at=AT, title="", text="", data=report)
    update(filed.row, "received", filed.row.state_version + 1, note=note)
    filed.get(f"{filed.status}data/")
    link = f"{filed.status}amend/job/job/"
    assert filed.html.count("/amend/") == 1, "a file is not put right word by word"
    assert f'href="{link}"' in filed.html
    filed.get(link)
    assert "訂正を求める" in filed.text
