# SPDX-License-Identifier: Apache-2.0
"""The addresses of the payment pages."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "payments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("pay/", include("madoguchi.engines.payments.web.citizen.urls")),
]
