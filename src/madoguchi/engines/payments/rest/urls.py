# SPDX-License-Identifier: Apache-2.0
"""The addresses of the JSON interface, each guarded like a page."""

from django.urls import URLPattern, URLResolver

from madoguchi.engines.payments.rest.attempts import api
from madoguchi.platform.screens.policies import open_to_all, signed_in

_OPEN = {
    "openapi-json": "the description of the interface",
    "api-root": "the description of the interface",
}


def _guarded(patterns: list[URLResolver | URLPattern]) -> list[URLResolver | URLPattern]:
    """Session and CSRF token for what is one's own; the views of django-ninja come without."""
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            continue
        if pattern.name in _OPEN:
            pattern.callback = open_to_all(_OPEN[pattern.name])(pattern.callback)
        else:
            pattern.callback = signed_in(pattern.callback)
            pattern.callback.csrf_exempt = False  # type: ignore[attr-defined]
    return patterns


app_name = "payments-api"
urlpatterns = _guarded(list(api.urls[0]))
