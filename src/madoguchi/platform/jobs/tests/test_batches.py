# SPDX-License-Identifier: Apache-2.0
"""Many quick jobs at a time: nothing is lost, nobody waits for a slow neighbour."""

import signal
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import Job
from madoguchi.platform.jobs.claim import claim_batch, reclaim_expired, release_untouched
from madoguchi.platform.jobs.finish import succeed_all
from madoguchi.platform.jobs.tests.sample_jobs import count_up, kill_the_worker, linger

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=60)


def states():
    return sorted(Job.objects.values_list("status", flat=True))


def enqueue(path, count):
    return [count_up.enqueue(str(path)).id for _ in range(count)]


def test_a_batch_costs_as_many_statements_as_one_job(tmp_path):
    enqueue(tmp_path / "x", 30)
    with CaptureQueriesContext(connection) as one:
        assert len(claim_batch("w", at=now(), lease=LEASE, most=1)) == 1
    with CaptureQueriesContext(connection) as many:
        assert len(claim_batch("w", at=now(), lease=LEASE, most=20)) == 20
    assert len(many) == len(one)


def test_two_workers_never_lease_the_same(tmp_path):
    enqueue(tmp_path / "x", 30)
    first = claim_batch("a", at=now(), lease=LEASE, most=20)
    second = claim_batch("b", at=now(), lease=LEASE, most=20)
    assert (len(first), len(second)) == (20, 10)
    assert not {job.pk for job in first} & {job.pk for job in second}


def test_a_job_that_was_tried_before_is_taken_alone(tmp_path):
    enqueue(tmp_path / "x", 5)
    claim_batch("lost", at=now(), lease=LEASE, most=3)
    assert reclaim_expired(now() + 2 * LEASE) == 3
    sizes = []
    while jobs := claim_batch("w", at=now(), lease=LEASE, most=5):
        sizes.append((len(jobs), {job.attempts for job in jobs}))
    assert sorted(sizes) == [(1, {2}), (1, {2}), (1, {2}), (2, {1})]


def test_what_has_not_begun_goes_back_untouched(tmp_path):
    enqueue(tmp_path / "x", 4)
    jobs = claim_batch("w", at=now(), lease=LEASE, most=4)
    release_untouched("w", [job.pk for job in jobs[1:]])
    assert states() == ["READY"] * 3 + ["RUNNING"]
    back = Job.objects.filter(status=Job.Status.READY)
    assert set(back.values_list("attempts", "started_at", "leased_by")) == {(0, None, "")}


def test_who_lost_a_job_writes_down_only_the_others(tmp_path):
    enqueue(tmp_path / "x", 3)
    jobs = claim_batch("slow", at=now(), lease=LEASE, most=3)
    Job.objects.filter(pk=jobs[1].pk).update(leased_by="other", attempts=2)
    succeed_all(jobs, at=now())
    assert states() == ["RUNNING", "SUCCESSFUL", "SUCCESSFUL"]
    assert jobs[1].finished_at is None


@pytest.mark.kills
def test_a_worker_killed_in_the_middle_of_a_batch_loses_none(start_worker, until, tmp_path):
    path = tmp_path / "dots"
    enqueue(path, 40)
    linger.enqueue(str(tmp_path / "slow"), 30)
    victim = start_worker()
    until(lambda: (tmp_path / "slow").exists())
    victim.kill()
    victim.wait(10)
    Job.objects.filter(task__endswith="linger").delete()
    start_worker()
    until(lambda: states() == ["SUCCESSFUL"] * 40)
    assert 40 <= len(path.read_text()) <= 80


def test_a_slow_job_does_not_keep_its_neighbours(start_worker, until, tmp_path):
    linger.enqueue(str(tmp_path / "slow"), 60)
    enqueue(tmp_path / "dots", 20)
    start_worker()
    until(lambda: (tmp_path / "slow").exists())
    start_worker()
    until(lambda: states().count("SUCCESSFUL") == 20)
    assert (tmp_path / "slow").read_text() == "begun "


@pytest.mark.kills
def test_a_job_that_kills_workers_does_not_use_up_the_tries_of_others(
    start_worker, until, tmp_path
):
    enqueue(tmp_path / "dots", 10)
    kill_the_worker.enqueue()
    enqueue(tmp_path / "dots", 10)
    assert start_worker().wait(20) == -signal.SIGKILL

    def all_others_are_done():
        return states().count("SUCCESSFUL") == 20

    for _ in range(9):
        if all_others_are_done():
            break
        worker = start_worker()
        until(lambda worker=worker: all_others_are_done() or worker.poll() is not None)
    assert all_others_are_done()
    assert max(Job.objects.filter(status="SUCCESSFUL").values_list("attempts", flat=True)) == 2
