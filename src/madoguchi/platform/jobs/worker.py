# SPDX-License-Identifier: Apache-2.0
"""Who does the jobs? The loop of a worker process, from start to a graceful stop."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import TaskContext
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import normalize_json

from madoguchi.kernel.clock import now
from madoguchi.kernel.faults import fault_point
from madoguchi.platform.jobs.backend import DatabaseBackend, find_task, to_result
from madoguchi.platform.jobs.claim import claim_batch, find_next_due, reclaim_expired, release
from madoguchi.platform.jobs.finish import describe, fail, succeed
from madoguchi.platform.jobs.holding import Holding
from madoguchi.platform.jobs.models import Job
from madoguchi.platform.jobs.periodic import enqueue_due, find_next_round
from madoguchi.platform.jobs.wake import choose_wake

LEASE = timedelta(seconds=60)
BATCH = 50
"""How many quick jobs are leased at once."""
_CHORES = timedelta(seconds=10)
_DATABASE_AWAY = 1.0
_logger = logging.getLogger(__name__)


def run_worker(
    stop: threading.Event | None = None,
    *,
    once: bool = False,
    queues: Collection[str] = (),
    lease: timedelta = LEASE,
) -> int:
    """Run due jobs until ``stop`` is set; returns how many attempts were made.

    The job at hand is finished before stopping. ``once``: stop as soon as nothing is due.
    ``queues``: only these lanes (default: all). ``lease``: how long a silent worker keeps a job;
    a living one renews it three times as often. A lost database is waited for.
    """
    autodiscover_modules("jobs")
    stop = stop or threading.Event()
    worker = Worker(name=_worker_name(), queues=queues, lease=lease)
    wake, done = choose_wake(), 0
    try:
        while not stop.is_set():
            try:
                jobs = worker.take()
                if not jobs and once:
                    break
                if not jobs:
                    wake.wait(stop, worker.seconds_until_due())
                    continue
                done += _work_off(jobs, worker, stop)
            except (DatabaseError, InterfaceError) as error:
                if once:
                    raise
                _logger.warning("The database is away: %s", describe(error)["class"])
                connection.close()
                stop.wait(_DATABASE_AWAY)
    finally:
        wake.close()
    return done


@dataclass(slots=True, kw_only=True)
class Worker:
    """One worker process: its name, its lanes, and when it looks after the queue again."""

    name: str
    queues: Collection[str]
    lease: timedelta
    _chores_at: datetime | None = None

    def take(self) -> list[Job]:
        """The next jobs, leased to this worker."""
        if not connection.in_atomic_block:
            close_old_connections()
        at = now()
        if self._chores_at is None or at >= self._chores_at:
            self._do_chores(at)
            at = now()  # what the chores have enqueued is due at once
        # Inside somebody's transaction (tests) no second connection could see what is done.
        most = 1 if connection.in_atomic_block else BATCH
        return claim_batch(self.name, at=at, lease=self.lease, queues=self.queues, most=most)

    def seconds_until_due(self) -> float:
        """How long there is nothing to do, as far as is known."""
        times = filter(None, (find_next_due(self.queues), self._chores_at))
        return (min(times) - now()).total_seconds()

    def _do_chores(self, at: datetime) -> None:
        reclaim_expired(at)
        enqueue_due(at)
        again = at + min(self.lease / 4, _CHORES)
        self._chores_at = min(filter(None, (again, find_next_round(at))))


def _worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{os.urandom(3).hex()}"


def _work_off(jobs: list[Job], worker: Worker, stop: threading.Event) -> int:
    """Run leased jobs one after another; returns how many attempts were made."""
    attempts = 0
    with Holding(jobs, worker.name, worker.lease, _announce_end) as held:
        while not stop.is_set() and (job := held.next()) is not None:
            _attempt(job, worker, held)
            attempts += 1
    return attempts


def _attempt(job: Job, worker: Worker, held: Holding) -> None:
    """Run the job's task once and write down how it went, a quick success with others."""
    fault_point("worker.before_run")
    _logger.debug("Job %s %s: attempt %d", job.pk, job.task, job.attempts)
    error: Exception | None = None
    result: Any = None
    try:
        result = normalize_json(_call(job))
    except Exception as raised:  # noqa: BLE001 - whatever a task raises is its failure
        error = raised
    except BaseException:
        release(worker.name, job.pk)
        raise
    fault_point("worker.after_run")
    if error is None and result is None and not connection.in_atomic_block:
        held.is_done(job)
        return
    if error is None:
        _write_down(lambda: succeed(job, result, at=now()))
    else:
        failure = error
        _logger.warning("Job %s %s failed: %s", job.pk, job.task, describe(failure)["class"])
        _write_down(lambda: fail(job, failure, at=now()))
    _announce_end(job)


def _call(job: Job) -> Any:
    task = find_task(job.task)
    result = to_result(job, task)
    task_started.send(DatabaseBackend, task_result=result)
    if task.takes_context:
        return task.call(TaskContext(task_result=result), *job.args, **job.kwargs)
    return task.call(*job.args, **job.kwargs)


def _write_down(end: Callable[[], bool]) -> None:
    """Write the end of an attempt; once more on a new connection if the database broke off."""
    try:
        end()
    except (DatabaseError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        end()


def _announce_end(job: Job) -> None:
    if job.finished_at is not None:
        try:
            task = find_task(job.task)
        except ImportError:
            return
        task_finished.send(DatabaseBackend, task_result=to_result(job, task))
