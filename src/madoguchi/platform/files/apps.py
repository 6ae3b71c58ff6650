# SPDX-License-Identifier: Apache-2.0
"""The Django application of the files room."""

from typing import ClassVar

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored files and uploads."""

    name = "madoguchi.platform.files"
    label = "files"
    verbose_name = "ファイル"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}
