# SPDX-License-Identifier: Apache-2.0
"""Oversight (個人情報保護の点検): the audit log's periodic work and the officer's views."""

from typing import ClassVar

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Jobs in every zone; pages in the office."""

    name = "madoguchi.platform.oversight"
    label = "oversight"
    verbose_name = "個人情報保護の点検"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}
