# SPDX-License-Identifier: Apache-2.0
"""Who decides, with which reasons, and what follows?"""

from datetime import date

import pytest

from madoguchi.engines.cases.api import (
    Verdict,
    answer_opinion,
    ask_opinion,
    assign,
    close,
    decide,
    extend_term,
    issue_letter,
    propose_decision,
    reopen,
    send_back,
    send_message,
    start_review,
    withdraw,
    write_note,
)
from madoguchi.engines.cases.commands.act import AnotherWasFaster
from madoguchi.engines.cases.commands.add_task import add_task, finish_task
from madoguchi.engines.cases.commands.ask_opinion import OpinionAnswered, OpinionMisdirected
from madoguchi.engines.cases.commands.assign import CaseEnded
from madoguchi.engines.cases.commands.close import TasksOpen
from madoguchi.engines.cases.commands.decide import DecisionIncomplete
from madoguchi.engines.cases.commands.extend_term import ExtensionIncomplete
from madoguchi.engines.cases.commands.issue_letter import NoLetter
from madoguchi.engines.cases.commands.reopen import ReasonMissing
from madoguchi.engines.cases.commands.write_note import NothingWritten
from madoguchi.engines.cases.events import CaseDecided, CaseReopened, TermExtended
from madoguchi.engines.cases.models import Letter
from madoguchi.engines.cases.ports import decision_route, use_route
from madoguchi.engines.cases.rules.states import MoveNotAllowed, fold_state
from madoguchi.kernel.refusal import NotAllowed, NotFound

APPROVED = Verdict("approved", ("要件を満たすため",))
REFUSED = Verdict("refused", ("住民票がないため",), "児童手当法第4条第1項")


def test_a_decider_approves_and_the_applicant_gets_letter_and_words(case, takeuchi, at, heard):
    decided, letter = decide(case_id=case.id, verdict=APPROVED, actor=takeuchi, at=at)
    assert (decided.state, decided.outcome, decided.decided_on) == (
        "approved",
        "approved",
        date(2026, 11, 20),
    )
    assert decided.decided_days == 9
    assert not decided.decided_late
    assert letter.document_number == "灯子第1号"
    fact = next(one for one in heard if isinstance(one, CaseDecided))
    assert fact.outcome == "approved"
    assert fact.note.files[0].id == letter.id
    kinds = list(case.actions.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["opened", "review_started", "decision_proposed", "approved", "letter_issued"]


def test_a_refusal_names_reason_law_and_appeal(case, takeuchi, at, heard):
    decide(case_id=case.id, verdict=REFUSED, actor=takeuchi, at=at)
    note = heard[-1].note
    assert "住民票がないため" in note.text
    assert "児童手当法第4条第1項" in note.text


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict("refused", (), "児童手当法"),
        Verdict("refused", ("  ",), "児童手当法"),
        Verdict("refused", ("理由",), " "),
        Verdict("maybe"),
        Verdict("approved", ("長" * 2_001,)),
    ],
)
def test_what_the_law_would_not_let_stand_is_refused(case, takeuchi, at, verdict):
    with pytest.raises(DecisionIncomplete):
        decide(case_id=case.id, verdict=verdict, actor=takeuchi, at=at)
    case.refresh_from_db()
    assert case.state == "received"
    assert not Letter.objects.exists()


def test_a_clerk_proposes_and_does_not_decide(case, sanami, takeuchi, at):
    with pytest.raises(NotAllowed):
        decide(case_id=case.id, verdict=APPROVED, actor=sanami, at=at)
    propose_decision(case_id=case.id, verdict=APPROVED, actor=sanami, at=at)
    case.refresh_from_db()
    assert case.state == "deciding"
    with pytest.raises(NotAllowed):
        send_back(case_id=case.id, reason="だめ", actor=sanami, at=at)
    with pytest.raises(DecisionIncomplete):
        send_back(case_id=case.id, reason=" ", actor=takeuchi, at=at)
    send_back(case_id=case.id, reason="年金を確かめる", actor=takeuchi, at=at)
    case.refresh_from_db()
    assert case.state == "reviewing"


def test_another_route_may_be_laid(case, takeuchi, at):
    class Nobody:
        key = "nobody"

        def may_propose(self, actor, proposal):
            return False

        def may_decide(self, actor, proposal):
            return False

    before = decision_route()
    use_route(Nobody())
    try:
        with pytest.raises(NotAllowed):
            decide(case_id=case.id, verdict=APPROVED, actor=takeuchi, at=at)
    finally:
        use_route(before)


def test_whoever_was_slower_is_told_who_was_faster(case, sanami, takeuchi, at):
    write_note(case_id=case.id, words="先に動いた", actor=sanami, at=at)
    with pytest.raises(AnotherWasFaster) as refused:
        decide(case_id=case.id, verdict=APPROVED, actor=takeuchi, at=at, version=1)
    assert "佐波 みお" in refused.value.message.ja
    assert "10時42分" in refused.value.message.ja
    assert "残っています" in refused.value.next_step.ja
    case.refresh_from_db()
    assert case.state == "received"


