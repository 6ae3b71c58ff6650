# SPDX-License-Identifier: Apache-2.0
"""How does a worker hold the jobs that it has leased: alive, in order, and not for too long?

Quick jobs are leased and written down many at a time, which is what makes a queue on a database
fast. A thread sees to it that nobody else waits for that: a quarter of a second after the
leasing, what has not begun goes back to the others and what is done is written down.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, InterfaceError, connection

from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.claim import extend_leases, release_untouched
from madoguchi.platform.jobs.finish import succeed_all
from madoguchi.platform.jobs.models import Job

LONGEST_BATCH = 0.25
"""Seconds after which a batch is broken up."""
_logger = logging.getLogger(__name__)


class Holding:
    """The jobs of one leasing; renews their leases at a third of the lease."""

    def __init__(
        self, jobs: Sequence[Job], worker: str, lease: timedelta, announce: Callable[[Job], None]
    ) -> None:
        self._worker, self._lease, self._announce = worker, lease, announce
        self._waiting, self._current = deque(jobs), deque[Job](maxlen=1)
        self._done: list[Job] = []
        self._is_batch = len(jobs) > 1
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="heartbeat")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if kind is None or not issubclass(kind, DatabaseError | InterfaceError):
            self.give_back()
            self.write_down()

    def next(self) -> Job | None:
        """The next job to run; None when there is none left."""
        with self._lock:
            self._current.clear()
            if self._waiting:
                self._current.append(self._waiting.popleft())
            return self._current[0] if self._current else None

    def is_done(self, job: Job) -> None:
        """A job has succeeded without a result: written down with others soon."""
        with self._lock:
            self._current.clear()
            self._done.append(job)

    def write_down(self) -> None:
        """Note what is done."""
        with self._lock:
            done, self._done = self._done, []
        if not done:
            return
        try:
            succeed_all(done, at=now())
        except (DatabaseError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            succeed_all(done, at=now())
        for job in done:
            self._announce(job)

    def give_back(self) -> None:
        """What has not begun goes back to all workers."""
        with self._lock:
            untouched = [job.pk for job in self._waiting]
            self._waiting.clear()
        if untouched:
            release_untouched(self._worker, untouched)

    def _watch(self) -> None:
        beat = self._lease.total_seconds() / 3
        try:
            if self._is_batch and not self._over.wait(min(LONGEST_BATCH, beat)):
                self._try(self._break_up)
            pause = min(LONGEST_BATCH, beat) if self._is_batch else beat
            beaten = time.monotonic()
            while not self._over.wait(pause):
                self._try(self.write_down)
                if time.monotonic() - beaten >= beat * 0.9:
                    beaten = time.monotonic()
                    self._try(self._renew)
        finally:
            connection.close()

    def _break_up(self) -> None:
        self.give_back()
        self.write_down()

    def _renew(self) -> None:
        with self._lock:
            held = [job.pk for job in (*self._current, *self._waiting, *self._done)]
        if held and extend_leases(self._worker, held, at=now(), lease=self._lease) < len(held):
            _logger.warning("A job of %s was given to another worker", self._worker)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (DatabaseError, InterfaceError):
            # Tried again at the next beat; three beats fit into a lease.
            connection.close()
