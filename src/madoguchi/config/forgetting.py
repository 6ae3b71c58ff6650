# SPDX-License-Identifier: Apache-2.0
"""How does the portal's memory forget what people typed, once it was sealed and answered?

Python and the web server hand freed memory back as it is, and objects that refer to one another
wait for the collector: without more, a memory dump of an idle portal shows whole forms. Here freed
memory is overwritten at once (glibc's and jemalloc's own means, so that every library obeys), and
the collector runs shortly after each burst of requests. See ADR 0054 for what that costs.
"""

import gc
import resource
import threading
import time
from collections.abc import Mapping
from typing import Any

from django.core.signals import request_finished

REST_SECONDS = 0.5
"""So long after a request its garbage is collected, at the latest."""
OVERWRITE = {
    # Python's own allocator keeps freed objects as they are; the C library's can overwrite them,
    # but not those that a thread keeps aside.
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    # The web server's own, in which requests arrive.
    "_RJEM_MALLOC_CONF": "junk:free",
}


def overwriting(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a web server that overwrites what it frees; an operator's words win."""
    return OVERWRITE | dict(environment)


def leave_no_core() -> None:
    """A process that dies writes no image of its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Forgetting:
    """Collects garbage soon after requests, beside them and once for many."""

    def __init__(self, rest_seconds: float = REST_SECONDS) -> None:
        self.rest_seconds = rest_seconds
        self.rounds = 0
        self._served = threading.Event()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def listen(self) -> None:
        """From now on, whenever a request has been answered."""
        request_finished.connect(self._note, weak=False, dispatch_uid="config.forgetting")

    def _note(self, **_: Any) -> None:
        if self._thread is None:
            with self._start:  # here and not at loading: a thread does not live through a fork
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, daemon=True)
                    self._thread.start()
        self._served.set()

    def _work(self) -> None:
        while True:
            self._served.wait()
            time.sleep(self.rest_seconds)
            self._served.clear()
            gc.collect()
            self.rounds += 1
