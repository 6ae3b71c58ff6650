# SPDX-License-Identifier: Apache-2.0
"""The front door of the job queue; tasks themselves are made with ``django_tasks.task``."""

from madoguchi.platform.jobs.dead import count_dead, list_dead, retry
from madoguchi.platform.jobs.enqueue import enqueue_once
from madoguchi.platform.jobs.models import Job
from madoguchi.platform.jobs.periodic import periodic
from madoguchi.platform.jobs.tasks import GiveUp
from madoguchi.platform.jobs.worker import run_worker

__all__ = [
    "GiveUp",
    "Job",
    "count_dead",
    "enqueue_once",
    "list_dead",
    "periodic",
    "retry",
    "run_worker",
]
