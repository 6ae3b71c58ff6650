# SPDX-License-Identifier: Apache-2.0
"""わたしのデータ: everything at once, asked anew by one button, taken along; and leaving for good."""

import base64
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from jsonschema import Draft202012Validator

from madoguchi.engines.procedures.commands import change_profile
from madoguchi.engines.procedures.commands.record_update import record_update
from madoguchi.engines.procedures.events import (
    AccountLeftApplication,
    AmendmentAsked,
    OwnDataRequested,
)
from madoguchi.engines.procedures.models import (
    ApplicantNote,
    Draft,
    DraftKey,
    EndedKeeping,
    Profile,
    Sent,
    Submission,
)
from madoguchi.engines.procedures.tests.conftest import AT, Citizen
from madoguchi.engines.procedures.tests.test_profile import CANARY, fill_family, press, send
from madoguchi.kernel import my_data
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.application import (
    LEFT_INFO,
    NOTE_INFO,
    ApplicationUpdated,
    left_message,
    note_aad,
)
from madoguchi.kernel.application import (
    ApplicantNote as Note,
)
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.facts import _listeners
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.own_data import (
    AmendmentState,
    DataReport,
    HeldRecord,
    HeldValue,
    ReadingGroup,
)
from madoguchi.platform.audit.models import Leaf, SubjectKey
from madoguchi.platform.backup import register
from madoguchi.platform.crypto.possession import is_proven
from madoguchi.platform.crypto.sealing import seal
from madoguchi.platform.identity.api import User, create_citizen, erase_account
from madoguchi.platform.identity.models import AccountKey, ErasedAccount
from tests.cast import AKARI

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).resolve().parents[5] / "docs/schema" / my_data.SCHEMA


@pytest.fixture
def asked(monkeypatch):
    """What goes to the office besides applications."""
    heard = []
    for kind in (OwnDataRequested, AmendmentAsked, AccountLeftApplication):
        monkeypatch.setitem(_listeners, kind, [heard.append])
    return heard


@pytest.fixture
def filed(install, akari, facts, asked):
    """Akari has filed, and the office has answered what it holds."""
    install("family")
    fill_family(akari)
    send(akari, "self", "household", "bank")
    answer(Submission.objects.get(), facts[-1].body)
    return akari


def group(seen_as, count=1, purpose="家族の届出", section="子育て支援課", post="係員"):
    return ReadingGroup(
        section=section, post=post, seen_as=seen_as, purpose=purpose, count=count,
        first_at=AT, last_at=AT + timedelta(hours=1),
    )  # fmt: skip


def answer(row, body, **more):
    """What the office would send: sealed to the key of the application."""
    values = (
        HeldValue(group="あなた", label="電話", text="090-0000-1125", source="typed", at=AT, step="me",
                  question="phone", type="phone", value="090-0000-1125"),
        HeldValue(group="お子さん 1: 灯 なぎ", label="お子さんのお名前", text="灯 なぎ", source="earlier_case", at=AT,
                  step="children", question="child_name", item=0, type="person_name",
                  value=body.answers["children"][0]["child_name"], note="家族の届出 R8-1"),
        HeldValue(group="口座", label="住民記録を見ること", text="同意する", source="typed", at=AT, step="pay",
                  question="share", type="consent", value=True),
    )  # fmt: skip
    groups = (
        group("review", 3),
        group("list", 12, "受付箱での確認"),
        group("export", 1, "統計のため", "企画課", "課長"),
    )
    report = DataReport(
        made_at=AT, purpose="家族の届出", law=(), section="子育て支援課", received_at=AT,
        consent="住民記録を見ること", kept_until=None, values=values, files=(), readings=(),
        groups=groups, lists_since=AT, **more,
    )  # fmt: skip
    deliver(row, report)


def deliver(row, report):
    """Bring a report as it arrives from the office."""
    note = Note(note_id=new_id(), kind="data", written_at=AT, title="", text="", data=report)
    sealed = seal(
        bytes(row.reply_key),
        info=NOTE_INFO,
        aad=note_aad(row.id, note.note_id),
        plaintext=note.model_dump_json().encode(),
    )
    update = ApplicationUpdated(
        update_id=new_id(), submission_id=row.id, state="received", version=row.state_version + 1,
        changed_at=AT, sealed_note=base64.b64encode(sealed).decode(), note_kind="data",
        note_id=note.note_id,
    )  # fmt: skip
    record_update(update=update, actor=SYSTEM, at=AT + timedelta(minutes=1))


