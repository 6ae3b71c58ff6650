# SPDX-License-Identifier: Apache-2.0
"""Which providers stand on this machine, each in a process of its own, and what did they take?"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

TOKEN, SECRET = "bench-token", "bench-secret"
PORTS = {"line": 8970, "webpush": 8971, "email": 8972, "smtp": 8973, "sms": 8974}
_PROGRAMS = {
    "line": ("line", "--token", TOKEN, "--secret", SECRET),
    "webpush": ("webpush",),
    "email": ("mail", "--smtp-port", str(PORTS["smtp"])),
    "sms": ("sms", "--token", TOKEN),
}


@dataclass(frozen=True)
class Twins:
    """The running ones, asked over HTTP."""

    def ask(self, channel: str, path: str, body: Any = None) -> Any:
        """An answer of a twin in JSON."""
        address = f"http://127.0.0.1:{PORTS[channel]}{path}"
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(address, data, timeout=60) as answer:
            return json.loads(answer.read())

    def figures(self, *, with_counts: bool = False) -> dict[str, dict[str, Any]]:
        """Channel → what arrived."""
        path = "/_twin/figures" + ("?counts=1" if with_counts else "")
        return {channel: self.ask(channel, path) for channel in _PROGRAMS}

    def total(self) -> int:
        """How many messages arrived, each time they did."""
        return sum(one["total"] for one in self.figures().values())

    def subscriptions(self, count: int) -> list[str]:
        """Push subscriptions as browsers give them."""
        found = self.ask("webpush", "/_twin/subscriptions", {"count": count})
        return [json.dumps({k: one[k] for k in ("endpoint", "keys")}) for one in found]


@contextmanager
def running() -> Iterator[Twins]:
    """Start all, wait until they answer, end them afterwards."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"madoguchi.connectors.{name}.twin", *more, "--port", str(PORTS[key])],
            env=os.environ, stdout=subprocess.DEVNULL,
        )
        for key, (name, *more) in _PROGRAMS.items()
    ]  # fmt: skip
    twins = Twins()
    try:
        _wait(twins)
        yield twins
    finally:
        for one in processes:
            one.terminate()
        for one in processes:
            one.wait(20)


def _wait(twins: Twins) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            twins.figures()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
