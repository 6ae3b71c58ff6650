# SPDX-License-Identifier: Apache-2.0
"""How does an application become exactly one case?"""

from datetime import date, timedelta

import pytest

from madoguchi.engines.cases.commands.open_case import NumberTaken, open_case
from madoguchi.engines.cases.events import CaseOpened
from madoguchi.engines.cases.models import Case, CaseAction, CaseFile, InboxCount
from madoguchi.engines.cases.queries.editions import UnknownRevision
from madoguchi.engines.cases.tests import town
from madoguchi.kernel.application import SentFile
from madoguchi.kernel.ids import new_id
from madoguchi.platform.audit.api import list_by_subject


def test_a_case_bears_what_was_filed(case):
    assert (case.state, case.section, case.version) == ("received", "child-support", 1)
    assert case.applicant_name == "灯 あかり"
    assert case.applicant_kana == "トモシビ アカリ"
    assert case.applicant_birth_on == date(1988, 4, 12)
    assert case.phone_key == "09000001125"
    assert case.received_on == date(2026, 11, 9)
    assert case.due_on == date(2026, 12, 8)
    assert case.fee_yen is None or case.fee_yen == 0
    assert case.content.answers["pension"] == "employees"
    assert case.finding_count == 0, case.content.findings


def test_answers_rest_encrypted(case):
    sealed = bytes(case.content.sealed)
    assert "あかり".encode() not in sealed
    assert b"employees" not in sealed


def test_the_same_submission_opens_one_case(town_hall, at):
    sent = town.application()
    first = open_case(application=sent, at=at)
    again = open_case(application=sent, at=at + timedelta(hours=1))
    assert first.created
    assert (again.case_id, again.created) == (first.case_id, False)
    assert Case.objects.count() == 1
    assert CaseAction.objects.count() == 1
    assert InboxCount.objects.get().cases == 1


def test_what_does_not_hold_becomes_visible_and_is_not_dropped(opened):
    case = opened(answers={"pension": "none_such", "birth": None})
    found = {(one["question"], one["label"]) for one in case.content.findings}
    assert ("pension", "加入している年金") in found
    assert ("birth", "生年月日") in found
    assert case.finding_count == len(case.content.findings) >= 2


def test_a_fee_that_differs_is_shown(opened):
    case = opened(answers={"copies": 2}, fee_yen=300)
    assert case.fee_yen == 600
    assert [one["code"] for one in case.content.findings] == ["fee_differs"]


def test_rules_choose_the_section(opened):
    assert opened(answers={"words": "道路の件"}).section == "roads"


def test_an_unknown_revision_is_refused(town_hall, at):
    with pytest.raises(UnknownRevision):
        open_case(application=town.application(revision=9), at=at)
    assert not Case.objects.exists()


def test_a_number_of_another_submission_is_refused(case, at):
    with pytest.raises(NumberTaken):
        open_case(application=town.application(receipt_number=case.number), at=at)
    assert Case.objects.count() == 1


def test_files_are_kept_and_honestly_unchecked(opened):
    file = SentFile(
        id=new_id(), question="words", name="写真.jpg", type="image/jpeg", size=10, sha256="a" * 64
    )
    case = opened(files=(file,))
    assert case.file_count == 1
    assert CaseFile.objects.get(case=case).get_state_display() == "未検査"


def test_the_applicant_is_told(opened, heard):
    case = opened(language="en")
    (fact,) = heard
    assert isinstance(fact, CaseOpened)
    assert fact.case.submission_id == case.submission_id
    assert fact.note.kind == "receipt"
    assert "received your application" in fact.note.text
    assert fact.note.due_on == case.due_on


def test_opening_is_in_the_audit_log_without_personal_values(case):
    (leaf,) = list_by_subject(case.ref)
    assert leaf.action == "cases.opened"
    assert "灯" not in leaf.detail


def test_a_survey_without_person_opens_too(town_hall, at):
    result = open_case(
        application=town.application(answers={"name": None, "birth": None, "address": None}), at=at
    )
    case = Case.objects.get(id=result.case_id)
    assert case.applicant_name == ""
    assert case.name_key == ""
