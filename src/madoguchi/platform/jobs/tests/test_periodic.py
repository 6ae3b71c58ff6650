# SPDX-License-Identifier: Apache-2.0
"""Does each due time give exactly one job, whoever looks and however often?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from madoguchi.kernel import clock
from madoguchi.platform.jobs.api import Job, periodic, run_worker
from madoguchi.platform.jobs.jobs import prune_jobs
from madoguchi.platform.jobs.periodic import enqueue_due, find_next_round, list_schedules
from madoguchi.platform.jobs.prune import prune_finished
from madoguchi.platform.jobs.tests.sample_jobs import give_up, note

AT = datetime(2026, 11, 21, 1, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_each_due_time_gives_one_job():
    periodic(every=MINUTE)(give_up)
    assert [schedule.task for schedule in list_schedules()] == [give_up]
    assert enqueue_due(AT) == 1
    assert enqueue_due(AT + timedelta(seconds=29)) == 0
    assert enqueue_due(AT + timedelta(seconds=30)) == 1
    assert find_next_round(AT) == AT + timedelta(seconds=30)
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_missed_due_times_are_made_up_for_once():
    periodic(every=MINUTE)(give_up)
    enqueue_due(AT)
    assert enqueue_due(AT + timedelta(hours=5)) == 1
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_a_due_time_is_remembered_after_its_job_is_forgotten():
    periodic(every=timedelta(days=365))(prune_jobs)
    with clock.frozen(AT):
        assert run_worker(once=True) == 1
    assert prune_finished(AT + timedelta(days=100)) == 1
    assert enqueue_due(AT + timedelta(days=10)) == 0


@pytest.mark.django_db(transaction=True)
def test_of_six_workers_one_enqueues():
    periodic(every=MINUTE)(note)
    start = Barrier(6)

    def look(_):
        start.wait(10)
        try:
            return sum(enqueue_due(AT + MINUTE * n) for n in range(5))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(look, range(6))) == 5
    assert Job.objects.count() == 5


def test_a_rhythm_needs_a_length():
    with pytest.raises(ValueError, match="length"):
        periodic(every=timedelta(0))
