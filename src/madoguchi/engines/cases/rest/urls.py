# SPDX-License-Identifier: Apache-2.0
"""The addresses of the JSON interface, each guarded like a page."""

from collections.abc import Iterable
from typing import Any

from madoguchi.engines.cases.policy import VIEW
from madoguchi.engines.cases.rest.api import api
from madoguchi.platform.screens.policies import staff_may

_patterns, _app, _namespace = api.urls


def _guarded(patterns: Iterable[Any]) -> list[Any]:
    guarded = list(patterns)
    for pattern in guarded:
        pattern.callback = staff_may(VIEW)(pattern.callback)
    return guarded


app_name = "cases-api"
urlpatterns = _guarded(_patterns)
