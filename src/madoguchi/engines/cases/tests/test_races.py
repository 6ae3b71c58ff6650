# SPDX-License-Identifier: Apache-2.0
"""What happens when two do the same at the same instant, over real connections?"""

import threading
from functools import partial

import pytest
from django.db import OperationalError, connection, connections

from madoguchi.engines.cases.tests import town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall_and_cast(at):
    from madoguchi.engines.cases.tests import hall
    from madoguchi.platform.identity.api import actor_for

    users = hall.build_town_hall()
    yield {key: actor_for(user) for key, user in users.items()}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_search")
        cursor.execute("DELETE FROM cases_talk")


def race(*jobs):
    """Run each job in its own thread and connection, all from one line; results and refusals."""
    from madoguchi.kernel import clock

    line = threading.Barrier(len(jobs))
    moment = clock.now()
    results = [None] * len(jobs)

    def run(place, job):
        with clock.frozen(moment):
            line.wait()
            for _ in range(50):
                try:
                    results[place] = job()
                except OperationalError:
                    continue
                except Exception as problem:  # noqa: BLE001 - what was refused is the result
                    results[place] = problem
                break
        connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_clerks_decide_at_once_and_one_decision_stands(hall_and_cast, at):
    from madoguchi.engines.cases.api import Verdict, decide
    from madoguchi.engines.cases.commands.act import AnotherWasFaster
    from madoguchi.engines.cases.models import Letter
    from madoguchi.engines.cases.tests import hall

    chief = hall_and_cast["takeuchi"]

    def job(case, outcome):
        verdict = Verdict(outcome, ("理由",), "法")
        return lambda: decide(case_id=case.id, verdict=verdict, actor=chief, at=at, version=1)

    for _ in range(5):
        case = hall.open_one()
        results = race(job(case, "approved"), job(case, "refused"))
        slower = [one for one in results if isinstance(one, Exception)]
        assert len(slower) == 1, results
        assert isinstance(slower[0], AnotherWasFaster)
        assert Letter.objects.filter(case=case).count() == 1


def test_letter_numbers_have_no_gap_and_no_twin(hall_and_cast, at):
    from madoguchi.engines.cases.api import Verdict, decide
    from madoguchi.engines.cases.models import Letter
    from madoguchi.engines.cases.tests import hall

    cases = [hall.open_one() for _ in range(8)]
    chief = hall_and_cast["takeuchi"]

    def job(case):
        return lambda: decide(
            case_id=case.id, verdict=Verdict("approved"), actor=chief, at=at, version=1
        )

    results = race(*(job(case) for case in cases))
    assert not [one for one in results if isinstance(one, Exception)], results
    serials = sorted(Letter.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 9))


def test_one_submission_opened_by_many_is_one_case(hall_and_cast, at):
    from madoguchi.engines.cases.api import open_case
    from madoguchi.engines.cases.models import Case, CaseAction, InboxCount

    for _ in range(5):
        Case.objects.count()
        sent = town.application()
        job = partial(open_case, application=sent, at=at)
        results = race(job, job, job, job)
        assert not [one for one in results if isinstance(one, Exception)], results
        assert len({one.case_id for one in results}) == 1
        assert sum(one.created for one in results) == 1
    assert Case.objects.count() == CaseAction.objects.count() == 5
    assert sum(InboxCount.objects.values_list("cases", flat=True)) == 5


def test_one_correction_taken_in_twice_at_once_counts_once(hall_and_cast, at):
    from madoguchi.engines.cases.api import Mark, receive_correction, request_correction
    from madoguchi.engines.cases.tests import hall
    from madoguchi.kernel.application import SubmittedCorrection
    from madoguchi.kernel.ids import new_id

    case = hall.open_one()
    asked = request_correction(
        case_id=case.id,
        marks=[Mark("person", "pension", None, "直して")],
        message="",
        due_on=None,
        actor=hall_and_cast["sanami"],
        at=at,
    )
    sent = SubmittedCorrection(
        correction_id=new_id(),
        submission_id=case.submission_id,
        request_id=asked.id,
        submitted_at=at,
        answers={"pension": "national"},
    )
    results = race(*(lambda: receive_correction(correction=sent, at=at) for _ in range(3)))
    assert not [one for one in results if isinstance(one, Exception)], results
    assert case.actions.filter(kind="correction_received").count() == 1


def test_two_take_the_same_case_and_both_are_written_in_order(hall_and_cast, at):
    from madoguchi.engines.cases.api import assign
    from madoguchi.engines.cases.tests import hall

    case = hall.open_one()

    def job(key):
        actor = hall_and_cast[key]
        return lambda: assign(
            case_id=case.id, assignee_ref=actor.ref, assignee_name=actor.name, actor=actor, at=at,
            version=1,
        )  # fmt: skip

    results = race(job("sanami"), job("takeuchi"))
    assert sum(isinstance(one, Exception) for one in results) == 1
    assert list(case.actions.order_by("seq").values_list("seq", flat=True)) == [1, 2]
