# SPDX-License-Identifier: Apache-2.0
"""The same work as tasks of our own queue."""

from django_tasks import task

from benchmarks.queues import tasks


@task()
def nothing(number: int) -> None:
    """See tasks.nothing."""
    tasks.nothing(number)


@task()
def little(number: int) -> None:
    """See tasks.little."""
    tasks.little(number)


@task()
def deadly(number: int) -> None:
    """See tasks.deadly."""
    tasks.deadly(number)
