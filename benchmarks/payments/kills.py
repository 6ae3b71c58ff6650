# SPDX-License-Identifier: Apache-2.0
"""Which process is ended next, without a warning? A web process or the worker, every few seconds."""

import os
import random
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path


def children_of(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == parent:
            found.append(int(folder.name))
    return found


class Killer(threading.Thread):
    """Ends a random web process or the worker with SIGKILL; what ended is started again."""

    def __init__(
        self, start_web: Callable[[], subprocess.Popen[bytes]],
        start_worker: Callable[[], subprocess.Popen[bytes]], *, every: float, seed: int,
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        self.start_web, self.start_worker, self.every = start_web, start_worker, every
        self.web, self.worker = start_web(), start_worker()
        self.done, self.kills = threading.Event(), 0
        self._random = random.Random(seed)

    def run(self) -> None:
        """Until ``done``."""
        while not self.done.wait(self.every * (0.5 + self._random.random())):
            if self.web.poll() is None and self._random.random() < 0.5:
                self._end_worker()
            else:
                self._end_web()

    def _end_worker(self) -> None:
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.kills += 1
        self.worker = self.start_worker()

    def _end_web(self) -> None:
        if self.web.poll() is not None:
            # A server whose processes die too often gives up; its operator starts it again.
            self.web = self.start_web()
            return
        processes = children_of(self.web.pid)
        if not processes:
            return
        try:
            os.kill(self._random.choice(processes), signal.SIGKILL)
        except ProcessLookupError:
            return
        self.kills += 1
