# SPDX-License-Identifier: Apache-2.0
"""What waits for a decision, and what is decided and waits to be closed? Surveys are only closed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.engines.cases.api import (
    Mark,
    Verdict,
    close,
    decide,
    open_case,
    propose_decision,
    publish_procedure,
    request_correction,
    start_review,
)
from madoguchi.engines.cases.commands.decide import NothingToDecide
from madoguchi.engines.cases.models import Case, InboxCount
from madoguchi.engines.cases.models.counting import recount
from madoguchi.engines.cases.queries.inbox import InboxQuery, of_sections, order, read_inbox
from madoguchi.engines.cases.rules.states import MoveNotAllowed
from madoguchi.engines.cases.tests import town
from madoguchi.engines.cases.tests.hall import LONG_AGO
from madoguchi.engines.cases.tests.test_pages import as_sanami, as_takeuchi, read  # noqa: F401
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.clock import today

APPROVED = Verdict("approved", ("要件を満たすため",))


@pytest.fixture
def survey(town_hall):
    """The answer to a survey that nobody signs."""
    steps = [{"id": "words", "title": "声", "questions": [{"id": "voice", "type": "text", "label": "ひとこと"}]}]  # fmt: skip
    definition = town.procedure(
        id="voices", title="アンケート", anonymous=True, steps=steps, applicant={}, fee=None,
        routes=[], checks=[], correction_reasons=[], outcomes={}, standard_days=None,
    )  # fmt: skip
    publish_procedure(procedure=definition, letters={}, actor=SYSTEM, at=LONG_AGO)
    sent = town.application(procedure_id="voices", reply_key=None, applicant_ref=None)
    result = open_case(
        application=sent.model_copy(update={"answers": {"voice": "道が暗い"}}), at=town.MONDAY
    )
    return Case.objects.get(id=result.case_id)


def numbers(page):
    return [row["number"] for row in page.rows]


def test_what_is_decided_waits_in_its_tab_until_it_is_closed(opened, sanami, takeuchi, at):
    first, second = opened(), opened()
    decide(case_id=second.id, verdict=APPROVED, actor=takeuchi, at=at - timedelta(days=1))
    decide(case_id=first.id, verdict=APPROVED, actor=takeuchi, at=at)
    page = read_inbox(InboxQuery(tab="decided"), actor=sanami, on=today(at))
    assert numbers(page) == [second.number, first.number]
    assert page.counts["decided"].value == page.total.value == 2
    assert page.counts["all"].value == 0
    close(case_id=second.id, actor=sanami, at=at)
    page = read_inbox(InboxQuery(tab="decided"), actor=sanami, on=today(at))
    assert numbers(page) == [first.number]


def test_other_sections_do_not_see_what_is_decided(opened, takeuchi, michi, at):
    decide(case_id=opened().id, verdict=APPROVED, actor=takeuchi, at=at)
    page = read_inbox(InboxQuery(tab="decided"), actor=michi, on=today(at))
    assert (page.rows, page.counts["decided"].value) == ([], 0)


def test_who_decides_begins_with_what_waits_for_them(opened, sanami, takeuchi, at):
    waits, other = opened(), opened()
    assert read_inbox(InboxQuery(tab=""), actor=takeuchi, on=today(at)).query.tab == "all"
    propose_decision(case_id=waits.id, verdict=APPROVED, actor=sanami, at=at)
    page = read_inbox(InboxQuery(tab=""), actor=takeuchi, on=today(at))
    assert (page.query.tab, numbers(page)) == ("deciding", [waits.number])
    assert page.counts["deciding"].value == 1
    clerk = read_inbox(InboxQuery(tab=""), actor=sanami, on=today(at))
    assert clerk.query.tab == "all"
    assert set(numbers(clerk)) == {waits.number, other.number}


def test_the_page_of_a_decider_opens_there_and_its_links_stay_there(as_takeuchi, opened, sanami, at):  # fmt: skip # noqa: F811
    waits, other = opened(), opened()
    propose_decision(case_id=waits.id, verdict=APPROVED, actor=sanami, at=at)
    page = read(as_takeuchi.get("/cases/"))
    assert waits.number in page
    assert other.number not in page
    assert "tab=deciding" in page
    assert other.number in read(as_takeuchi.get("/cases/?tab=all"))
    assert other.number in read(as_takeuchi.get("/cases/?procedure=child-allowance"))


def test_by_due_day_those_whose_clock_stands_come_last(opened, sanami, takeuchi, at):
    waiting = opened(at=town.MONDAY - timedelta(days=40))
    fresh = opened()
    late = opened(at=town.MONDAY - timedelta(days=60))
    mark = Mark("person", "pension", None, "直して")
    request_correction(case_id=waiting.id, marks=[mark], message="", due_on=None, actor=sanami, at=at)  # fmt: skip
    page = read_inbox(InboxQuery(), actor=sanami, on=today(at))
    assert numbers(page) == [late.number, fresh.number, waiting.number]
    waiting.refresh_from_db()
    assert waiting.order_on == date(9999, 12, 31)
    assert Case.objects.get(id=late.id).order_on == late.due_on


@pytest.mark.parametrize(
    ("tab", "index"),
    [("all", "case_inbox"), ("decided", "case_decided")],
)
def test_each_order_is_an_index_scan(opened, sanami, at, tab, index):
    rows = of_sections(frozenset({"child-support"}))
    rows = rows.filter(is_open=False, closed_at=None) if tab == "decided" else rows.filter(is_open=True)  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = order(rows, "due", tab).values("number")[:15].explain()
    assert index in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_the_tabs_cost_no_further_query(opened, sanami, takeuchi, at):
    asked = {}
    for tab in ("all", "deciding", "decided", ""):
        with CaptureQueriesContext(connection) as found:
            read_inbox(InboxQuery(tab=tab), actor=takeuchi, on=today(at))
        asked[tab] = len(found)
        decide(case_id=opened().id, verdict=APPROVED, actor=takeuchi, at=at)
    assert set(asked.values()) == {2}


def test_many_are_closed_at_once_and_who_moved_on_is_left(as_sanami, opened, takeuchi, at):  # noqa: F811
    cases = [opened() for _ in range(3)]
    for one in cases:
        decide(case_id=one.id, verdict=APPROVED, actor=takeuchi, at=at)
    ids = [str(one.id) for one in cases]
    back = "tab=decided"
    page = read(as_sanami.post("/cases/batch/", {"do": "close", "case": ids, "back": back}))
    assert "まとめて完了にする" in page
    for one in cases:
        one.refresh_from_db()
        assert f'name="case" value="{one.id}"' in page
        assert f'name="version-{one.id}" value="{one.version}"' in page
    versions = {f"version-{one.id}": one.version for one in cases}
    versions[f"version-{cases[2].id}"] = 1
    as_sanami.post(
        "/cases/batch/", {"do": "close", "confirmed": "yes", "case": ids, "back": back, **versions}
    )
    states = [Case.objects.get(id=one.id).state for one in cases]
    assert states == ["closed", "closed", "approved"]


def test_an_open_case_is_not_closed_in_a_batch(as_sanami, case):  # noqa: F811
    as_sanami.post("/cases/batch/", {"do": "close", "confirmed": "yes", "case": [str(case.id)]})
    case.refresh_from_db()
    assert case.state == "received"


def test_a_survey_shows_no_decision_and_takes_none(as_takeuchi, survey, takeuchi, at):  # noqa: F811
    page = read(as_takeuchi.get(f"/cases/{survey.number}/"))
    assert "/decide/" not in page
    assert f"/cases/{survey.number}/do/close/" in page
    for command in (decide, propose_decision):
        with pytest.raises(NothingToDecide) as refused:
            command(case_id=survey.id, verdict=APPROVED, actor=takeuchi, at=at)
        assert "アンケート" in refused.value.message.ja


@pytest.mark.parametrize("reviewed", [False, True])
def test_a_survey_is_closed_once_it_is_read(survey, sanami, at, heard, reviewed):
    if reviewed:
        start_review(case_id=survey.id, actor=sanami, at=at)
    close(case_id=survey.id, actor=sanami, at=at)
    survey.refresh_from_db()
    assert (survey.state, survey.outcome, survey.decided_on) == ("closed", "noted", None)
    assert survey.closed_at == at
    assert survey.destroy_on == date(2032, 4, 1)
    assert sum(InboxCount.objects.values_list("cases", flat=True)) == recount() == 0
    with pytest.raises(MoveNotAllowed):
        close(case_id=survey.id, actor=sanami, at=at)


def test_a_case_that_is_to_be_decided_is_never_noted(case, sanami, at):
    with pytest.raises(MoveNotAllowed):
        close(case_id=case.id, actor=sanami, at=at)
