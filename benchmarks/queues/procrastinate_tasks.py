# SPDX-License-Identifier: Apache-2.0
"""The same work as tasks of procrastinate (PostgreSQL only)."""

from procrastinate.contrib.django import app

from benchmarks.queues import tasks


@app.task(name="nothing")
def nothing(number: int) -> None:
    """See tasks.nothing."""
    tasks.nothing(number)


@app.task(name="little")
def little(number: int) -> None:
    """See tasks.little."""
    tasks.little(number)


@app.task(name="deadly")
def deadly(number: int) -> None:
    """See tasks.deadly."""
    tasks.deadly(number)