def test_everything_is_on_one_page(filed):
    filed.get("/mine/data/")
    for words in (
        "子育て支援課の職員(係員)が、申請の審査のため3回見ました。",
        "子育て支援課の職員(係員)の仕事の一覧に、あなたの申請が12回表れました(受付箱での確認)。",
        "企画課の職員(課長)が書き出した表に、あなたの申請が1回入りました。目的:「統計のため」",
        "090-0000-1125",
        "家族の届出 R8-1",
        AKARI.email,
        "2人分、6項目",
        "市が持っている内容(3項目)",
    ):
        assert words in filed.text, words
    assert Leaf.objects.filter(action="procedures.my_data.read").count() == 1


def test_one_button_asks_for_all_and_says_what_is_awaited(filed, asked, install, facts):
    with frozen(AT + timedelta(minutes=5)):
        fill_family(filed)
        send(filed)
    with frozen(AT + timedelta(minutes=6)):
        filed.post("/mine/data/")
        assert "2件の申請の記録を取り寄せています" in filed.text
        assert len([one for one in asked if isinstance(one, OwnDataRequested)]) == 2
        assert "次の申請の記録を取り寄せています" in filed.text
        filed.post("/mine/data/")
        assert "いま新しく取り寄せるものはありません" in filed.text
    assert Sent.objects.filter(kind="data").count() == 2


def test_the_filters(filed, facts):
    fill_family(filed)
    send(filed)
    first = Submission.objects.order_by("id").first()
    filed.get(f"/mine/data/?application={first.id}&reader=企画課")
    assert "企画課の職員(課長)" in filed.text
    assert "申請の審査のため" not in filed.text
    applications = filed.html.partition('aria-labelledby="h-')[0]
    assert applications.count('<details class="more"') == 2, "one application only"
    filed.get("/mine/data/?application=nonsense&reader=")
    assert "申請の審査のため3回" in filed.text


