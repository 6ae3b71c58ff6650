# SPDX-License-Identifier: Apache-2.0
"""The addresses of the queue's JSON interface."""

from django.urls import URLPattern, URLResolver

from madoguchi.engines.queue.rest.lines import api
from madoguchi.platform.screens.policies import open_to_all

_WHY = {"get_lines": "how busy the counters are is open data"}
_DESCRIPTION = "the description of the interface"


def _open(patterns: list[URLResolver | URLPattern]) -> list[URLResolver | URLPattern]:
    """Put the policy on the views that django-ninja makes."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            why = _WHY.get(pattern.name or "", _DESCRIPTION)
            pattern.callback = open_to_all(why)(pattern.callback)
    return patterns


app_name = "queue-api"
urlpatterns = _open(list(api.urls[0]))
