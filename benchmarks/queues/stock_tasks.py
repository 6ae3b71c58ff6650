# SPDX-License-Identifier: Apache-2.0
"""The same work as tasks of django-tasks-db (a task's name is its function's, so it has a module)."""

from django_tasks import task

from benchmarks.queues import tasks


@task(backend="stock")
def nothing(number: int) -> None:
    """See tasks.nothing."""
    tasks.nothing(number)


@task(backend="stock")
def little(number: int) -> None:
    """See tasks.little."""
    tasks.little(number)


@task(backend="stock")
def deadly(number: int) -> None:
    """See tasks.deadly."""
    tasks.deadly(number)
