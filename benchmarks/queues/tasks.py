# SPDX-License-Identifier: Apache-2.0
"""What the queues are asked to do: nothing, a little, or to kill the worker once."""

import os
import signal
import time
from pathlib import Path

from django.conf import settings
from django.db import connection


def nothing(number: int) -> None:
    """The smallest job: what is measured is the queue."""


def little(number: int) -> None:
    """Work for ten milliseconds and write down that it is done."""
    time.sleep(0.01)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_ran (number) VALUES (%s)", [number])


def deadly(number: int) -> None:
    """Kill the worker at the first run; do a little at the next."""
    marker = Path(settings.HOME) / f"crashed-{number}"
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    little(number)
