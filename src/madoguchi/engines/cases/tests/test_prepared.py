# SPDX-License-Identifier: Apache-2.0
"""A question whose words are kept gives the same rows as the queryset it was made from."""

import pytest
from django.db.models import CharField, Count, UUIDField

from madoguchi.engines.cases.commands.add_task import add_task
from madoguchi.engines.cases.commands.decide import Verdict, decide
from madoguchi.engines.cases.models import Case, CaseFile, Letter
from madoguchi.engines.cases.queries.case_parts import find_by_number, read_parts
from madoguchi.platform.transactions.api import Given, Prepared


@pytest.fixture
def cases_at_hand(opened, sanami, takeuchi, at):
    """Three cases: one with a task, one decided, one as it came."""
    cases = [opened(), opened(), opened()]
    add_task(case_id=cases[0].id, title="電話する", due_on=None, actor=sanami, at=at)
    decide(case_id=cases[1].id, verdict=Verdict("approved"), actor=takeuchi, at=at)
    return cases


def test_objects_are_those_of_the_queryset(cases_at_hand):
    question = Prepared(lambda: Case.objects.filter(section=Given(0, CharField())).order_by("id"))
    for section in {*Case.objects.values_list("section", flat=True), "nobody"}:
        expected = list(Case.objects.filter(section=section).order_by("id"))
        found = question.objects(section)
        assert [vars_of(one) for one in found] == [vars_of(one) for one in expected]


def test_annotations_tuples_and_joined_rows_come_along(cases_at_hand):
    case = Case.objects.order_by("id")[0]
    counted = Prepared(
        lambda: Case.objects.filter(id=Given(0, UUIDField())).annotate(papers=Count("files"))
    )
    (found,) = counted.objects(case.id)
    assert found.papers == CaseFile.objects.filter(case=case).count()
    rows = Prepared(
        lambda: Case.objects.filter(id=Given(0, UUIDField())).values_list("id", "due_on")
    )
    assert rows.rows(case.id) == [(case.id, case.due_on)]
    assert find_by_number(case.number).content.findings == case.content.findings
    assert find_by_number("R0-0000-0000-0") is None


def test_it_costs_no_more_than_one_question(cases_at_hand, django_assert_num_queries):
    case = Case.objects.order_by("id")[0]
    find_by_number(case.number)
    with django_assert_num_queries(1):
        assert find_by_number(case.number).content.case_id == case.id


def test_the_parts_of_a_case_are_all_its_rows(cases_at_hand):
    for case in Case.objects.all():
        parts = read_parts(case.id)
        assert parts["actions"] == list(case.actions.order_by("-seq"))
        for name in ("files", "notes", "messages", "tasks", "opinions", "amendments"):
            assert parts[name] == list(getattr(case, name).all()), name
        assert [one.id for one in parts["letters"]] == list(
            Letter.objects.filter(case=case).values_list("id", flat=True)
        )
        assert all("sealed_pdf" in one.get_deferred_fields() for one in parts["letters"])


def vars_of(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}
