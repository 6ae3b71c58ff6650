# SPDX-License-Identifier: Apache-2.0
"""How is a correction asked for, received, late, or not awaited?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.engines.cases.api import (
    Mark,
    receive_correction,
    receive_message,
    receive_withdrawal,
    request_correction,
    resume,
    start_review,
)
from madoguchi.engines.cases.commands.receive_correction import UnknownSubmission
from madoguchi.engines.cases.commands.request_correction import CorrectionIncomplete
from madoguchi.engines.cases.events import CorrectionReceived, CorrectionRequested
from madoguchi.engines.cases.models import Message
from madoguchi.engines.cases.rules.states import MoveNotAllowed
from madoguchi.kernel.application import (
    CitizenMessage,
    SentFile,
    SubmittedCorrection,
    Withdrawal,
)
from madoguchi.kernel.ids import new_id

TUESDAY = datetime(2026, 11, 17, 5, 5, tzinfo=UTC)
PENSION = Mark("person", "pension", None, "いまの年金を選び直してください。")
CHILD = Mark("children", "child_birth", 0, "お子さんの生年月日を確かめてください。")


@pytest.fixture
def asked(case, sanami):
    start_review(case_id=case.id, actor=sanami, at=TUESDAY)
    return request_correction(
        case_id=case.id,
        marks=[PENSION, CHILD],
        message="年金を確かめてください。",
        due_on=date(2026, 12, 1),
        actor=sanami,
        at=TUESDAY,
    )


def corrected(case, asked, **changes):
    values = {
        "correction_id": new_id(),
        "submission_id": case.submission_id,
        "request_id": asked.id,
        "submitted_at": TUESDAY + timedelta(days=3),
        "answers": {"pension": "national", "fixed": "こっそり"},
        "items": {
            "children": {
                0: {"child_birth": {"value": "2019-03-03", "text": "", "precision": "day"}}
            }
        },
    }
    return SubmittedCorrection(**{**values, **changes})


def test_asking_stops_the_clock_and_tells_the_applicant(case, asked, heard, sanami):
    case.refresh_from_db()
    assert (case.state, case.paused_on) == ("correction", date(2026, 11, 17))
    assert case.assignee_ref == sanami.ref


def test_the_note_carries_fields_reasons_and_values(case, sanami, heard):
    request_correction(
        case_id=case.id, marks=[PENSION, CHILD], message="", due_on=None, actor=sanami, at=TUESDAY
    )
    fact = heard[-1]
    assert isinstance(fact, CorrectionRequested)
    fields = {(f.question, f.item): f for f in fact.note.correction.fields}
    assert fields["pension", None].value == "employees"
    assert fields["child_birth", 0].value["value"] == "2019-03-02"
    assert fact.note.correction.answers["name"]["family"] == "灯"
    assert fact.case.state == "correction"


@pytest.mark.parametrize(
    ("marks", "due_on"),
    [
        ([], None),
        ([Mark("person", "pension", None, " ")], None),
        ([PENSION], date(2026, 11, 17)),
        ([Mark("person", "fixed", None, "直して")], None),
        ([Mark("children", "child_birth", 7, "直して")], None),
        ([Mark("person", "no_such", None, "直して")], None),
    ],
)
def test_what_the_applicant_could_not_act_on_is_refused(case, sanami, marks, due_on):
    with pytest.raises(CorrectionIncomplete):
        request_correction(
            case_id=case.id, marks=marks, message="", due_on=due_on, actor=sanami, at=TUESDAY
        )
    case.refresh_from_db()
    assert case.state == "received"


def test_a_correction_changes_only_marked_fields_and_starts_the_clock(case, asked, at, heard):
    receive_correction(correction=corrected(case, asked), at=at)
    case.refresh_from_db()
    case = type(case).objects.get(id=case.id)
    assert case.state == "reviewing"
    assert case.correction_arrived
    assert case.paused_on is None
    assert case.due_on == date(2026, 12, 11)
    answers = case.content.answers
    assert answers["pension"] == "national"
    assert answers.get("fixed") is None
    assert answers["children"][0]["child_birth"]["value"] == "2019-03-03"
    asked.refresh_from_db()
    assert asked.before == {
        "pension": "employees",
        "children.0.child_birth": {
            "value": "2019-03-02",
            "text": "平成31年3月2日",
            "precision": "day",
        },
    }
    assert isinstance(heard[-1], CorrectionReceived)


def test_the_same_correction_twice_counts_once(case, asked, at):
    sent = corrected(case, asked, message="直しました")
    receive_correction(correction=sent, at=at)
    receive_correction(correction=sent, at=at)
    case.refresh_from_db()
    assert case.actions.filter(kind="correction_received").count() == 1
    assert case.message_count == 1 == Message.objects.count()


def test_a_late_correction_stays_as_a_message(case, asked, sanami, at):
    resume(case_id=case.id, reason="電話で確かめた", actor=sanami, at=at)
    sent = corrected(case, asked, message="遅れました")
    receive_correction(correction=sent, at=at)
    receive_correction(correction=sent, at=at)
    case = type(case).objects.get(id=case.id)
    assert case.content.answers["pension"] == "employees"
    (message,) = case.messages.all()
    assert "加入している年金" in message.text
    assert "遅れました" in message.text


def test_replaced_files_are_marked_and_kept(case, asked, at):
    def sent(number):
        return SentFile(
            id=new_id(), question="words", name=f"{number}.jpg", type="image/jpeg", size=1,
            sha256="b" * 64,
        )  # fmt: skip

    receive_message(
        message=CitizenMessage(
            message_id=new_id(),
            submission_id=case.submission_id,
            sent_at=at,
            text="写真",
            files=(sent(1),),
        ),
        at=at,
    )
    receive_correction(correction=corrected(case, asked, files=(sent(2),)), at=at)
    assert list(case.files.values_list("name", "replaced")) == [("1.jpg", True), ("2.jpg", False)]
    case.refresh_from_db()
    assert case.file_count == 2


def test_asking_twice_at_once_is_refused(case, asked, sanami, at):
    with pytest.raises(MoveNotAllowed):
        request_correction(
            case_id=case.id, marks=[PENSION], message="", due_on=None, actor=sanami, at=at
        )


def test_a_correction_before_its_case_must_wait(town_hall, at, case, asked):
    with pytest.raises(UnknownSubmission):
        receive_correction(correction=corrected(case, asked, submission_id=new_id()), at=at)


def test_a_withdrawal_ends_the_case_once(case, asked, at, heard):
    sent = Withdrawal(submission_id=case.submission_id, withdrawn_at=at, reason="間違えた")
    receive_withdrawal(withdrawal=sent, at=at)
    receive_withdrawal(withdrawal=sent, at=at)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.paused_on) == ("withdrawn", "withdrawn", None)
    assert case.actions.filter(kind="withdrawn").count() == 1
    asked.refresh_from_db()
    assert asked.ended_how == "ended"


def test_a_message_is_kept_once_also_after_the_end(case, at):
    sent = CitizenMessage(
        message_id=new_id(), submission_id=case.submission_id, sent_at=at, text="ありがとう"
    )
    receive_withdrawal(
        withdrawal=Withdrawal(submission_id=case.submission_id, withdrawn_at=at), at=at
    )
    receive_message(message=sent, at=at)
    receive_message(message=sent, at=at)
    case.refresh_from_db()
    assert case.message_count == 1
