# SPDX-License-Identifier: Apache-2.0
"""The addresses of the booking pages."""

from django.urls import include, path

app_name = "booking"
urlpatterns = [
    path("booking/", include("madoguchi.engines.booking.web.rules.citizen_urls")),
    path("booking/", include("madoguchi.engines.booking.web.citizen.urls")),
    path("staff/booking/rules/", include("madoguchi.engines.booking.web.rules.urls")),
    path("staff/booking/", include("madoguchi.engines.booking.web.desk.urls")),
]
