# SPDX-License-Identifier: Apache-2.0
"""Which tasks come round by themselves, and how does each due time give exactly one job?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django_tasks.base import Task

from madoguchi.platform.jobs.enqueue import enqueue_once
from madoguchi.platform.jobs.models import PeriodicRun
from madoguchi.platform.jobs.rules import calculate_due

AnyTask = TypeVar("AnyTask", bound=Task[Any, Any])
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A task and its rhythm."""

    task: Task[Any, Any]
    every: timedelta
    offset: timedelta


_schedules: dict[str, Schedule] = {}


def periodic(*, every: timedelta, offset: timedelta = timedelta(0)) -> Callable[[AnyTask], AnyTask]:
    """Let a task without arguments come round, counted from midnight in Tokyo.

    ``@periodic(every=timedelta(days=1), offset=timedelta(hours=3))`` above ``@task()`` runs at
    3:00. While no worker runs, due times are missed; the latest one is made up for, once.
    """
    if every <= timedelta(0):
        raise ValueError("a rhythm needs a length")

    def register(task: AnyTask) -> AnyTask:
        _schedules[task.module_path] = Schedule(task, every, offset)
        return task

    return register


def list_schedules() -> tuple[Schedule, ...]:
    """Every registered periodic task."""
    return tuple(_schedules.values())


def enqueue_due(at: datetime) -> int:
    """Enqueue what is due and not yet enqueued by any worker; returns how many jobs."""
    return sum(_enqueue(schedule, at) for schedule in list_schedules())


def find_next_round(at: datetime) -> datetime | None:
    """The next due time of any periodic task after an instant."""
    return min(
        (calculate_due(at, every=s.every, offset=s.offset) + s.every for s in list_schedules()),
        default=None,
    )


def _enqueue(schedule: Schedule, at: datetime) -> int:
    due = calculate_due(at, every=schedule.every, offset=schedule.offset)
    path = schedule.task.module_path
    if PeriodicRun.objects.filter(task=path, last_due_at__gte=due).exists():
        return 0
    with transaction.atomic():
        PeriodicRun.objects.bulk_create(
            [PeriodicRun(task=path, last_due_at=_NEVER)], ignore_conflicts=True
        )
        # Of all workers one moves the due time forward; the row lock makes the others wait.
        if not PeriodicRun.objects.filter(task=path, last_due_at__lt=due).update(last_due_at=due):
            return 0
        enqueue_once(schedule.task, f"{path}@{due.isoformat()}")
    return 1
