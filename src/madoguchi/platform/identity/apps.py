# SPDX-License-Identifier: Apache-2.0
"""Accounts and signing in (利用者)."""

from typing import ClassVar

from django.apps import AppConfig
from django.conf import settings


class IdentityConfig(AppConfig):
    """Citizens' accounts live in the portal, staff's in the office; the model is one."""

    name = "madoguchi.platform.identity"
    label = "identity"
    verbose_name = "利用者"
    zones: ClassVar[set[str]] = {"portal", "office", "core"}

    def ready(self) -> None:
        """Write down who signs in and out; close the vault with the session; tell わたしのデータ."""
        from madoguchi.platform.identity.traces import trace_sign_ins

        trace_sign_ins()
        if settings.ZONE == "portal":
            from madoguchi.platform.identity.citizens import own_data  # noqa: F401
            from madoguchi.platform.identity.citizens.cookie import close_with_session
            from madoguchi.platform.identity.citizens.sign_ins import keep_sign_ins

            close_with_session()
            keep_sign_ins()
