# SPDX-License-Identifier: Apache-2.0
"""The addresses of the public API."""

from django.urls import URLPattern, URLResolver

from madoguchi.engines.procedures.rest.catalogue import api
from madoguchi.platform.screens.policies import Policy

_POLICY = Policy("open", "the catalogue is open data")


def _labelled(patterns: list[URLResolver | URLPattern]) -> list[URLResolver | URLPattern]:
    """Put the policy on the views that django-ninja makes."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback.policy = _POLICY  # type: ignore[attr-defined]
    return patterns


app_name = "procedures-api"
urlpatterns = _labelled(list(api.urls[0]))
