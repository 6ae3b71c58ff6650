# SPDX-License-Identifier: Apache-2.0
"""The procedures engine as Django knows it."""

from typing import ClassVar

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Portal zone: catalogue, forms, drafts, submissions, what comes back."""

    name = "madoguchi.engines.procedures"
    label = "procedures"
    verbose_name = "手続き"
    zones: ClassVar[set[str]] = {"portal"}
