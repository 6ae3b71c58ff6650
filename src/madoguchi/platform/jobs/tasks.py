# SPDX-License-Identifier: Apache-2.0
"""What does a task of this product know besides its function: attempts, and how to give up?"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django_tasks.base import Task
from typing_extensions import ParamSpec

P = ParamSpec("P")
T = TypeVar("T")


class GiveUp(Exception):
    """Raised by a task to say that trying again is useless: the job is dead at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask(Task[P, T], Generic[P, T]):
    """A task with its own number of attempts: ``@task(max_attempts=3)``."""

    max_attempts: int | None = None
