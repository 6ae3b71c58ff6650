# SPDX-License-Identifier: Apache-2.0
"""What is kept, what may never change, what goes, and who is told?"""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from madoguchi.engines.cases.api import (
    Verdict,
    announce_all,
    close,
    decide,
    destroy,
    publish_packs,
    publish_procedure,
    reopen,
    withdraw,
)
from madoguchi.engines.cases.commands.ask_again import ask_again
from madoguchi.engines.cases.commands.destroy import NotYetDestroyable, confirm_destruction
from madoguchi.engines.cases.events import CaseAskedAgain, CaseDestroyed, ProcedurePublished
from madoguchi.engines.cases.jobs import destroy_confirmed
from madoguchi.engines.cases.models import (
    AskAgain,
    Case,
    CaseAction,
    Destruction,
    Letter,
    ProcedureRevision,
)
from madoguchi.engines.cases.queries.editions import get_edition
from madoguchi.engines.cases.queries.phrases import list_phrases
from madoguchi.engines.cases.queries.retention import list_due_for_destruction
from madoguchi.engines.cases.queries.search import SearchQuery, search_cases
from madoguchi.engines.cases.rules.retention import calculate_destroy_on
from madoguchi.engines.cases.tests import town
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import frozen
from madoguchi.kernel.definition.schema import SharedReason
from madoguchi.kernel.ids import new_id
from madoguchi.kernel.refusal import NotAllowed

LATER = timedelta(days=3_000)


@pytest.mark.parametrize(
    ("period", "closed_on", "destroy_on"),
    [
        ("5y", date(2026, 11, 20), date(2032, 4, 1)),
        ("5y", date(2027, 3, 31), date(2032, 4, 1)),
        ("5y", date(2027, 4, 1), date(2033, 4, 1)),
        ("6m", date(2026, 8, 30), date(2027, 2, 28)),
        ("18m", date(2026, 11, 20), date(2028, 5, 21)),
        ("forever", date(2026, 11, 20), None),
    ],
)
def test_retention_ends_on_a_known_day(period, closed_on, destroy_on):
    assert calculate_destroy_on(period, closed_on) == destroy_on


def test_a_wrong_period_is_an_error():
    with pytest.raises(ValueError, match="not a period"):
        calculate_destroy_on("5 years", date(2026, 11, 20))


