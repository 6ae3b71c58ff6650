# SPDX-License-Identifier: Apache-2.0
"""Does each page of the desk open, say what it should, and keep what was typed?"""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.cases.api import (
    Verdict,
    ask_opinion,
    decide,
    propose_decision,
    write_note,
)
from madoguchi.engines.cases.commands.ask_again import ask_again
from madoguchi.engines.cases.models import AskAgain, SavedFilter
from madoguchi.engines.cases.tests import town
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import list_by_subject


def signed_in(client, user):
    client.force_login(user, backend="madoguchi.platform.identity.staff.backend.StaffBackend")
    return client


@pytest.fixture
def as_sanami(client, town_hall):
    return signed_in(client, town_hall["sanami"])


@pytest.fixture
def as_takeuchi(client, town_hall):
    return signed_in(client, town_hall["takeuchi"])


def read(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def test_nobody_enters_without_signing_in(client, case):
    for path in ("/cases/", f"/cases/{case.number}/", "/cases/statistics/", "/cases/export/"):
        assert client.get(path).status_code == 302
    assert client.get("/cases/api/cases", headers={"accept": "application/json"}).status_code == 401


def test_an_empty_inbox_teaches(as_sanami):
    page = read(as_sanami.get("/cases/"))
    assert "ここには、いま事案がありません" in page


def test_the_inbox_shows_due_state_and_counts(as_sanami, case):
    page = read(as_sanami.get("/cases/"))
    assert case.number in page
    assert "灯 あかり" in page
    assert "あと 11日" in page or "11日" in page
    assert page.count("<h1") == 1
    assert 'style="' not in page


def test_odd_addresses_of_the_inbox_are_harmless(as_sanami, case):
    for query in (
        "tab=x&sort=y&page=-3&size=7",
        "page=999999",
        "due=1&state=%00",
        "word=%27%3A%2A",
    ):
        read(as_sanami.get(f"/cases/?{query}"))
    assert as_sanami.get("/cases/", {"q": "灯"}).headers["Location"].startswith("/cases/search/?q=")


def test_the_case_page_tells_all_and_is_written_down(as_sanami, case, sanami, at):
    write_note(case_id=case.id, words="電話した", actor=sanami, at=at)
    page = read(as_sanami.get(f"/cases/{case.number}/"))
    for words in (
        "灯 あかり",
        "厚生年金",
        "灯 なぎ",
        "本人が入力",
        "電話した",
        "受け付けた",
        "9日 / 20開庁日",
    ):
        assert words in page
    assert page.count("<h1") == 1
    assert 'style="' not in page
    assert "cases.read" in [leaf.action for leaf in list_by_subject(case.ref)]


def test_the_case_page_asks_little(as_sanami, case):
    as_sanami.get(f"/cases/{case.number}/")
    with CaptureQueriesContext(connection) as asked:
        as_sanami.get(f"/cases/{case.number}/")
    assert len(asked) <= 32, "\n".join(query["sql"][:150] for query in asked)


def test_another_section_does_not_learn_of_it(client, town_hall, case):
    signed_in(client, town_hall["michi"])
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert client.get("/cases/R8-0000-0000-0/").status_code == 404
    assert client.get(f"/cases/api/cases/{case.number}").status_code == 404


def test_a_number_in_other_letters_leads_to_the_case(as_sanami, case):
    response = as_sanami.get(f"/cases/{case.number.lower()}/")
    assert response.headers["Location"] == f"/cases/{case.number}/"


def test_small_forms_do_their_work(as_takeuchi, case):
    def post(verb, **values):
        case.refresh_from_db()
        return as_takeuchi.post(
            f"/cases/{case.number}/do/{verb}/", {"version": case.version, **values}
        )

    for verb in (
        "review",
        "resume",
        "opinion",
        "extend",
        "send-back",
        "withdraw",
        "close",
        "reopen",
        "note",
        "task",
        "message",
    ):
        read(as_takeuchi.get(f"/cases/{case.number}/do/{verb}/"))
    assert post("review").status_code == 302
    assert post("note", words="メモ").status_code == 302
    assert post("message", words="連絡").status_code == 302
    assert post("task", title="確かめる", due_on="R8.12.1").status_code == 302
    assert post("extend", days="3", reason="照会のため").status_code == 302
    assert post("opinion", section="roads", question="支障は?", due_on="").status_code == 302
    assert as_takeuchi.post(f"/cases/{case.number}/take/").status_code == 302
    task = case.tasks.get()
    assert as_takeuchi.post(f"/cases/{case.number}/tasks/{task.id}/").status_code == 302
    page = read(as_takeuchi.get(f"/cases/{case.number}/"))
    assert "確かめる" in page
    assert post("withdraw", reason="電話で申し出").status_code == 302
    assert post("close").status_code == 302
    assert post("reopen", reason="誤り").status_code == 302
    case.refresh_from_db()
    assert case.state == "reviewing"


def test_a_small_form_names_what_is_missing_and_keeps_the_rest(as_sanami, case):
    page = read(
        as_sanami.post(f"/cases/{case.number}/do/extend/", {"days": "十", "reason": "長い理由"}),
        422,
    )
    assert "長い理由" in page
    assert "数字で書いてください" in page
    page = read(
        as_sanami.post(f"/cases/{case.number}/do/task/", {"title": "電話", "due_on": "2月30日"}),
        422,
    )
    assert "2月30日" in page
    assert read(as_sanami.get(f"/cases/{case.number}/do/none/"), 404)


def test_whoever_was_slower_loses_nothing(as_takeuchi, case, sanami, at):
    write_note(case_id=case.id, words="先", actor=sanami, at=at)
    page = read(
        as_takeuchi.post(
            f"/cases/{case.number}/decide/refused/",
            {"version": 1, "reason_own": "長い理由です", "law": "児童手当法"},
        ),
        409,
    )
    assert "佐波 みおが10時42分にこの事案を動かしました" in page
    assert "長い理由です" in page
    assert 'name="version" value="2"' in page


def test_a_correction_is_asked_from_its_form(as_sanami, case):
    page = read(as_sanami.get(f"/cases/{case.number}/correction/"))
    assert "いまの年金を選び直してください。" in page
    assert "直せない欄" not in page
    page = read(
        as_sanami.post(
            f"/cases/{case.number}/correction/",
            {"mark": "person.pension", "reason-person.pension": "", "message": "長い文"},
        ),
        422,
    )
    assert "長い文" in page
    response = as_sanami.post(
        f"/cases/{case.number}/correction/",
        {
            "mark": ["person.pension", "children.child_birth.0"],
            "reason-person.pension": "選び直して",
            "reason-children.child_birth.0": "確かめて",
            "due_on": "令和8年12月1日(火)",
            "version": 1,
        },
    )
    assert response.status_code == 302
    page = read(as_sanami.get(f"/cases/{case.number}/"))
    assert "補正を依頼中" in page
    assert "停止中" in page


def test_deciding_with_preview_and_letter(as_takeuchi, case):
    read(as_takeuchi.get(f"/cases/{case.number}/decide/approved/"))
    preview = as_takeuchi.post(
        f"/cases/{case.number}/letter/preview/refused.pdf",
        {"law": "法", "reason": "住民票がないため"},
    )
    assert preview.content.startswith(b"%PDF")
    read(as_takeuchi.post(f"/cases/{case.number}/decide/refused/", {"law": ""}), 422)
    done = as_takeuchi.post(
        f"/cases/{case.number}/decide/approved/", {"version": 1, "reason": "要件を満たすため"}
    )
    assert done.status_code == 302
    letter = case.letters.get()
    pdf = as_takeuchi.get(f"/cases/{case.number}/letters/{letter.id}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "no-store" in pdf.headers["Cache-Control"]
    read(as_takeuchi.get(f"/cases/{case.number}/letter/"))
    again = as_takeuchi.post(f"/cases/{case.number}/letter/", {"reason_own": "要件を満たすため"})
    assert again.status_code == 302
    assert case.letters.count() == 2
    page = read(as_takeuchi.get(f"/cases/{case.number}/"))
    assert "灯子第1号" in page
    assert "灯子第2号" in page


def test_a_clerk_proposes(as_sanami, case):
    page = read(as_sanami.get(f"/cases/{case.number}/"))
    assert "認定を起案する" in page
    response = as_sanami.post(f"/cases/{case.number}/decide/approved/", {"version": 1})
    assert response.status_code == 302
    case.refresh_from_db()
    assert case.state == "deciding"


def test_a_decider_sees_the_proposal(as_takeuchi, case, sanami, at):
    propose_decision(
        case_id=case.id,
        verdict=Verdict("refused", ("住民票がないため",), "児童手当法第4条"),
        actor=sanami,
        at=at,
    )
    page = read(as_takeuchi.get(f"/cases/{case.number}/decide/refused/"))
    assert "佐波 みお" in page
    assert "児童手当法第4条" in page
    assert 'value="住民票がないため" checked' in page


def test_many_at_once(as_takeuchi, opened):
    cases = [opened() for _ in range(3)]
    ids = [str(case.id) for case in cases]
    as_takeuchi.post("/cases/batch/", {"do": "take", "case": ids, "back": "tab=all"})
    assert all(type(case).objects.get(id=case.id).assignee_name == "竹内 誠" for case in cases)
    as_takeuchi.post("/cases/batch/", {"do": "review", "case": ids})
    page = read(as_takeuchi.post("/cases/batch/", {"do": "assign", "case": ids}))
    assert "佐波 みお" in page
    page = read(as_takeuchi.post("/cases/batch/", {"do": "approve", "case": ids}))
    assert "まとめて認定" in page
    versions = {f"version-{case.id}": type(case).objects.get(id=case.id).version for case in cases}
    versions[f"version-{cases[2].id}"] = 1
    response = as_takeuchi.post(
        "/cases/batch/", {"do": "approve", "confirmed": "yes", "case": ids, **versions}, follow=True
    )
    states = [type(case).objects.get(id=case.id).state for case in cases]
    assert states == ["approved", "approved", "reviewing"]
    assert cases[2].number in response.content.decode()
    csv = as_takeuchi.post("/cases/batch/", {"do": "csv", "case": ids})
    assert cases[0].number in csv.getvalue().decode("utf-8-sig")
    assert as_takeuchi.post("/cases/batch/", {"do": "take"}).status_code == 302
    assert as_takeuchi.post("/cases/batch/", {"do": "what", "case": ids}).status_code == 302


def test_a_clerk_does_not_approve_many(as_sanami, case):
    assert (
        as_sanami.post("/cases/batch/", {"do": "approve", "case": [str(case.id)]}).status_code
        == 403
    )


def test_views_are_kept_and_dropped(as_sanami, sanami):
    as_sanami.post("/cases/views/", {"name": "急ぎ", "query": "tab=soon&page=3"})
    saved = SavedFilter.objects.get()
    assert saved.query == "tab=soon"
    assert "急ぎ" in read(as_sanami.get("/cases/"))
    assert as_sanami.post("/cases/views/", {"name": "", "query": ""}).status_code == 302
    as_sanami.post(f"/cases/views/{saved.id}/remove/")
    assert not SavedFilter.objects.exists()


def test_search_pages(as_sanami, case):
    read(as_sanami.get("/cases/search/"))
    assert case.number in read(as_sanami.get("/cases/search/", {"q": "あかり"}))
    assert as_sanami.get("/cases/search/", {"q": case.number}).status_code == 302
    assert "見つかりませんでした" in read(as_sanami.get("/cases/search/", {"q": "存在しない人"}))
    page = read(as_sanami.get("/cases/search/", {"name": "灯", "from": "令和8年13月1日"}))
    assert 'role="alert"' in page


def test_giving_and_opinions(client, town_hall, case, sanami, at):
    signed_in(client, town_hall["takeuchi"])
    assert "佐波 みお" in read(client.get(f"/cases/{case.number}/assign/"))
    client.post(
        f"/cases/{case.number}/assign/", {"assignee": town_hall["sanami"].ref, "version": 1}
    )
    case.refresh_from_db()
    assert case.assignee_name == "佐波 みお"
    opinion = ask_opinion(
        case_id=case.id, section="roads", question="支障は?", due_on=None, actor=sanami, at=at
    )
    signed_in(client, town_hall["michi"])
    assert "支障は?" in read(client.get("/cases/opinions/"))
    read(client.get(f"/cases/{case.number}/"))
    read(client.get(f"/cases/opinions/{opinion.id}/"))
    page = read(
        client.post(f"/cases/opinions/{opinion.id}/", {"verdict": "agree", "answer": ""}), 422
    )
    assert "本文を書いてください" in page
    client.post(f"/cases/opinions/{opinion.id}/", {"verdict": "agree", "answer": "支障なし"})
    opinion.refresh_from_db()
    assert opinion.verdict == "agree"


def test_statistics_and_export_pages(as_takeuchi, opened, takeuchi, at):
    assert "この期間に受け付けた事案も、決定した事案もありません" in read(
        as_takeuchi.get("/cases/statistics/")
    )
    first = opened()
    opened(channel="paper")
    decide(case_id=first.id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    page = read(as_takeuchi.get("/cases/statistics/"))
    assert "50.0%" in page
    assert page.count("<svg") >= 3
    read(as_takeuchi.get("/cases/statistics/?period=2026&procedure=child-allowance"))
    read(as_takeuchi.get("/cases/statistics/?period=99999&procedure=x"))
    read(as_takeuchi.get("/cases/export/"))
    assert "何のために" in read(as_takeuchi.post("/cases/export/", {"kind": "csv"}), 422)
    csv = as_takeuchi.post(
        "/cases/export/", {"kind": "csv", "purpose": "月例", "procedure": "child-allowance"}
    )
    table = csv.getvalue()
    assert table.startswith(b"\xef\xbb\xbf")
    assert "お子さん1 お子さんのお名前" in table.decode()
    xlsx = as_takeuchi.post("/cases/export/", {"kind": "xlsx", "purpose": "月例"})
    assert xlsx.getvalue().startswith(b"PK")


def test_what_could_not_be_opened_stays_until_someone_acts(as_sanami, at):
    ask_again(
        parcel_id=new_id(),
        kind="application.submitted",
        reason="鍵が違います",
        number="R8-AAAA-BBBB-C",
        at=at,
    )
    page = read(as_sanami.get("/cases/ask-again/"))
    assert "鍵が違います" in page
    item = AskAgain.objects.get()
    as_sanami.post(f"/cases/ask-again/{item.id}/", {"how": ""})
    item.refresh_from_db()
    assert item.settled_at is None
    as_sanami.post(f"/cases/ask-again/{item.id}/", {"how": "電話した"})
    item.refresh_from_db()
    assert item.settled_how == "電話した"


def test_retention_page(as_takeuchi, case):
    assert "保存期間が終わった事案はありません" in read(as_takeuchi.get("/cases/retention/"))


def test_json_interface(as_sanami, case):
    listed = json.loads(read(as_sanami.get("/cases/api/cases")))
    assert [one["number"] for one in listed["cases"]] == [case.number]
    one = json.loads(read(as_sanami.get(f"/cases/api/cases/{case.number}")))
    assert one["answers"]["pension"] == "employees"
    assert (
        json.loads(read(as_sanami.get("/cases/api/cases/R8-AAAA-BBBB-C"), 404))["code"]
        == "not_found"
    )
    schema = json.loads(read(as_sanami.get("/cases/api/openapi.json")))
    assert "/cases/api/cases/{number}" in schema["paths"]
    assert town.DEFINITION["title"] == one["procedure_title"]


@pytest.mark.parametrize("lang", ["en", "easy"])
def test_pages_speak_other_languages(as_sanami, case, lang):
    for path in ("/cases/", f"/cases/{case.number}/", "/cases/statistics/", "/cases/search/"):
        read(as_sanami.get(f"{path}?lang={lang}"))