def test_others_neither_see_nor_move_the_case(case, michi, at):
    for act in (
        lambda: start_review(case_id=case.id, actor=michi, at=at),
        lambda: write_note(case_id=case.id, words="見た", actor=michi, at=at),
        lambda: decide(case_id=case.id, verdict=APPROVED, actor=michi, at=at),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_viewer_does_not_work(case, town_hall, at):
    from madoguchi.platform.identity.api import actor_for

    helper = actor_for(town_hall["helper"])
    with pytest.raises(NotAllowed):
        start_review(case_id=case.id, actor=helper, at=at)


def test_a_clerk_takes_for_herself_only(case, sanami, takeuchi, at):
    with pytest.raises(NotAllowed):
        assign(
            case_id=case.id, assignee_ref=takeuchi.ref, assignee_name="竹内", actor=sanami, at=at
        )
    assign(case_id=case.id, assignee_ref=sanami.ref, assignee_name="佐波", actor=sanami, at=at)
    assign(case_id=case.id, assignee_ref="", assignee_name="", actor=takeuchi, at=at)
    case.refresh_from_db()
    assert case.assignee_ref == ""
    withdraw(case_id=case.id, reason="", actor=sanami, at=at)
    with pytest.raises(CaseEnded):
        assign(case_id=case.id, assignee_ref=sanami.ref, assignee_name="佐波", actor=sanami, at=at)


def test_an_extension_moves_the_day_and_is_told(case, sanami, at, heard):
    extend_term(case_id=case.id, days=5, reason="照会に時間がかかるため", actor=sanami, at=at)
    case.refresh_from_db()
    assert case.due_on == date(2026, 12, 15)
    fact = heard[-1]
    assert isinstance(fact, TermExtended)
    assert "照会に時間がかかるため" in fact.note.text
    assert "12月15日" in fact.note.text
    for days, reason in ((0, "理由"), (251, "理由"), (5, " ")):
        with pytest.raises(ExtensionIncomplete):
            extend_term(case_id=case.id, days=days, reason=reason, actor=sanami, at=at)


def test_an_opinion_opens_the_case_to_the_section_asked(case, sanami, michi, at):
    with pytest.raises(OpinionMisdirected):
        ask_opinion(
            case_id=case.id, section="child-support", question="?", due_on=None, actor=sanami, at=at
        )
    opinion = ask_opinion(
        case_id=case.id, section="roads", question="道路に支障は?", due_on=None, actor=sanami, at=at
    )
    answer_opinion(
        opinion_id=opinion.id, verdict="agree", answer="支障ありません", actor=michi, at=at
    )
    opinion.refresh_from_db()
    assert opinion.get_verdict_display() == "支障なし"
    with pytest.raises(OpinionAnswered):
        answer_opinion(opinion_id=opinion.id, verdict="note", answer="もう一度", actor=michi, at=at)
    with pytest.raises(NotAllowed):
        start_review(case_id=case.id, actor=michi, at=at)


def test_only_the_section_asked_answers(case, sanami, at):
    opinion = ask_opinion(
        case_id=case.id, section="roads", question="?", due_on=None, actor=sanami, at=at
    )
    with pytest.raises(NotAllowed):
        answer_opinion(opinion_id=opinion.id, verdict="agree", answer="はい", actor=sanami, at=at)


def test_words_are_needed_and_not_too_many(case, sanami, at):
    for words in ("", "  ", "長" * 5_001):
        with pytest.raises(NothingWritten):
            send_message(case_id=case.id, words=words, actor=sanami, at=at)
    send_message(case_id=case.id, words="長" * 5_000, actor=sanami, at=at)
    case.refresh_from_db()
    assert case.message_count == 1


def test_a_case_closes_when_its_tasks_are_done_and_a_senior_reopens(
    case, sanami, takeuchi, at, heard
):
    task = add_task(case_id=case.id, title="口座を登録", due_on=None, actor=sanami, at=at)
    decide(case_id=case.id, verdict=APPROVED, actor=takeuchi, at=at)
    with pytest.raises(TasksOpen):
        close(case_id=case.id, actor=sanami, at=at)
    finish_task(task_id=task.id, actor=sanami, at=at)
    finish_task(task_id=task.id, actor=sanami, at=at)
    closed = close(case_id=case.id, actor=sanami, at=at)
    assert (closed.state, closed.destroy_on) == ("closed", date(2032, 4, 1))
    with pytest.raises(NotAllowed):
        reopen(case_id=case.id, reason="誤り", actor=sanami, at=at)
    with pytest.raises(ReasonMissing):
        reopen(case_id=case.id, reason=" ", actor=takeuchi, at=at)
    reopened = reopen(case_id=case.id, reason="所得の誤り", actor=takeuchi, at=at)
    assert (reopened.state, reopened.outcome, reopened.destroy_on) == ("reviewing", "", None)
    assert isinstance(heard[-1], CaseReopened)
    kinds = case.actions.order_by("seq").values_list("kind", flat=True)
    assert fold_state(kinds) == "reviewing"


def test_an_open_case_cannot_be_closed_or_lettered(case, takeuchi, at):
    with pytest.raises(MoveNotAllowed):
        close(case_id=case.id, actor=takeuchi, at=at)
    with pytest.raises(NoLetter):
        issue_letter(case_id=case.id, actor=takeuchi, at=at)
