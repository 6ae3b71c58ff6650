# SPDX-License-Identifier: Apache-2.0
"""Background jobs (ジョブ): the database backend of the Django Tasks API and its worker."""

from typing import ClassVar

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Installed in every zone; each zone has its own queue."""

    name = "madoguchi.platform.jobs"
    label = "jobs"
    verbose_name = "ジョブ"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}
