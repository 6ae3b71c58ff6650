# SPDX-License-Identifier: Apache-2.0
"""How does ``task.enqueue()`` become a row in the caller's transaction?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from madoguchi.kernel.clock import now
from madoguchi.platform.jobs.models import CHANNEL, Job
from madoguchi.platform.jobs.rules import MAX_ATTEMPTS
from madoguchi.platform.jobs.tasks import JobTask


class DatabaseBackend(BaseTaskBackend):
    """The Django Tasks API on the zone's own database.

    A job is written in the caller's transaction: it exists if and only if that commits. On
    PostgreSQL the commit wakes the workers. Arguments rest in the clear, so on the portal they
    are references, never what a citizen wrote.
    """

    task_class = JobTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(
        self, task: Task[Any, Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> TaskResult[Any]:
        """Write a job."""
        job = self._build(task, args, kwargs)
        job.save(force_insert=True)
        return self._announce(job, task)

    def enqueue_once(
        self, key: str, task: Task[Any, Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> TaskResult[Any]:
        """Write a job unless one with this key exists; either way return the one that counts."""
        job = self._build(task, args, kwargs)
        job.key = key
        Job.objects.bulk_create([job], ignore_conflicts=True)
        kept = Job.objects.get(key=key)
        if kept.pk != job.pk:
            return to_result(kept, task)
        return self._announce(kept, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The state of a job; raises TaskResultDoesNotExist."""
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValueError):
            raise TaskResultDoesNotExist(result_id) from None
        return to_result(job, find_task(job.task))

    def _build(self, task: Task[Any, Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Job:
        self.validate_task(task)
        at = now()
        return Job(
            task=task.module_path,
            queue=task.queue_name,
            priority=task.priority,
            args=normalize_json(list(args)),
            kwargs=normalize_json(dict(kwargs)),
            run_after=task.run_after or at,
            enqueued_at=at,
            max_attempts=self._attempts(task),
        )

    def _attempts(self, task: Task[Any, Any]) -> int:
        own = task.max_attempts if isinstance(task, JobTask) else None
        return own or int(self.options.get("MAX_ATTEMPTS", MAX_ATTEMPTS))

    def _announce(self, job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, job.queue])
        result = to_result(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result


def find_task(path: str) -> Task[Any, Any]:
    """The task that a job names; raises ImportError where the code has none."""
    task = import_string(path)
    if not isinstance(task, Task):
        raise ImportError(f"{path} is not a task")
    return task


def to_result(job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
    """A job as the Django Tasks API shows it."""
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=TaskResultStatus(job.status),
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.last_attempted_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=task.backend,
        errors=[
            TaskError(exception_class_path=error["class"], traceback=error["traceback"])
            for error in job.errors
        ],
        worker_ids=job.worker_ids.split(),
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
