# SPDX-License-Identifier: Apache-2.0
"""Are applicants told of every reading, also in lists and tables, so that they understand it?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.cases.api import (
    Verdict,
    ask_opinion,
    decide,
    report_data,
    send_message,
    start_export,
    write_note,
)
from madoguchi.engines.cases.commands.record_reading import record_listing, record_reading
from madoguchi.engines.cases.models import Case, Export, ExportedCase
from madoguchi.engines.cases.rules.readers import LIST_KINDS, Look, group_looks, seen_as
from madoguchi.engines.cases.tests import town
from madoguchi.engines.cases.tests.hall import open_one
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.own_data import DataRequest
from madoguchi.platform.audit.api import list_by_subject


def ask(case, at):
    request = DataRequest(request_id=new_id(), submission_id=case.submission_id, requested_at=at)
    return report_data(request=request, at=at).data


def read(case, actor, at, *whats):
    for what in whats:
        record_reading(case=case, actor=actor, at=at, purpose=case.procedure_title, what=what)


def found(report, kind):
    return [one for one in report.groups if one.seen_as == kind]


def test_readings_are_put_together_by_section_post_and_purpose(case, sanami, takeuchi, at):
    read(case, sanami, at, "page", "form:correction", f"file:{new_id()}")
    read(case, sanami, at + timedelta(hours=1), "page")
    read(case, takeuchi, at, "letter")
    report = ask(case, at + timedelta(hours=2))
    [review] = found(report, "review")
    assert (review.count, review.first_at, review.last_at) == (3, at, at + timedelta(hours=1))
    assert review.section == "子育て支援課"
    assert review.post
    assert review.name == ""
    assert [one.count for one in found(report, "file")] == [1]
    assert [one.count for one in found(report, "letter")] == [1]
    assert report.groups[0].seen_as == "review", "the latest first"


def test_lists_count_too(case, sanami, at):
    other = open_one(at=town.MONDAY)
    for numbers in ([case.number, other.number], [case.number], [other.number]):
        record_listing(numbers=numbers, actor=sanami, at=at, purpose="受付箱での確認", what="inbox")
    record_listing(numbers=[case.number], actor=sanami, at=at, purpose="検索", what="search")
    report = ask(case, at)
    assert {(one.purpose, one.count) for one in found(report, "list")} == {
        ("受付箱での確認", 2),
        ("検索", 1),
    }
    assert report.lists_since == case.received_at


@pytest.mark.parametrize("what", LIST_KINDS)
def test_no_kind_of_list_is_left_out(case, sanami, at, what):
    record_listing(numbers=[case.number], actor=sanami, at=at, purpose="確かめるため", what=what)
    assert [one.purpose for one in found(ask(case, at), "list")] == ["確かめるため"]


def test_lists_are_searched_so_far_back(case, sanami, at):
    old, new = at + timedelta(days=1), at + timedelta(days=500)
    for moment in (old, new):
        record_listing(
            numbers=[case.number], actor=sanami, at=moment, purpose="検索", what="search"
        )
    report = ask(case, new)
    assert [one.count for one in found(report, "list")] == [1]
    assert report.lists_since > old


def test_a_table_that_was_taken_out_names_its_cases(case, sanami, at):
    other = open_one(at=town.MONDAY)
    chosen = Case.objects.filter(id=case.id)
    sheet = start_export(
        cases=chosen, answers=False, kind="csv", purpose="統計のため", actor=sanami, at=at
    )
    late = open_one(at=town.MONDAY)
    assert [row[0] for row in sheet.rows] == [case.number]
    [one] = found(ask(case, at), "export")
    assert (one.purpose, one.count) == ("統計のため", 1)
    assert found(ask(other, at), "export") == []
    assert found(ask(late, at), "export") == []
    [leaf] = list_by_subject("cases:export")
    assert leaf.facts["cases"] == 1
    assert leaf.facts["export"] == str(Export.objects.get().id)
    assert len(leaf.facts["digest"]) == 64


def test_an_export_holds_what_it_named_and_nothing_that_came_later(case, sanami, at):
    sheet = start_export(
        cases=Case.objects.all(), answers=False, kind="csv", purpose="試し", actor=sanami, at=at
    )
    open_one(at=town.MONDAY)
    assert len(list(sheet.rows)) == 1
    assert ExportedCase.objects.count() == 1


def test_names_only_where_the_city_tells_them(case, sanami, at, settings):
    read(case, sanami, at, "page")
    assert "佐波" not in ask(case, at).model_dump_json()
    settings.NAME_READERS = True
    report = ask(case, at)
    assert found(report, "review")[0].name == "佐波 みお"
    assert report.readings[0].name == "佐波 みお"


def test_values_say_where_they_stand_and_where_from(opened, at):
    origin = {"source": "earlier_case", "at": town.MONDAY, "note": "保育の申込み R8-1"}
    case = opened(provenance={"children.0.child_name": origin})
    values = {(one.question, one.item): one for one in ask(case, at).values}
    child = values["child_name", 0]
    assert (child.step, child.type, child.source, child.note) == (
        "children", "person_name", "earlier_case", "保育の申込み R8-1",
    )  # fmt: skip
    assert child.value["given"] == "なぎ"
    assert values["phone", None].value == "090-0000-1125"


def test_what_came_about_is_told_and_of_internal_notes_their_number(case, sanami, takeuchi, at):
    write_note(case_id=case.id, words="電話の声が小さい", actor=sanami, at=at)
    send_message(case_id=case.id, words="住民票を送ってください。", actor=sanami, at=at)
    ask_opinion(
        case_id=case.id, section="roads", question="支障はありますか。", due_on=None,
        actor=sanami, at=at,
    )  # fmt: skip
    verdict = Verdict("refused", ("住民票がないため",), "児童手当法第4条第1項")
    decide(case_id=case.id, verdict=verdict, actor=takeuchi, at=at)
    report = ask(case, at)
    told = {one.kind: one for one in report.records}
    assert told["decision"].key == "refused"
    assert told["decision"].text == "住民票がないため\n児童手当法第4条第1項"
    assert told["message_out"].text == "住民票を送ってください。"
    assert told["letter"].text
    assert (told["notes"].count, told["opinions"].count) == (1, 1)
    written = report.model_dump_json()
    assert "電話の声が小さい" not in written
    assert "支障はありますか" not in written


def test_a_proof_is_told_without_its_evidence(case, at):
    proof = {
        "level": "card", "method": "jpki_app", "at": at.isoformat(), "subject": "pairwise-1125",
        "person": {"name": "灯 あかり", "address": "灯台市港町"}, "evidence": "ey.secret",
    }  # fmt: skip
    content = case.content
    content.put(answers=content.answers, provenance=content.provenance, proof=proof)
    content.save()
    report = ask(case, at)
    [told] = [one for one in report.records if one.kind == "proof"]
    assert (told.key, told.at) == ("identity", at)
    assert "灯 あかり" in told.text
    assert "ey.secret" not in report.model_dump_json()
    assert "pairwise-1125" not in report.model_dump_json()


def test_the_queries_do_not_grow_with_readings(case, sanami, takeuchi, at):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            ask(case, at)
        return len(caught)

    read(case, sanami, at, "page")
    ask(case, at)
    before = count()
    read(case, takeuchi, at, *["page"] * 20)
    for _ in range(10):
        record_listing(numbers=[case.number], actor=sanami, at=at, purpose="検索", what="search")
    assert count() == before


@pytest.mark.parametrize(
    ("what", "kind"),
    [("page", "review"), ("form:decide", "review"), ("look:1", "file"), ("api", "system"),
     ("preview", "letter"), ("original", "original"), ("", "review"), ("new thing", "review")],
)  # fmt: skip
def test_each_word_of_the_log_has_a_kind(what, kind):
    assert seen_as(what) == kind


def test_people_of_one_post_are_one_group_unless_named(at):
    one = Look("課", "係員", "", "review", "審査", 2, at, at)
    other = Look("課", "係員", "", "review", "審査", 1, at, at + timedelta(days=1))
    [group] = group_looks([one, other])
    assert (group.count, group.last_at) == (3, at + timedelta(days=1))
    assert group_looks([]) == ()