def test_the_number_of_queries_does_not_grow(filed, facts, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(40) as found:
            filed.client.get("/mine/data/")
        return len(found)

    before = count()
    for _ in range(3):
        fill_family(filed)
        send(filed)
        answer(Submission.objects.order_by("-id").first(), facts[-1].body)
    assert count() == before


def test_the_file_keeps_to_its_schema(filed):
    response = filed.client.get("/mine/data.json")
    assert "attachment" in response["Content-Disposition"]
    taken = json.loads(response.content)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert SCHEMA.read_text(encoding="utf-8") == my_data.json_schema(), "python -m madoguchi.kernel.my_data docs/schema"  # fmt: skip
    Draft202012Validator(schema).validate(taken)
    assert taken["account"]["email"] == AKARI.email
    assert taken["applications"][0]["report"]["groups"][0]["count"] == 3
    assert {one["kind"] for one in taken["profile"]} == {"self", "child"}


def test_the_pdf_is_tagged_and_drawn_in_memory(filed, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for lang in ("ja", "en"):
        response = filed.client.get(f"/mine/data.pdf?lang={lang}")
        assert response["Content-Type"] == "application/pdf"
        with pikepdf.open(io.BytesIO(response.content)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert "pdfuaid" in str(pdf.open_metadata())
    assert not list(tmp_path.iterdir())


def test_a_guest_and_a_stranger_see_nothing(filed, guest, at):
    for path in (
        "/mine/data/",
        "/mine/data.json",
        "/mine/data.pdf",
        "/mine/profile/",
        "/mine/delete/",
    ):
        guest.get(path)
        assert "/accounts/login/" in guest.url
    create_citizen(email="other@example.jp", password=AKARI.password, at=AT)
    other = Citizen(Client())
    other.post("/accounts/login/", {"login": "other@example.jp", "password": AKARI.password})
    other.get("/mine/data/")
    assert "090-0000-1125" not in other.html
    row = Submission.objects.get()
    assert other.client.get(f"/applications/{row.id}/amend/me/phone/").status_code == 404


def test_a_correction_is_asked_for_and_changes_nothing_here(filed, asked):
    row = Submission.objects.get()
    url = f"/applications/{row.id}/amend/me/phone/"
    filed.get(url)
    assert 'value="090-0000-1125"' in filed.html
    filed.post(url, {"phone": "12"})
    assert filed.response.status_code == 422
    filed.post(url, {"phone": "090-0000-1125"})
    assert "今の内容と同じです" in filed.text
    key = filed.hidden("kept")
    sent = {"phone": "080-1111-2222", "message": "番号が変わりました", "kept": key}
    filed.post(url, sent)
    filed.post(url, sent)
    [fact] = [one for one in asked if isinstance(one, AmendmentAsked)]
    assert (fact.body.former, fact.body.wanted) == ("090-0000-1125", "080-1111-2222")
    assert (fact.body.step, fact.body.question, fact.body.reason) == ("me", "phone", "番号が変わりました")  # fmt: skip
    assert "080" not in "".join(Leaf.objects.values_list("detail", flat=True))


def test_a_value_of_an_item_and_a_consent(filed, asked):
    row = Submission.objects.get()
    url = f"/applications/{row.id}/amend/children/0/child_name/"
    filed.get(url)
    assert 'value="なぎ"' in filed.html
    fields = {"child_name.family": "灯", "child_name.given": "なぎさ", "child_name.family_kana": "トモシビ", "child_name.given_kana": "ナギサ"}  # fmt: skip
    filed.post(url, fields)
    filed.post(f"/applications/{row.id}/amend/pay/share/", {})
    name, consent = [one.body for one in asked if isinstance(one, AmendmentAsked)]
    assert name.item == 0
    assert name.value["given"] == "なぎさ"
    assert consent.kind == "withdraw_consent"
    assert filed.client.get(f"/applications/{row.id}/amend/pay/nothing/").status_code == 302


def test_the_answer_is_shown(filed, facts):
    state = AmendmentState(
        request_id=new_id(), label="電話", wanted="080-1111-2222", asked_at=AT, outcome="refused",
        answer="届出の記録と合いませんでした。", answered_at=AT,
    )  # fmt: skip
    answer(Submission.objects.get(), facts[-1].body, amendments=(state,))
    filed.get("/mine/data/")
    assert "訂正しません" in filed.text
    assert "届出の記録と合いませんでした。" in filed.text


RECORDS = (
    HeldRecord(kind="message_in", at=AT, text="いつ届きますか。"),
    HeldRecord(kind="message_out", at=AT, text="今月中に送ります。"),
    HeldRecord(kind="correction", at=AT, key="arrived", text="電話を確かめてください。", count=1),
    HeldRecord(kind="proof", at=AT, key="identity", text="灯 あかり"),
    HeldRecord(kind="check", at=AT, key="held", title="identity"),
    HeldRecord(kind="decision", at=AT, key="refused", text="住民票がないため\n児童手当法 第4条"),
    HeldRecord(kind="letter", at=AT, title="却下通知書", text="灯子第1号"),
    HeldRecord(kind="notes", count=2),
    HeldRecord(kind="opinions", count=1),
)


def test_decision_letters_messages_and_proofs_are_told(filed, facts):
    row = Submission.objects.get()
    answer(row, facts[-1].body, records=RECORDS)
    for path in ("/mine/data/", f"/applications/{row.id}/data/"):
        filed.get(path)
        for words in (
            "あなたからの連絡", "今月中に送ります。", "補正が届きました", "マイナンバーカード",
            "本人確認の点検:確認できました", "決定:却下", "住民票がないため", "却下通知書", "灯子第1号",
            "職員どうしのメモ", "2件。内容は、開示請求",
        ):  # fmt: skip
            assert words in filed.text, (path, words)
    records = filed.client.get("/mine/data.json").json()["applications"][0]["report"]["records"]
    assert [one["kind"] for one in records] == [one.kind for one in RECORDS]
    assert filed.client.get("/mine/data.pdf").status_code == 200


def test_how_one_signs_in_and_when_is_told(filed):
    filed.get("/mine/data/")
    for words in ("ログインの方法", "登録しています(市は、元の文字を知りません)", "最近のログイン"):
        assert words in filed.text
    held = {one["kind"]: one for one in filed.client.get("/mine/data.json").json()["holdings"]}
    assert held["identity.sign_ins"]["items"][0]["text"] == "パスワード"


def leave(citizen, **fields):
    data = {"password": AKARI.password, "understood": "yes", "way": "secret"} | fields
    return citizen.post("/mine/delete/", data)


def test_leaving_asks_first(filed):
    filed.get("/mine/delete/")
    for words in ("元には戻せません", "一度だけ入力の控え", "確認番号", "法令で決められた期間"):
        assert words in filed.text
    leave(filed, password="wrong")
    assert filed.response.status_code == 422
    assert "パスワードが違います" in filed.text
    leave(filed, understood="")
    assert "印を付けてください" in filed.text
    assert User.objects.filter(email=AKARI.email).exists()


def test_leaving_erases_everything_at_once(filed, asked):
    filed.start("family")
    press(filed, {}, "use", "all")
    user = User.objects.get(email=AKARI.email)
    row = Submission.objects.get()
    former, old_note = bytes(row.reply_key), row.notes.get().id
    filed.get("/mine/delete/")
    secret = re.search(r"確認番号</?[^<]*<span class=\"code\">([0-9A-Z-]{16,19})</span>|<span class=\"code\">((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})</span>", filed.html)  # fmt: skip
    secret = next(one for one in secret.groups() if one)
    leave(filed)
    assert "アカウントを削除しました" in filed.text
    assert not User.objects.filter(pk=user.pk).exists()
    assert ErasedAccount.objects.filter(pk=user.pk).exists()
    for model in (AccountKey, Profile, Draft, DraftKey, ApplicantNote):
        assert not model.objects.exists(), model
    assert not [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id")]
    assert not SubjectKey.objects.filter(subject=user.ref, erased_at=None).exists()
    row.refresh_from_db()
    assert row.account is None
    assert not ApplicantNote.objects.filter(id=old_note).exists()
    [left] = [one.body for one in asked if isinstance(one, AccountLeftApplication)]

    assert base64.b64decode(left.new_key) == bytes(row.reply_key) != former
    again = Citizen(Client())
    again.get("/mine/data/")
    assert "/accounts/login/" in again.url
    again.post("/applications/", {"number": row.receipt_number, "secret": secret})
    assert "家族の届出" in again.text, "the application goes on under its secret"
    names = "".join(f"{leaf.detail}{leaf.purpose}{leaf.subject}" for leaf in Leaf.objects.all())
    assert AKARI.email not in names
    assert CANARY not in names


def test_the_office_can_tell_that_the_key_is_the_persons_own(filed, asked, office_keys):
    row = Submission.objects.get()
    former = bytes(row.reply_key)
    filed.get("/mine/delete/")
    leave(filed)
    [left] = [one.body for one in asked if isinstance(one, AccountLeftApplication)]
    new, proof = base64.b64decode(left.new_key), base64.b64decode(left.proof)
    office = office_keys.sealing_keys
    message = left_message(row.id, new)
    assert is_proven(office, former, proof, info=LEFT_INFO, message=message)
    assert not is_proven(office, former, proof, info=LEFT_INFO, message=message + b"x")
    assert not is_proven(office, new, proof, info=LEFT_INFO, message=message)


def test_leaving_without_secrets_gives_another_way(filed, asked):
    leave(filed, way="other", reach="電話 0000-24-9999")
    [left] = [one.body for one in asked if isinstance(one, AccountLeftApplication)]
    assert left.new_key is None
    assert left.reach == "電話 0000-24-9999"
    row = Submission.objects.get()
    assert row.reply_key is None
    assert row.verifier is None


def test_twice_is_once_and_a_restore_does_not_bring_it_back(filed, asked):
    user = User.objects.get(email=AKARI.email)
    assert erase_account(user_id=user.pk, actor=SYSTEM, at=AT)
    assert not erase_account(user_id=user.pk, actor=SYSTEM, at=AT)
    kind = register._kinds["identity.account_erased"]
    [entry] = list(kind.entries())
    assert AKARI.email not in json.dumps(entry.detail)
    ErasedAccount.objects.all().delete()
    User.objects.create(id=user.pk, email=AKARI.email, password="!", joined_at=AT)
    Submission.objects.update(account=user.ref)
    assert kind.apply(entry, AT)
    assert not User.objects.filter(pk=user.pk).exists()
    assert Submission.objects.get().account is None
    assert not kind.apply(entry, AT)


def test_what_was_taken_back_after_a_backup_is_not_revived(filed, keeping_kind, at):
    """The register beside the backups tells the restored portal."""
    [before] = Profile.objects.all()
    kept = {"account": before.account, "ciphertext": bytes(before.ciphertext)}
    saved_at = before.saved_at
    filed.get("/mine/profile/")
    with frozen(AT + timedelta(hours=1)):
        change_profile.forget_profile(account=before.account, actor=SYSTEM, at=AT + timedelta(hours=1))  # fmt: skip
    [entry] = keeping_kind.entries()
    assert before.account in entry.detail.values()
    # The backup comes back: the profile as it was.
    Profile.objects.create(**kept, saved_at=saved_at)
    assert keeping_kind.apply(entry, AT + timedelta(days=1)) is True
    assert not Profile.objects.exists()
    assert keeping_kind.apply(entry, AT + timedelta(days=1)) is False
    # What was kept anew after it stays.
    Profile.objects.create(**kept, saved_at=AT + timedelta(hours=2))
    assert keeping_kind.apply(entry, AT + timedelta(days=1)) is False
    assert Profile.objects.exists()


def test_a_withdrawn_consent_is_an_ending_and_an_edit_is_none(filed):
    account = Profile.objects.get().account
    for what, count in (("edited", 0), ("kept", 0), ("consent_withdrawn", 1), ("removed", 2)):
        with transaction.atomic():
            change_profile._audit(what, account, SYSTEM, AT, {})
        assert EndedKeeping.objects.filter(account=account).count() == count


@pytest.fixture
def keeping_kind():
    return register._kinds["procedures.keeping_ended"]