@pytest.mark.parametrize(
    "statement", ["UPDATE cases_caseaction SET kind = 'x'", "DELETE FROM cases_caseaction"]
)
def test_the_database_refuses_to_change_actions(case, statement):
    with (
        pytest.raises(DatabaseError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert CaseAction.objects.get().kind == "opened"


def test_the_database_refuses_two_actions_of_one_number(case, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseAction.objects.create(
            case=case, seq=1, kind="x", state="received", at=at, actor_kind="staff", actor_ref="x"
        )


@pytest.mark.parametrize(
    "change",
    [
        {"state": "closed"},
        {"is_open": False},
        {"destroy_on": date(2026, 1, 1)},
        {"paused_on": date(2026, 1, 1)},
        {"outcome": "approved"},
        {"state": "correction"},
    ],
)
def test_the_database_refuses_rows_that_contradict_themselves(case, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(id=case.id).update(**change)


@pytest.fixture
def closed(opened, takeuchi, at):
    case = opened()
    decide(case_id=case.id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    return close(case_id=case.id, actor=takeuchi, at=at)


def test_nothing_goes_before_its_time(closed, opened, takeuchi, sanami, at):
    still_open = opened()
    for case_id, moment in ((closed.id, at), (still_open.id, at + LATER)):
        with pytest.raises(NotYetDestroyable):
            destroy(case_id=case_id, actor=takeuchi, at=moment)
    with pytest.raises(NotAllowed):
        destroy(case_id=closed.id, actor=sanami, at=at + LATER)
    assert Case.objects.count() == 2
    assert not Destruction.objects.exists()


def test_a_destroyed_case_leaves_its_number_and_no_person(closed, takeuchi, at, heard):
    (due,) = list_due_for_destruction(actor=takeuchi, on=(at + LATER).date())
    assert due.id == closed.id
    entry = destroy(case_id=closed.id, actor=takeuchi, at=at + LATER)
    assert (entry.number, entry.classification, entry.outcome) == (
        closed.number,
        "児童福祉/児童手当",
        "approved",
    )
    assert not Case.objects.exists()
    assert not CaseAction.objects.exists()
    letter = Letter.objects.get()
    assert (letter.serial, letter.case, letter.sealed_pdf) == (1, None, None)
    assert search_cases(SearchQuery(words="あかり"), actor=SYSTEM, on=at.date()).rows == []
    assert isinstance(heard[-1], CaseDestroyed)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_destruction")


def test_a_job_destroys_what_was_confirmed_and_leaves_the_rest(
    closed, opened, takeuchi, sanami, at
):
    still_open = opened()
    with pytest.raises(NotAllowed):
        confirm_destruction(case_ids=[closed.id], actor=sanami, at=at)
    confirm_destruction(case_ids=[closed.id, still_open.id], actor=takeuchi, at=at)
    with frozen(at + LATER):
        done = destroy_confirmed.func(
            [str(closed.id), str(still_open.id)], takeuchi.ref, takeuchi.name
        )
    assert done == {"destroyed": 1, "refused": 1}
    assert list(Case.objects.all()) == [still_open]


def test_reopening_stops_retention(closed, takeuchi, at):
    reopen(case_id=closed.id, reason="誤り", actor=takeuchi, at=at)
    assert not list_due_for_destruction(actor=takeuchi, on=(at + LATER).date()).exists()


def test_each_outcome_has_its_period(opened, sanami, at):
    case = opened()
    withdraw(case_id=case.id, reason="", actor=sanami, at=at)
    assert close(case_id=case.id, actor=sanami, at=at).destroy_on == date(2028, 4, 1)


def test_only_a_change_makes_a_new_revision(town_hall, at, heard):
    again = publish_procedure(procedure=town.procedure(), letters=town.LETTERS, actor=SYSTEM, at=at)
    assert again is None
    changed = publish_procedure(
        procedure=town.procedure(standard_days=10), letters=town.LETTERS, actor=SYSTEM, at=at
    )
    assert changed == 2
    letters = {**town.LETTERS, "approval.typ": "#set document(title: [x])\nよい"}
    assert (
        publish_procedure(
            procedure=town.procedure(standard_days=10), letters=letters, actor=SYSTEM, at=at
        )
        == 3
    )
    assert ProcedureRevision.objects.get(current=True).revision == 3
    assert [fact.body.revision for fact in heard] == [2, 3]
    assert announce_all(actor=SYSTEM, at=at) == 1


def test_old_cases_keep_their_revision(case, sanami, at):
    publish_procedure(
        procedure=town.procedure(standard_days=3), letters=town.LETTERS, actor=SYSTEM, at=at
    )
    case.refresh_from_db()
    assert (case.revision, case.standard_days) == (1, 20)


@pytest.fixture
def packs():
    """What the packs of a city hold: one procedure, one sentence for all."""
    packed = SimpleNamespace(
        definition=town.procedure(id="dog-registration", title="犬の登録"), letters={}
    )
    reason = SharedReason(id="unreadable", text="字が読めません。")
    return SimpleNamespace(procedures={"dog-registration": packed}, reasons=(reason,))


def test_packs_are_published_and_what_they_drop_is_withdrawn(town_hall, packs, at, heard):
    assert publish_packs(packs=packs, actor=SYSTEM, at=at) == [("dog-registration", 1)]
    assert publish_packs(packs=packs, actor=SYSTEM, at=at) == []
    gone = [f for f in heard if isinstance(f, ProcedurePublished) and f.body.withdrawn]
    assert [fact.body.procedure_id for fact in gone] == ["child-allowance"]
    edition = get_edition("dog-registration", 1)
    offered = [one.ja for one in list_phrases(edition, "correction", question="name")]
    assert "字が読めません。" in offered
    assert "いまの年金を選び直してください。" not in offered


def test_a_clerk_does_not_publish(town_hall, sanami, packs, at):
    with pytest.raises(NotAllowed):
        publish_packs(packs=packs, actor=sanami, at=at)


def test_a_parcel_is_asked_for_again_once(town_hall, at, heard):
    parcel = new_id()
    for _ in range(2):
        ask_again(parcel_id=parcel, kind="application.submitted", reason="開けません", at=at)
    assert AskAgain.objects.count() == 1
    assert [type(fact) for fact in heard] == [CaseAskedAgain]
