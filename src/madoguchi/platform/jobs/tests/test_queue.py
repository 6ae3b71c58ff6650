# SPDX-License-Identifier: Apache-2.0
"""Does the queue keep its promises within one process: order, retries, keys, lanes, the dead?"""

from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from madoguchi.kernel import clock
from madoguchi.kernel.actors import SYSTEM
from madoguchi.kernel.refusal import NotFound
from madoguchi.platform.audit.api import list_by_subject
from madoguchi.platform.jobs.api import Job, count_dead, enqueue_once, list_dead, retry, run_worker
from madoguchi.platform.jobs.backend import DatabaseBackend
from madoguchi.platform.jobs.claim import claim_next, extend_leases, reclaim_expired
from madoguchi.platform.jobs.finish import succeed
from madoguchi.platform.jobs.prune import prune_finished
from madoguchi.platform.jobs.rules import calculate_due, choose_delay
from madoguchi.platform.jobs.tests.sample_jobs import give_up, note, stumble, tell_attempt

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "lines.txt"
    path.touch()
    return path


def work(at=None):
    if at is None:
        return run_worker(once=True)
    with clock.frozen(at):
        return run_worker(once=True)


def test_a_task_runs_and_gives_its_result(lines):
    result = note.enqueue(str(lines), line="hello")
    assert result.status == TaskResultStatus.READY
    assert work() == 1
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == {"line": "hello"}
    assert result.attempts == 1
    assert lines.read_text() == "hello\n"
    assert note.get_result(result.id).is_finished
    with pytest.raises(TaskResultDoesNotExist):
        note.get_result("0190a0b0-0000-7000-8000-000000000000")


def test_urgent_first_then_in_order_and_not_before_its_time(lines):
    with clock.frozen(AT):
        note.enqueue(str(lines), "second")
        note.using(priority=-10).enqueue(str(lines), "last")
        note.enqueue(str(lines), "third")
        note.using(priority=50).enqueue(str(lines), "first")
        note.using(run_after=AT + timedelta(hours=1)).enqueue(str(lines), "tomorrow")
    work(AT + timedelta(minutes=1))
    assert lines.read_text().split() == ["first", "second", "third", "last"]
    work(AT + timedelta(hours=2))
    assert lines.read_text().split()[-1] == "tomorrow"


def test_a_worker_of_one_lane_leaves_the_others(lines):
    note.using(queue_name="mail").enqueue(str(lines), "mail")
    note.enqueue(str(lines), "rest")
    assert run_worker(once=True, queues=["mail"]) == 1
    assert lines.read_text() == "mail\n"
    assert work() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_exists_only_if_the_transaction_commits(lines):
    with transaction.atomic():
        note.enqueue(str(lines))
        enqueue_once(note, "key", str(lines))
        transaction.set_rollback(True)
    assert Job.objects.count() == 0
    assert work() == 0
    with transaction.atomic():
        note.enqueue(str(lines))
    assert work() == 1


def test_failures_are_tried_again_with_growing_delays_and_then_dead():
    with clock.frozen(AT):
        stumble.enqueue("the letter")
    assert work(AT) == 1
    job = Job.objects.get()
    assert job.status == Job.Status.READY
    assert timedelta(seconds=8) <= job.run_after - AT <= timedelta(seconds=10)
    assert work(AT + timedelta(seconds=5)) == 0
    assert work(AT + timedelta(seconds=30)) == 1
    assert count_dead() == 0
    assert work(AT + timedelta(seconds=90)) == 1
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Job.Status.FAILED, 3)
    assert [error["class"] for error in job.errors] == ["builtins.ValueError"] * 3
    assert list_dead() == [job]
    assert stumble.get_result(str(job.pk)).errors[0].exception_class is ValueError
    assert work(AT + timedelta(days=1)) == 0


@pytest.mark.parametrize(("zone", "told"), [("portal", False), ("office", True)])
def test_on_the_portal_errors_are_kept_without_their_words(settings, caplog, zone, told):
    settings.ZONE = zone
    stumble.enqueue("灯 あかり")
    work()
    kept = Job.objects.get().errors[0]["traceback"]
    assert "sample_jobs.py" in kept
    assert ("灯 あかり" in kept) is told
    assert "灯 あかり" not in caplog.text


def test_giving_up_is_final():
    give_up.enqueue()
    assert work() == 1
    assert count_dead() == 1


def test_a_task_that_the_code_no_longer_has_is_a_failure():
    note.enqueue("x")
    Job.objects.update(task="madoguchi.gone", max_attempts=1)
    assert work() == 1
    assert list_dead()[0].errors[0]["class"] == "builtins.ImportError"


