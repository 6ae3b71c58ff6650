# SPDX-License-Identifier: Apache-2.0
"""The addresses of messaging's pages."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "messaging"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("madoguchi.engines.messaging.web.citizen.urls")),
    path("news/", include("madoguchi.engines.messaging.web.public.urls")),
    path("staff/messaging/", include("madoguchi.engines.messaging.web.desk.urls")),
]
