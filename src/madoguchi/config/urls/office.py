# SPDX-License-Identifier: Apache-2.0
"""The addresses of the office zone."""

from django.urls import include, path

from madoguchi.config.health import healthz

handler400 = "madoguchi.platform.screens.errors.bad_request"
handler403 = "madoguchi.platform.screens.errors.forbidden"
handler404 = "madoguchi.platform.screens.errors.not_found"
handler500 = "madoguchi.platform.screens.errors.server_error"

urlpatterns = [
    path("healthz", healthz),
    path("", include("madoguchi.platform.guard.urls")),
    path("", include("madoguchi.faces.desk.urls")),
    path("", include("madoguchi.platform.identity.urls_office")),
    path("oversight/", include("madoguchi.platform.oversight.web.urls")),
    path("cases/api/", include("madoguchi.engines.cases.rest.urls")),
    path("cases/", include("madoguchi.engines.cases.web.urls")),
]
