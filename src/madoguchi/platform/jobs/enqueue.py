# SPDX-License-Identifier: Apache-2.0
"""How is the same work asked for twice and done once?"""

from typing import Any

from django_tasks.base import Task, TaskResult

from madoguchi.platform.jobs.backend import DatabaseBackend


def enqueue_once(task: Task[Any, Any], key: str, *args: Any, **kwargs: Any) -> TaskResult[Any]:
    """Enqueue a task under an idempotency key, in the caller's transaction.

    If a job with the key exists – waiting, running, done or dead – that one is returned and
    nothing is added. Keys are remembered for 90 days after the job has ended.
    """
    backend = task.get_backend()
    if not isinstance(backend, DatabaseBackend):
        raise TypeError("idempotency keys need the database backend")
    return backend.enqueue_once(key, task, args, kwargs)