def test_a_dead_job_is_shown_and_revived_by_an_operator():
    give_up.enqueue()
    work()
    job = list_dead()[0]
    out = StringIO()
    call_command("jobs", "dead", stdout=out)
    assert str(job.pk) in out.getvalue()
    call_command("jobs", stdout=out)
    assert "FAILED" in out.getvalue()
    call_command("jobs", "retry", "all", stdout=out)
    assert count_dead() == 0
    assert list_by_subject(f"jobs:{job.pk}")[0].action == "jobs.job.retried"
    assert work() == 1
    assert count_dead() == 1
    call_command("jobs", "retry", str(job.pk), stdout=out)
    with pytest.raises(NotFound):
        retry(job_id=UUID(int=0), actor=SYSTEM, at=AT)
    for wrong in ("nonsense", str(UUID(int=0)), None):
        with pytest.raises(CommandError):
            call_command("jobs", "retry", wrong)


def test_the_same_key_is_done_once(lines):
    first = enqueue_once(note, "receipt:R8-1", str(lines))
    assert enqueue_once(note, "receipt:R8-1", str(lines)).id == first.id
    assert work() == 1
    again = enqueue_once(note, "receipt:R8-1", str(lines))
    assert again.status == TaskResultStatus.SUCCESSFUL
    assert enqueue_once(note, "receipt:R8-2", str(lines)).id != first.id
    assert work() == 1
    assert lines.read_text() == "ran\nran\n"


def test_a_silent_worker_loses_its_job_and_may_not_finish_it():
    with clock.frozen(AT):
        note.enqueue("x")
    job = claim_next("lost", at=AT, lease=LEASE)
    assert claim_next("other", at=AT, lease=LEASE) is None
    assert extend_leases("lost", [job.pk], at=AT + timedelta(seconds=50), lease=LEASE)
    assert reclaim_expired(AT + timedelta(seconds=100)) == 0
    assert reclaim_expired(AT + timedelta(seconds=111)) == 1
    taken = claim_next("other", at=AT + timedelta(seconds=111), lease=LEASE)
    assert taken.pk == job.pk
    assert not extend_leases("lost", [job.pk], at=AT, lease=LEASE)
    assert not succeed(job, None, at=AT)
    assert succeed(taken, None, at=AT)
    assert Job.objects.get().attempts == 2


def test_a_job_that_kills_its_workers_is_dead_in_the_end():
    with clock.frozen(AT):
        stumble.enqueue("x")
    at = AT
    for _ in range(3):
        assert claim_next("doomed", at=at, lease=LEASE) is not None
        at += LEASE * 2
        reclaim_expired(at)
    assert claim_next("doomed", at=at, lease=LEASE) is None
    assert list_dead()[0].errors[-1]["class"] == "builtins.TimeoutError"


def test_a_task_can_know_its_attempt():
    result = tell_attempt.enqueue(10)
    work()
    result.refresh()
    assert result.return_value == 10


def test_an_interrupted_job_is_given_back(monkeypatch, lines):
    note.enqueue(str(lines))

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("madoguchi.platform.jobs.worker._call", interrupt)
        with pytest.raises(KeyboardInterrupt):
            work()
    job = Job.objects.get()
    assert (job.status, job.attempts) == (Job.Status.READY, 0)
    assert work() == 1


def test_finished_jobs_are_forgotten_in_time(lines):
    with clock.frozen(AT):
        note.enqueue(str(lines))
        enqueue_once(note, "k", str(lines))
        give_up.enqueue()
        note.using(run_after=AT + timedelta(days=300)).enqueue(str(lines))
    work(AT)
    assert prune_finished(AT + timedelta(days=6)) == 0
    assert prune_finished(AT + timedelta(days=8)) == 1
    assert prune_finished(AT + timedelta(days=91)) == 2
    assert Job.objects.get().status == Job.Status.READY


def test_the_backend_is_ours_and_valid():
    assert isinstance(note.get_backend(), DatabaseBackend)
    assert list(note.get_backend().check()) == []


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 10), (2, 20), (3, 40), (8, 1280), (9, 2560), (10, 3600), (99, 3600)],
)
def test_delays_double_up_to_an_hour(attempts, seconds):
    assert choose_delay(attempts, spread=0) == timedelta(seconds=seconds)
    assert choose_delay(attempts, spread=1) == timedelta(seconds=seconds) * 0.8


def test_due_times_lie_on_the_clock_of_japan():
    day, three = timedelta(days=1), timedelta(hours=3)
    at = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert calculate_due(at, every=day, offset=three) == datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert clock.to_local(calculate_due(at, every=day, offset=three)).hour == 3
    with pytest.raises(ValueError, match="attempt"):
        choose_delay(0, spread=0)
