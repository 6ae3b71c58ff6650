# SPDX-License-Identifier: Apache-2.0
"""Who kills, stops, fills disks, turns clocks and cuts networks? At named points and at random."""

import os
import random
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import psutil

from benchmarks.survival.world import World

PORTAL_POINTS = (
    "submit.before_store", "submit.after_store", "submit.after_commit", "outbox.before_answer",
    "ack.before_store", "ack.after_store", "push.before_store", "push.after_store",
)  # fmt: skip
OFFICE_POINTS = (
    "pull.after_fetch", "pull.after_files", "pull.before_commit", "pull.after_commit",
    "pull.after_ack", "pull.after_push", "open.after_case", "ack.before_store", "ack.after_store",
    "pull.before_commit:3", "pull.after_commit:2", "",
)  # fmt: skip
WORKER_POINTS = ("worker.before_run", "worker.after_run", "")
HOURS = 6


class Nemesis:
    """Works on a world until enough was killed."""

    def __init__(self, world: World, kills: int, *, seed: int) -> None:
        self.world, self.wanted = world, kills
        self.killed: Counter[str] = Counter()
        self.other: Counter[str] = Counter()
        self.stop = threading.Event()
        self.cut = threading.Event()
        self.random = random.Random(seed)
        self.clock_lock = threading.Lock()
        self._parts: list[Callable[[], None]] = [
            self._cross, self._work_office, self._work_portal, self._haunt_portal, self._disturb,
        ]  # fmt: skip
        if world.servers:
            self._parts.append(self._haunt_servers)

    @property
    def total(self) -> int:
        """How many processes were killed so far."""
        return sum(self.killed.values())

    def run(self, *, longest: float) -> None:
        """Kill until enough was killed, or the time is over."""
        threads = [threading.Thread(target=part, daemon=True) for part in self._parts]
        for thread in threads:
            thread.start()
        end = time.monotonic() + longest
        while self.total < self.wanted and time.monotonic() < end:
            time.sleep(0.1)
            self.check(threads)
        self.stop.set()
        for thread in threads:
            thread.join()
        self.world.fault.unlink(missing_ok=True)
        self.set_clock(0)

    def check(self, threads: list[threading.Thread]) -> None:
        """A thread that broke would make the run a quiet one."""
        if not all(thread.is_alive() for thread in threads):
            raise RuntimeError("a part of the nemesis has broken")

    def set_clock(self, seconds: float) -> None:
        """Turn the clocks of all processes."""
        with self.clock_lock:
            draft = self.world.clock.with_suffix(".new")
            draft.write_text(str(seconds))
            draft.replace(self.world.clock)

    def _cross(self) -> None:
        """The office crosses all the time, and dies while it does."""
        while not self.stop.is_set():
            if self.cut.is_set():
                time.sleep(0.1)
                continue
            point = self.random.choice(OFFICE_POINTS)
            self._dying("pull", ("parcels", "--zone", "office", "pull"), point)
            time.sleep(0.05)

    def _work_office(self) -> None:
        self._work("office")

    def _work_portal(self) -> None:
        self._work("portal")

    def _work(self, zone: str) -> None:
        """Jobs fall due again, a worker dies over one, the next takes it up."""
        while not self.stop.is_set():
            with suppress(Exception):  # the server may be dead just now
                self.world.rows(zone, "DELETE FROM jobs_periodicrun")
                past = "1970-01-02 00:00:00+00:00"
                self.world.rows(
                    zone, "UPDATE jobs_job SET leased_until = ? WHERE status = 'RUNNING'", [past]
                )
            point = self.random.choice(WORKER_POINTS)
            self._dying(f"{zone}-worker", ("worker", "--zone", zone, "--once"), point)
            self.stop.wait(0.4)

    def _dying(self, role: str, words: tuple[str, ...], point: str) -> None:
        """Run a command that dies at a point, or at any moment."""
        warm = self.world.warm[role]
        pid = warm.start(words, {"MADOGUCHI_FAULT": point} if point else {})
        if not point:
            time.sleep(self.random.random() * 0.25)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if warm.wait() == -signal.SIGKILL:
            self.killed[f"{role} {point.partition(':')[0] or 'at random'}"] += 1

    def _haunt_portal(self) -> None:
        """The portal's web processes die at a point or at random; the server starts new ones."""
        while not self.stop.is_set():
            before = {process.pid for process in self.world.web_processes()}
            if self.random.random() < 0.5:
                point = self.random.choice(PORTAL_POINTS)
                self.world.fault.write_text(point)
                self._until(lambda now=before: not now <= self._alive(), 1.0)
                self.world.fault.unlink(missing_ok=True)
                self.killed[f"portal {point}"] += len(before - self._alive())
            elif before:
                with suppress(ProcessLookupError):
                    os.kill(self.random.choice(sorted(before)), signal.SIGKILL)
                    self.killed["portal at random"] += 1
            self.stop.wait(1.5)
            if self.world.serve_again():
                self.other["portal started again by its watcher"] += 1

    def _alive(self) -> set[int]:
        return {process.pid for process in self.world.web_processes()}

    def _haunt_servers(self) -> None:
        """Server processes of PostgreSQL die, now and then the whole server."""
        while not self.stop.is_set():
            zone = self.random.choice(("portal", "office"))
            server = self.world.servers[zone]
            if self.random.random() < 0.15:
                server.kill_server()
                self.killed[f"PostgreSQL of the {zone}, whole"] += 1
            elif server.kill_backend():
                self.killed[f"PostgreSQL of the {zone}, one backend"] += 1
            self.stop.wait(2.5)

    def _disturb(self) -> None:
        """Everything that is not a kill, one after the other."""
        plagues = (self._freeze, self._fill_disk, self._jump, self._cut_network)
        while not self.stop.is_set():
            for plague in plagues:
                if self.stop.wait(1.5):
                    return
                plague()

    def _freeze(self) -> None:
        for process in self.world.web_processes()[:1]:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
                self.stop.wait(1.0)
                process.resume()
                self.other["frozen (SIGSTOP)"] += 1

    def _fill_disk(self) -> None:
        """No file of these processes may grow: what they see is a full disk."""
        limited = []
        for process in self.world.web_processes():
            with suppress(psutil.Error, OSError):
                before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
                limited.append((process.pid, before))
        self.stop.wait(1.0)
        for pid, before in limited:
            with suppress(OSError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        self.other["disk full"] += 1

    def _jump(self) -> None:
        for seconds in (3600, -3600, 0):
            self.set_clock(seconds)
            self.stop.wait(0.7)
        self.other["clock jumps"] += 2

    def _cut_network(self) -> None:
        """Hours pass while no parcel crosses and people go on filing."""
        self.cut.set()
        self.stop.wait(1.5)
        self.set_clock(HOURS * 3600)
        self.stop.wait(1.5)
        self.set_clock(0)
        self.cut.clear()
        self.other[f"network cut for {HOURS} h"] += 1

    def _until(self, holds: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not holds() and time.monotonic() < end and not self.stop.is_set():
            time.sleep(0.02)
