# SPDX-License-Identifier: Apache-2.0
"""How does an idle worker learn that there is work: told by PostgreSQL, or by looking again?"""

import threading
import time
from typing import Any, Protocol

import psycopg
from django.db import connection

from madoguchi.platform.jobs.models import CHANNEL

_SLICE = 0.5
"""Seconds after which a waiting worker looks whether it should stop."""


class Wake(Protocol):
    """Waits for work."""

    longest: float

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return when there may be work, when ``stop`` is set, or after some seconds."""

    def close(self) -> None:
        """Let go of what was held."""


class Poll:
    """Look again after half a second (SQLite)."""

    longest = 0.5

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Sleep, but not through a call to stop."""
        stop.wait(max(0.0, min(seconds, self.longest)))

    def close(self) -> None:
        """Nothing is held."""


class Listen:
    """Be told at the commit of an enqueuing transaction (PostgreSQL LISTEN/NOTIFY).

    It needs a connection of its own, straight to the server; where that fails it polls.
    """

    longest = 5.0

    def __init__(self) -> None:
        self._listener: psycopg.Connection[Any] | None = None

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Wait for a notification."""
        ends = time.monotonic() + max(0.0, min(seconds, self.longest))
        try:
            listener = self._connected()
            while not stop.is_set() and (left := ends - time.monotonic()) > 0:
                if list(listener.notifies(timeout=min(left, _SLICE), stop_after=1)):
                    return
        except psycopg.Error:
            self.close()
            stop.wait(_SLICE)

    def close(self) -> None:
        """Close the connection."""
        if self._listener is not None:
            self._listener.close()
        self._listener = None

    def _connected(self) -> psycopg.Connection[Any]:
        if self._listener is None:
            self._listener = _connect()
        return self._listener


def choose_wake() -> Wake:
    """What fits the zone's database."""
    return Listen() if connection.vendor == "postgresql" else Poll()


def _connect() -> psycopg.Connection[Any]:
    given = connection.get_connection_params()
    wanted: dict[str, Any] = {k: v for k, v in given.items() if isinstance(v, str | int)}
    listener = psycopg.connect(**wanted, autocommit=True)
    listener.execute(f"LISTEN {CHANNEL}")
    return listener
