# SPDX-License-Identifier: Apache-2.0
"""How is a plan carried out, whatever the server's pace, and what was measured?

Each time runs from the moment that the plan gives, not from when a thread came to it, until the
page that the clerk asked for has arrived, redirects included. A clerk who is not signed in signs
in first; that is a time of its own, and the clerk's first action runs from there.
"""

import queue
import resource
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.cases.plan_load import Seat, Step
from benchmarks.http_client import Answer, Client

THREADS = 96
CSRF_COOKIE = "office_csrf"


class Unexpected(Exception):
    """An answer that no clerk should have got."""


@dataclass
class Measured:
    """The seconds of each kind of action, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    lasted: float = 0.0
    latest: float = 0.0

    def add(self, kind: str, at: float, seconds: float) -> None:
        """Keep one time."""
        with self.lock:
            self.seconds[kind].append(seconds)
            self.starts[kind].append(at)


@dataclass
class Desk:
    """A clerk's browser; its requests follow one another."""

    seat: Seat
    client: Client
    lock: threading.Lock = field(default_factory=threading.Lock)
    signed_in: bool = False

    def sign_in(self, password: str) -> None:
        """Open the sign-in page and post it."""
        page = self.client.get("/sign-in/")
        fields = {
            "login": self.seat.login, "password": password, "csrfmiddlewaretoken": page.csrf,
        }  # fmt: skip
        answer = self.client.post("/sign-in/", fields)
        if answer.status != 302:
            raise Unexpected(f"sign-in of {self.seat.login}: {answer.status}")
        self.signed_in = True

    def do(self, step: Step) -> None:
        """Carry out a step and look whether the right page came."""
        if step.fields is None:
            answer = self.client.get(step.path)
        else:
            token = ("csrfmiddlewaretoken", self.client.cookies[CSRF_COOKIE])
            answer = self.client.post(step.path, [*step.fields, token])
            if answer.status != 302:
                raise Unexpected(f"{step.path}: {answer.status}")
        answer = self._follow(answer)
        if answer.status != 200 or step.holds.encode() not in answer.body:
            raise Unexpected(f"{step.path}: {answer.status}, {len(answer.body)} bytes")

    def _follow(self, answer: Answer) -> Answer:
        for _ in range(3):
            if answer.status not in {301, 302, 303}:
                break
            answer = self.client.get(answer.location)
        return answer


def drive(steps: Sequence[Step], *, host: str, port: int, password: str) -> Measured:
    """Carry out the plan; returns when the last answer has come."""
    allow_many_sockets()
    measured = Measured()
    waiting: queue.SimpleQueue[Step | None] = queue.SimpleQueue()
    desks: dict[int, Desk] = {}
    for step in steps:
        desks.setdefault(step.seat.number, Desk(step.seat, Client(host, port)))
    began = time.perf_counter() + 0.5
    threads = [
        threading.Thread(
            target=_work, args=(waiting, desks, began, password, measured), daemon=True
        )
        for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    _hand_out(steps, waiting, began, measured)
    for thread in threads:
        thread.join()
    measured.lasted = time.perf_counter() - began
    for desk in desks.values():
        desk.client.close()
    return measured


def _hand_out(
    steps: Sequence[Step],
    waiting: "queue.SimpleQueue[Step | None]",
    began: float,
    measured: Measured,
) -> None:
    """Give each step to the threads at its moment, then the sign to go home."""
    for step in steps:
        left = began + step.at - time.perf_counter()
        if left > 0:
            time.sleep(left)
        waiting.put(step)
        measured.latest = max(measured.latest, time.perf_counter() - began - step.at)
    for _ in range(THREADS):
        waiting.put(None)


def _work(
    waiting: "queue.SimpleQueue[Step | None]",
    desks: Mapping[int, Desk],
    began: float,
    password: str,
    measured: Measured,
) -> None:
    while (step := waiting.get()) is not None:
        _carry_out(step, desks[step.seat.number], began + step.at, password, measured)


def _carry_out(step: Step, desk: Desk, planned: float, password: str, measured: Measured) -> None:
    with desk.lock:
        start = planned
        try:
            if not desk.signed_in:
                desk.sign_in(password)
                signed = time.perf_counter()
                measured.add("sign_in", step.at, signed - planned)
                start = signed
            desk.do(step)
            measured.add(step.kind, step.at, time.perf_counter() - start)
        except (Unexpected, OSError, KeyError, ValueError) as problem:
            with measured.lock:
                measured.errors.append(f"{type(problem).__name__}: {problem}")


def allow_many_sockets() -> None:
    """One connection per clerk."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
