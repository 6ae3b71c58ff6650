# SPDX-License-Identifier: Apache-2.0
"""How does a computation that must be costly let others go first?

Stretching a password takes as long as several pages. It runs in threads of lower priority: while a
page wants the processor the page gets it, and an idle machine stretches as fast as ever.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
NICENESS = 10
"""As ``nice`` does by default; the kernel gives such a thread about a tenth of a page's share."""


def while_others_go_first(work: Callable[[], T]) -> T:
    """Compute in a thread of lower priority and wait for it; what it raises is raised here."""
    return _threads(os.getpid()).submit(work).result()


@lru_cache(maxsize=1)
def _threads(_: int) -> ThreadPoolExecutor:
    """As many as there are processors: more would only take memory. A forked process has its own."""
    return ThreadPoolExecutor(
        os.cpu_count() or 1, thread_name_prefix="stretching", initializer=_step_back
    )


def _step_back() -> None:
    """On Linux each thread has a priority of its own; elsewhere nothing changes."""
    with suppress(OSError, AttributeError):
        thread = threading.get_native_id()
        niceness = max(os.getpriority(os.PRIO_PROCESS, thread), NICENESS)
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
