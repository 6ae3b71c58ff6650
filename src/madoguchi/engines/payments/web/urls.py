# SPDX-License-Identifier: Apache-2.0
"""The addresses of the payment pages."""

from django.urls import URLPattern, URLResolver, include, path

from madoguchi.engines.payments.web.slips.views import slip
from madoguchi.engines.payments.web.webhook import webhook

app_name = "payments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("pay/", include("madoguchi.engines.payments.web.citizen.urls")),
    path("pay/dues/<slug:number>/slip/", slip, name="slip"),
    path("staff/payments/", include("madoguchi.engines.payments.web.desk.urls")),
    path("payments/gateway/webhook", webhook, name="webhook"),
]
