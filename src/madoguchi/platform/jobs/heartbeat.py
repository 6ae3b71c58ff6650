# SPDX-License-Identifier: Apache-2.0
"""How does a worker show that it lives while a long job runs?"""

import logging
import threading
from datetime import timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.claim import extend_lease

_logger = logging.getLogger(__name__)


class Heartbeat:
    """Renews the lease of one job from a thread of its own, at a third of the lease."""

    def __init__(self, job_id: UUID, worker: str, lease: timedelta) -> None:
        self._job_id, self._worker, self._lease = job_id, worker, lease
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="heartbeat")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._done.wait(self._lease.total_seconds() / 3):
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            if not extend_lease(self._worker, self._job_id, at=now(), lease=self._lease):
                _logger.warning("Job %s was given to another worker", self._job_id)
                self._done.set()
        except (DatabaseError, InterfaceError):
            # Tried again at the next beat; three beats fit into a lease.
            connection.close()
