# SPDX-License-Identifier: Apache-2.0
"""The office's settings with all three queues installed."""

from madoguchi.config.settings import *  # noqa: F403
from madoguchi.config.settings import DATABASES, INSTALLED_APPS, TASKS

INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
if "postgresql" in DATABASES["default"]["ENGINE"]:
    INSTALLED_APPS = [*INSTALLED_APPS, "procrastinate.contrib.django"]
TASKS = {**TASKS, "stock": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
PROCRASTINATE_IMPORT_PATHS = ["benchmarks.queues.procrastinate_tasks"]
