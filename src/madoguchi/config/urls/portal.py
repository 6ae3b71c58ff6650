# SPDX-License-Identifier: Apache-2.0
"""The addresses of the portal zone."""

from django.urls import include, path

from madoguchi.config.health import healthz

handler400 = "madoguchi.platform.screens.errors.bad_request"
handler403 = "madoguchi.platform.screens.errors.forbidden"
handler404 = "madoguchi.platform.screens.errors.not_found"
handler500 = "madoguchi.platform.screens.errors.server_error"

urlpatterns = [
    path("healthz", healthz),
    path("", include("madoguchi.platform.guard.urls")),
    path("", include("madoguchi.faces.portal.urls")),
    path("accounts/", include("madoguchi.platform.identity.urls_portal")),
    path("staff/", include("madoguchi.platform.identity.urls_visiting")),
    path("staff/oversight/", include("madoguchi.platform.oversight.web.urls_portal")),
    path("zone/", include("madoguchi.platform.zones.urls")),
    path("api/", include("madoguchi.engines.procedures.rest.urls")),
    path("api/", include("madoguchi.engines.booking.rest.urls")),
    path("api/", include("madoguchi.engines.queue.rest.urls")),
    path("", include("madoguchi.engines.booking.web.urls")),
    path("", include("madoguchi.engines.messaging.web.urls")),
    path("", include("madoguchi.engines.queue.web.urls")),
    path("", include("madoguchi.engines.procedures.web.urls")),
]
