# SPDX-License-Identifier: Apache-2.0
"""Do real worker processes lose nothing when killed, stop gracefully, and share the work?"""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.api import Job, enqueue_once, run_worker
from madoguchi.platform.jobs.claim import claim_next
from madoguchi.platform.jobs.tests.sample_jobs import break_off_the_database, note, note_slowly

pytestmark = pytest.mark.django_db(transaction=True)


def done():
    return Job.objects.filter(status=Job.Status.SUCCESSFUL).count()


@pytest.mark.kills
@pytest.mark.parametrize(("fault", "runs"), [("worker.before_run", 1), ("worker.after_run", 2)])
def test_the_job_of_a_worker_killed_at_a_fault_point_is_taken_up(
    start_worker, until, tmp_path, fault, runs
):
    lines = tmp_path / "lines.txt"
    note.enqueue(str(lines))
    assert start_worker(fault=fault).wait(20) == -signal.SIGKILL
    job = Job.objects.get()
    assert (job.status, job.attempts) == (Job.Status.RUNNING, 1)
    start_worker()
    until(done)
    job.refresh_from_db()
    assert job.attempts == 2
    assert lines.read_text().count("ran") == runs


@pytest.mark.kills
def test_a_worker_killed_in_the_middle_loses_no_job(start_worker, until, tmp_path):
    lines = tmp_path / "lines.txt"
    note_slowly.enqueue(str(lines), 1.0)
    victim = start_worker()
    until(lambda: lines.exists() and "begun" in lines.read_text())
    victim.kill()
    victim.wait(10)
    start_worker()
    until(done)
    assert lines.read_text().split() == ["begun", "begun", "done"]


def test_a_long_job_is_not_taken_from_a_living_worker(start_worker, until, tmp_path):
    lines = tmp_path / "lines.txt"
    note_slowly.enqueue(str(lines), 2.5)
    start_worker(lease=0.9)
    start_worker(lease=0.9)
    until(done)
    assert Job.objects.get().attempts == 1
    assert lines.read_text().split() == ["begun", "done"]


def test_a_worker_told_to_stop_finishes_the_job_at_hand(start_worker, until, tmp_path):
    lines = tmp_path / "lines.txt"
    note_slowly.enqueue(str(lines), 1.0)
    worker = start_worker()
    until(lambda: lines.exists() and "begun" in lines.read_text())
    note.enqueue(str(tmp_path / "other.txt"))
    worker.terminate()
    assert worker.wait(10) == 0
    assert done() == 1
    assert Job.objects.get(status=Job.Status.READY).attempts == 0


def test_two_workers_share_forty_jobs_and_each_runs_once(start_worker, until, tmp_path):
    lines = tmp_path / "lines.txt"
    lines.touch()
    start_worker(), start_worker()
    for n in range(40):
        note.enqueue(str(lines), f"job{n}")
    until(lambda: done() == 40)
    assert sorted(lines.read_text().split()) == sorted(f"job{n}" for n in range(40))
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_job_is_leased_to_one_of_eight_at_once(tmp_path):
    for _ in range(4):
        note.enqueue(str(tmp_path / "x"))
    start = threading.Barrier(8)

    def claim(n):
        start.wait(10)
        try:
            job = claim_next(f"w{n}", at=now(), lease=timedelta(seconds=60))
            return job and job.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        leased = [pk for pk in pool.map(claim, range(8)) if pk]
    assert len(leased) == len(set(leased))
    assert Job.objects.filter(status=Job.Status.RUNNING).count() == len(leased) >= 1


def test_one_of_eight_equal_requests_counts(tmp_path):
    start = threading.Barrier(8)

    def ask(_):
        start.wait(10)
        try:
            return enqueue_once(note, "same", str(tmp_path / "x")).id
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert Job.objects.count() == 1


def test_a_waiting_worker_is_woken(tmp_path, until):
    """On PostgreSQL by the commit, on SQLite by looking again: well under a second."""
    stop = threading.Event()

    def serve():
        try:
            run_worker(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        time.sleep(1.2)
        asked = time.monotonic()
        note.enqueue(str(tmp_path / "x"))
        until(done)
        assert time.monotonic() - asked < 1.0
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_a_job_whose_connection_broke_is_written_down(tmp_path):
    result = break_off_the_database.enqueue()
    assert run_worker(once=True) == 1
    result.refresh()
    assert result.return_value == 1
