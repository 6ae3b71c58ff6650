# SPDX-License-Identifier: Apache-2.0
"""The Django application of the crypto room; it has no tables."""

from typing import ClassVar

from django.apps import AppConfig


class CryptoConfig(AppConfig):
    """Keys, seals, signatures, encrypted fields."""

    name = "madoguchi.platform.crypto"
    label = "crypto"
    verbose_name = "暗号"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}
